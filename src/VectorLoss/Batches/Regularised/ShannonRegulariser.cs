using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The negative entropy Σ y·log y on the simplex: predictions are softmax, the loss is cross-entropy less the entropy
/// of the target, the divergence of Kullback and Leibler.
/// </summary>
/// <remarks>
/// Predictions are eᵍ/Σeᵍ of the gaps g: off by n + 8 + |g| roundings of themselves for n scores, and by as many of the
/// mean gap. The loss of a class is y·(eᵈ − 1 − d) with d = log p − log y, so that no digit is lost where p is near y.
/// </remarks>
public readonly struct ShannonRegulariser : ISeparableRegulariser<ShannonRegulariser>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <inheritdoc/>
    public static bool IsOnSimplex => true;

    /// <inheritdoc/>
    public static bool HasJacobian => true;

    /// <inheritdoc/>
    public static Domain Target => Domain.Probability;

    /// <inheritdoc/>
    public static bool IsProportional => true;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Level<R>(R greatest) where R : struct, IReal<R> => R.Log(greatest);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Scale<R>(R level) where R : struct, IReal<R> => R.Exp(level);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Prediction<R>(R gap, R level, R scale) where R : struct, IReal<R> => scale * R.Exp(gap);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Rise<R>(R gap, R level, R scale, R prediction) where R : struct, IReal<R> => prediction;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Score<R>(R level) where R : struct, IReal<R> => level + R.Of(1);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Loss<R>(R score, R prediction, R target) where R : struct, IReal<R>
    {
        R zero = R.Of(0), one = R.Of(1);
        // Where no number of a register is a target, what follows would only cost time.
        if (R.AllLess(R.Abs(target), R.Of(R.IsSingle ? float.Epsilon : double.Epsilon)))
            return prediction;
        R d = score - one - R.Log(target);
        R loss = R.WhereLess(R.Abs(d), one, target * Excess(d), prediction - target - target * d);
        return R.WhereEqual(target, zero, prediction, loss);
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> target)
    {
        double sum = 0;
        foreach (double y in target)
            sum += y == 0 ? 0 : y * Lane1<double>.Log(new(y)).Number;
        return sum;
    }

    /// <inheritdoc/>
    public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
        => SeparableConjugate.Of(this, scores, prediction);

    // eᵈ − 1 − d for |d| ≤ 1 by that of ¼d: E(2h) = (E(h) + h)² + 2E(h), of which nothing cancels. It takes half of the
    // operations of the longer series.
    [MethodImpl(Inline)]
    private static R Excess<R>(R d) where R : struct, IReal<R>
    {
        if (R.IsSingle)
            return R.ExpExcessNear(d);
        R h = R.Of(0.25) * d, sum = R.MulAdd(h, R.Of(1 / 479_001_600.0), R.Of(1 / 39_916_800.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 3_628_800.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 362_880.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 40_320.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 5040.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 720.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 120.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 24.0));
        sum = R.MulAdd(h, sum, R.Of(1 / 6.0));
        sum = h * h * R.MulAdd(h, sum, R.Of(0.5));
        R twice = sum + h;
        sum = R.MulAdd(twice, twice, sum + sum);
        twice = sum + h + h;
        return R.MulAdd(twice, twice, sum + sum);
    }

    /// <inheritdoc/>
    public void JacobianProduct(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => SimplexRows.JacobianProduct(1, prediction, direction);
}
