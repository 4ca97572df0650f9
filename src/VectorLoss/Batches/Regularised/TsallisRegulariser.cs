using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The negative entropy of Tsallis, Σ(yᵅ − y)/(α(α − 1)) on the simplex: predictions are α-entmax, sparser the greater
/// α. α = 2 is sparsemax; as α falls to 1 it becomes softmax.
/// </summary>
/// <remarks>
/// <para>B. Peters, V. Niculae, A. Martins 2019, arXiv:1905.05702. With s the logarithm of the greatest prediction,
/// all are eˢ·max(1 + (α − 1)(θ − max θ)e⁻⁽ᵅ⁻¹⁾ˢ, 0)^(1/(α − 1)), which does not cancel as α nears 1. s is where they
/// sum to 1: Newton's steps within a bracket that holds it, from −log n to 0, each at most half as long as the last
/// one, else the bracket is halved. As a rule five steps, rarely more than fifteen.</para>
/// <para>In the end n predictions sum to 1 but for n + 8 roundings, and so is the relative error of the greatest; any
/// other one is as if its score were off by as many roundings of 1/(α − 1) and of itself. Up to α = 2 that is the same
/// order; beyond, α-entmax is itself ill-conditioned where it is nearly 0. The loss of a class is off by a few
/// roundings of p + y + α·|s|·y; of α = 1.5, which needs roots and squares alone, of itself.</para>
/// </remarks>
/// <param name="alpha">The power; finite and above 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is out of its range.</exception>
public readonly struct TsallisRegulariser(double alpha) : ISeparableRegulariser<TsallisRegulariser>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private const double Usual = 1.5;

    private readonly Setting alpha = new(Option.Between(alpha, 1, double.PositiveInfinity), Usual);

    /// <summary>The usual one, α = 1.5.</summary>
    public TsallisRegulariser() : this(Usual)
    {
    }

    /// <summary>The power.</summary>
    public double Alpha
    {
        [MethodImpl(Inline)]
        get => alpha.Or(Usual);
    }

    /// <inheritdoc/>
    public static bool IsOnSimplex => true;

    /// <inheritdoc/>
    public static bool HasJacobian => true;

    /// <inheritdoc/>
    public static Domain Target => Domain.Probability;

    /// <inheritdoc/>
    public static bool IsLogarithmic => true;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Level<R>(R greatest) where R : struct, IReal<R> => R.Log(greatest);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Scale<R>(R level) where R : struct, IReal<R>
    {
        R power = R.Of(Alpha - 1);
        return power * R.Exp(-power * level);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Prediction<R>(R gap, R level, R scale) where R : struct, IReal<R>
    {
        R rest = Rest(gap, scale), size = R.Of(1) + rest, zero = R.Of(0);
        // Where it is 0 for all numbers of a register, no logarithm is needed.
        return R.AllLess(size, zero) ? zero
            : R.WhereLess(zero, size, R.Exp(level + R.Log1p(rest) / R.Of(Alpha - 1)), R.WhereNumber(size, zero, size));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Rise<R>(R gap, R level, R scale, R prediction) where R : struct, IReal<R>
        => R.WhereLess(R.Of(0), prediction, prediction / (R.Of(1) + Rest(gap, scale)), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Score<R>(R level) where R : struct, IReal<R>
    {
        R power = R.Of(Alpha - 1);
        return R.Expm1(power * level) / power + R.Of(1 / Alpha);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Loss<R>(R score, R prediction, R target) where R : struct, IReal<R>
    {
        R zero = R.Of(0), power = R.Of(Alpha - 1), s = score - R.Of(1 / Alpha);
        // (y·(Y − αs) − y + p·p^(α − 1))/α with the deformed logarithm Y of y.
        R deformed = R.Expm1(power * R.Log(target)) / power - R.Of(Alpha) * s;
        R own = R.WhereEqual(prediction, zero, zero, prediction * R.MulAdd(power, s, R.Of(1)));
        return (own - target + R.WhereEqual(target, zero, zero, target * deformed)) / R.Of(Alpha);
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> target)
    {
        double power = Alpha - 1, sum = 0;
        foreach (double y in target)
            sum += y == 0 ? 0 : y * Expm1(power * Lane1<double>.Log(new(y)).Number);
        return sum / (Alpha * power);
    }

    /// <inheritdoc/>
    public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
        => Alpha == Usual ? SeparableConjugate.Of(default(RootRegulariser), scores, prediction)
            : SeparableConjugate.Of(this, scores, prediction);

    /// <inheritdoc/>
    public void JacobianProduct(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => SimplexRows.JacobianProduct(Alpha, prediction, direction);

    static double IRegulariser.Run<TRegulariser, T>(TRegulariser regulariser, scoped in RowBatch<T> batch)
    {
        TsallisRegulariser own = Refs.Same<TRegulariser, TsallisRegulariser>(regulariser);
        return own.Alpha == Usual ? SeparableRows<RootRegulariser, T>.Run(default, batch)
            : SeparableRows<TsallisRegulariser, T>.Run(own, batch);
    }

    // The scale is infinite where α is large and the row long: it must not make NaN of the greatest.
    [MethodImpl(Inline)]
    private static R Rest<R>(R gap, R scale) where R : struct, IReal<R>
        => R.WhereEqual(gap, R.Of(0), gap, gap * scale);

    private static double Expm1(double x) => Lane1<double>.Expm1(new(x)).Number;
}
