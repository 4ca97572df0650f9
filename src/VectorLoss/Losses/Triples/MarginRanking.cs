using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>max(0, m − t(a − b)): a should rank above b where t = 1 and below it where t = −1, by a margin.</summary>
public readonly struct MarginRanking : ITripleLoss, ICatalogued
{
    /// <summary>A margin ranking loss.</summary>
    /// <param name="margin">By how much the right one should exceed the other; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite.</exception>
    public MarginRanking(double margin) => Margin = Option.Finite(margin);

    /// <summary>By how much the right one should exceed the other.</summary>
    public double Margin { get; }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("margin-ranking", "max(0, m − t(a − b))", "PyTorch, MarginRankingLoss")
    {
        Inputs =
        [
            new("input1", Domain.Real, true), new("input2", Domain.Real, true), new("target", Domain.Sign, false),
        ],
        Link = Link.Ranking,
        Options = [new("margin", 0, "finite", "by how much the right one should exceed the other")],
        Kinks = "t(a − b) = m; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Triple(options => new MarginRanking(options["margin"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => R.AtLeast(R.Of(Margin) - third * (first - second), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R gap = R.Of(Margin) - third * (first - second), zero = R.Of(0);
        // Pairs in order give 0; NaN fails both comparisons and travels on through the product.
        R slope = R.WhereLess(zero, gap, -third, R.WhereLess(gap, zero, zero, gap * zero));
        R lead = R.WhereLess(zero, gap, second - first, zero);
        return new(slope, -slope, lead);
    }
}
