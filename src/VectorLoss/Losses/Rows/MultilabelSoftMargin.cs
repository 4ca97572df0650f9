using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The mean of the binary cross-entropies of a row's logits, with a weight a class.</summary>
public readonly struct MultilabelSoftMargin : IRowLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "multilabel-soft-margin", "1/C·Σ −w(t·log σ(x) + (1 − t)·log σ(−x))", "PyTorch, MultiLabelSoftMarginLoss")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Probability, false),
            new("weight", Domain.NonNegative, false, LossInputKind.PerColumn) { Optional = true },
        ],
        Link = Link.Sigmoid,
        LikelihoodOf = "independent Bernoulli with logits x",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Row(_ => new MultilabelSoftMargin()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => new(RealMath.TimesUnlessZero(third, new Logistic<R>(first).Value(second, R.Of(1) - second)),
            R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(R.AtLeast(sums.First, R.Of(1)), R.Of(1), R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => sums.First / columns;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => new(R.Of(1) / columns, R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        // log σ(−x) − log σ(x) is −x exactly.
        Logistic<R> logistic = new(first);
        R other = R.Of(1) - second, weight = slopes.First * third;
        return new(
            weight * logistic.Slope(second, other), -(weight * first), slopes.First * logistic.Value(second, other));
    }
}
