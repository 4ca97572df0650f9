using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Multi-similarity: positives that are less alike than the threshold and negatives that are more alike cost, by soft
/// maxima of their own steepness. All pairs count; there is no mining.
/// </summary>
/// <param name="alpha">How steeply positives count; finite and above 0.</param>
/// <param name="beta">How steeply negatives count; finite and above 0.</param>
/// <param name="threshold">The cosine that parts both; finite.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct MultiSimilarity(double alpha, double beta = 50, double threshold = 0.5) :
    ISimilarityLoss, ICatalogued
{
    private readonly Setting alpha = new(Option.Positive(alpha), 2), beta = new(Option.Positive(beta), 50);
    private readonly Setting threshold = new(Option.Finite(threshold), 0.5);

    /// <summary>How steeply positives count.</summary>
    public double Alpha => alpha.Or(2);
    /// <summary>How steeply negatives count.</summary>
    public double Beta => beta.Or(50);
    /// <summary>The cosine that parts both.</summary>
    public double Threshold => threshold.Or(0.5);
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "multi-similarity", "log(1 + Σₚ e^(−α(c − λ)))/α + log(1 + Σₙ e^(β(c − λ)))/β",
        "X. Wang et al. 2019, arXiv:1904.06627")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow)],
        Options = [new("alpha", 2, "> 0", "how steeply positives count"),
            new("beta", 50, "> 0", "how steeply negatives count"),
            new("threshold", 0.5, "finite", "the cosine that parts both")],
        Note = "without the mining of pairs; a row without positives counts as 0, its negatives too",
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(o => new MultiSimilarity(o["alpha"], o["beta"], o["threshold"])),
    };
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Positive<R>(R cosine) where R : struct, IReal<R> => R.Of(-Alpha) * (cosine - R.Of(Threshold));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R PositiveSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(-Alpha);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Negative<R>(R cosine) where R : struct, IReal<R> => R.Of(Beta) * (cosine - R.Of(Threshold));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R NegativeSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(Beta);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => R.Softplus(positives) / R.Of(Alpha) + R.Softplus(negatives) / R.Of(Beta);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => new(R.Sigmoid(positives) / R.Of(Alpha), R.Sigmoid(negatives) / R.Of(Beta), R.Of(0));
}
