using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −NDCG of a list with smooth ranks: each comparison of two scores is a logistic curve. The gain of a grade t is
/// 2ᵗ − 1, a share of the gain of the ideal ranking; a list without gain counts 0.
/// </summary>
/// <param name="temperature">The width of the logistic curve; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The temperature is not finite or not above 0.</exception>
public readonly struct ApproximateNdcg(double temperature) : IRowLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 0.1);

    /// <summary>The width of the logistic curve.</summary>
    public double Temperature => temperature.Or(0.1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("approx-ndcg", "−Σ gᵢ/log₂(1 + rᵢ), rᵢ = 1 + Σⱼ≠ᵢ σ((xⱼ − xᵢ)/τ)",
        "T. Qin, T.-Y. Liu, H. Li 2010, doi:10.1007/s10791-009-9124-x")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.NonNegative, false)],
        Link = Link.Ranking,
        Options = [new("temperature", 0.1, "> 0", "the width of the logistic curve")],
        Note = "a row is a list; g is the gain 2ᵗ − 1 over that of the ideal ranking",
        Create = LossFactory.Row(options => new ApproximateNdcg(options["temperature"])),
    };

    /// <inheritdoc/>
    public static RowStage Stage => RowStage.SoftRanks;

    /// <inheritdoc/>
    public static double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => 1 / Refs.Same<TLoss, ApproximateNdcg>(loss).Temperature;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => RowTotal.Terms(-(second * R.LogTwo) / R.Log1p(first));

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
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R log = R.Log1p(first);
        return RowTotal.Terms(slopes.First * second * R.LogTwo / (log * log * (R.Of(1) + first)));
    }
}
