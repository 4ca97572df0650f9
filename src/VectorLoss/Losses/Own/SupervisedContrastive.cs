using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Supervised contrastive learning: each row should find all rows of its label among the batch. The mean over its
/// positives, outside of the logarithm, of the cross-entropy of the cosines over the temperature.
/// </summary>
/// <param name="temperature">The divisor of the cosines; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct SupervisedContrastive(double temperature) : ISimilarityLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 0.1);

    /// <summary>The divisor of the cosines.</summary>
    public double Temperature => temperature.Or(0.1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("sup-con",
        "log Σⱼ≠ᵢ e^(cᵢⱼ/τ) − mean of cᵢₚ/τ over the positives",
        "P. Khosla et al. 2020, arXiv:2004.11362 (L_out)")
    {
        Aliases = ["supervised-contrastive"],
        Inputs = CommonOptions.TemperedRows,
        Options = [CommonOptions.Temperature],
        Note = CommonOptions.TemperatureNote + "; a row without positives counts as 0",
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(options => new SupervisedContrastive(options["temperature"])),
    };

    static bool ISimilarityLoss.TakesTemperature => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Positive<R>(R cosine) where R : struct, IReal<R> => cosine * R.Ratio(1, Temperature);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R PositiveSlope<R>(R cosine) where R : struct, IReal<R> => R.Ratio(1, Temperature);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Negative<R>(R cosine) where R : struct, IReal<R> => cosine * R.Ratio(1, Temperature);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R NegativeSlope<R>(R cosine) where R : struct, IReal<R> => R.Ratio(1, Temperature);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => R.Softplus(negatives - positives) + spread;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => SimilaritySlopes.OfSoftplus(negatives - positives) with { Third = R.Of(1) };
}
