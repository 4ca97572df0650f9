using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// ZLPR: the classes of a row that are present should rank above 0 and those that are absent below it, as in a softmax
/// of each with a class of logit 0.
/// </summary>
public readonly struct ZeroThresholdRank : IRowLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "zlpr", "log(1 + Σ(1 − t)e^x) + log(1 + Σt·e^−x)", "J. Su, M. Zhu et al. 2022, arXiv:2208.02955")
    {
        Aliases = ["multilabel-categorical-cross-entropy"],
        Inputs = OverlapCard.Inputs,
        Link = Link.Sigmoid,
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Row(_ => new ZeroThresholdRank()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => new(RealMath.TimesUnlessZero(R.Of(1) - second, R.Exp(first)),
            RealMath.TimesUnlessZero(second, R.Exp(-first)), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(sums.First + R.Of(1), sums.Second + R.Of(1), R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(Compiled.Early)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => R.Log1p(sums.First) + R.Log1p(sums.Second);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Early)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => new(R.Of(1) / (R.Of(1) + sums.First), R.Of(1) / (R.Of(1) + sums.Second), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R absent = slopes.First * R.Exp(first), present = slopes.Second * R.Exp(-first);
        return new(RealMath.TimesUnlessZero(R.Of(1) - second, absent) - RealMath.TimesUnlessZero(second, present),
            present - absent, R.Of(0));
    }
}
