using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// Half the squared norm, ½‖y‖² on the simplex: predictions are sparsemax, the projection of the scores on the simplex,
/// with exact zeros.
/// </summary>
/// <remarks>
/// A. Martins, R. Astudillo 2016, arXiv:1602.02068. Predictions are max(q + g, 0) of the gaps g. Newton's steps for q
/// leave out those that are 0 (C. Michelot 1986, doi:10.1007/BF00938486): a few as a rule. In the end the predictions
/// sum to 1 but for n + 8 roundings, and each is off by as many of 1.
/// </remarks>
public readonly struct SquaredNormRegulariser : ISeparableRegulariser<SquaredNormRegulariser>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <inheritdoc/>
    public static bool IsOnSimplex => true;

    /// <inheritdoc/>
    public static bool HasJacobian => true;

    /// <inheritdoc/>
    public static Domain Target => Domain.Probability;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Level<R>(R greatest) where R : struct, IReal<R> => greatest;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Scale<R>(R level) where R : struct, IReal<R> => level;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Prediction<R>(R gap, R level, R scale) where R : struct, IReal<R> => R.AtLeast(level + gap, R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Rise<R>(R gap, R level, R scale, R prediction) where R : struct, IReal<R>
        => R.WhereLess(R.Of(0), prediction, R.Of(1), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public R Score<R>(R level) where R : struct, IReal<R> => level;

    /// <inheritdoc/>
    // Below 0 of the score p is 0, and ½(y² − 2sy) is ½(p − y)² and what p − s adds.
    [MethodImpl(Inline)]
    public R Loss<R>(R score, R prediction, R target) where R : struct, IReal<R>
    {
        R apart = prediction - target;
        return R.MulAdd(R.Of(0.5) * apart, apart, R.AtLeast(-score, R.Of(0)) * target);
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> target)
    {
        double sum = 0;
        foreach (double y in target)
            sum += y * y;
        return sum / 2;
    }

    /// <inheritdoc/>
    public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
        => SeparableConjugate.Of(this, scores, prediction);

    /// <inheritdoc/>
    public void JacobianProduct(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => SimplexRows.JacobianProduct(2, prediction, direction);
}
