using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A list is ranked by pairs: every item should score higher than each of a lower grade. The sum over all such pairs of
/// the logistic loss of their difference.
/// </summary>
/// <param name="sigma">The steepness of the logistic curve; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="sigma"/> is not finite or not above 0.</exception>
public readonly struct PairwiseLogistic(double sigma) : IRowLoss, ICatalogued
{
    private readonly Setting sigma = new(Option.Positive(sigma), 1);

    /// <summary>The steepness of the logistic curve.</summary>
    public double Sigma => sigma.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "pairwise-logistic", "Σ log(1 + e^(σ(xⱼ − xᵢ))) over all tᵢ > tⱼ",
        "C. Burges et al. 2005, doi:10.1145/1102351.1102363")
    {
        Aliases = ["ranknet"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.NonNegative, false)],
        Link = Link.Ranking,
        Options = [new("sigma", 1, "> 0", "the steepness of the logistic curve")],
        Note = "a row is a list; the sum over its pairs, as in RankNet",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Row(options => new PairwiseLogistic(options["sigma"])),
    };

    /// <inheritdoc/>
    public static RowStage Stage => RowStage.Pairs;

    /// <inheritdoc/>
    public static double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => Refs.Same<TLoss, PairwiseLogistic>(loss).Sigma;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => RowTotal.Terms(first);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => RowTotal.Sizes<R>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => sums.First;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => RowTotal.Terms(R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R> => slopes;
}
