using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Neighbourhood components: −log of the probability that the neighbour which a row picks, by softmax over its cosines,
/// is one of its label.
/// </summary>
/// <param name="temperature">The divisor of the cosines; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct NeighbourhoodComponents(double temperature) : ISimilarityLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 0.1);

    /// <summary>The divisor of the cosines.</summary>
    public double Temperature => temperature.Or(0.1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "nca", "−log of the softmax mass of the positives",
        "J. Goldberger et al. 2004, Neighbourhood Components Analysis")
    {
        Aliases = ["neighbourhood-components"],
        Inputs = CommonOptions.TemperedRows,
        Options = [CommonOptions.Temperature],
        Note = "of unit rows: −‖x − y‖² is 2·cos − 2; a row without positives counts as 0; "
            + CommonOptions.TemperatureNote,
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(options => new NeighbourhoodComponents(options["temperature"])),
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
        => R.Softplus(negatives - positives);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => SimilaritySlopes.OfSoftplus(negatives - positives);
}
