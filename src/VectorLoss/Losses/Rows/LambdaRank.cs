using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// <see cref="PairwiseLogistic"/> whose pairs count by how much the NDCG of the ranking would change if the two items
/// changed places. The gain of a grade t is 2ᵗ − 1, the discount of a rank r is 1/log₂(1 + r).
/// </summary>
/// <param name="sigma">The steepness of the logistic curve; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="sigma"/> is not finite or not above 0.</exception>
public readonly struct LambdaRank(double sigma) : IRowLoss, ICatalogued
{
    private readonly Setting sigma = new(Option.Positive(sigma), 1);

    /// <summary>The steepness of the logistic curve.</summary>
    public double Sigma => sigma.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "lambda-rank", "Σ |ΔNDCG|·log(1 + e^(σ(xⱼ − xᵢ))) over all tᵢ > tⱼ",
        "C. Burges, R. Ragno, Q. Le 2006; C. Burges 2010, MSR-TR-2010-82")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.NonNegative, false)],
        Link = Link.Ranking,
        Options = [new("sigma", 1, "> 0", "the steepness of the logistic curve")],
        Note = "ΔNDCG is held constant, as it is between changes of the order; of equal scores, the first ranks higher",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new LambdaRank(options["sigma"])),
    };

    /// <inheritdoc/>
    public static RowStage Stage => RowStage.WeightedPairs;

    /// <inheritdoc/>
    public static double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => Refs.Same<TLoss, LambdaRank>(loss).Sigma;

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
