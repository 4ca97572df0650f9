using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Triplets by hard mining: each row, its least alike positive and its most alike negative, by cosine distance.
/// </summary>
/// <param name="margin">By how much the positive should be closer; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct BatchHardTriplet(double margin) : ISimilarityLoss, ICatalogued
{
    private readonly Setting margin = new(Option.Positive(margin), 0.2);

    /// <summary>By how much the positive should be closer.</summary>
    public double Margin => margin.Or(0.2);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "batch-hard-triplet", "max(0, m + max dₚ − min dₙ), d = 1 − cos",
        "A. Hermans, L. Beyer, B. Leibe 2017, arXiv:1703.07737")
    {
        Aliases = ["triplet-mining"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow)],
        Options = [new("margin", 0.2, "> 0", "by how much the positive should be closer")],
        Kinks = "value 0, and ties; slope 0 there, and evenly shared by equal ones: the subgradient of least norm",
        Note = "a row without positives or without negatives counts as 0",
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(options => new BatchHardTriplet(options["margin"])),
    };

    /// <inheritdoc/>
    public static bool TakesHardest => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Positive<R>(R cosine) where R : struct, IReal<R> => -cosine;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R PositiveSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(-1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Negative<R>(R cosine) where R : struct, IReal<R> => cosine + R.Of(Margin);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R NegativeSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(1);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => R.AtLeast(positives + negatives, R.Of(0));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
    {
        R active = RealMath.Sign(R.AtLeast(positives + negatives, R.Of(0)));
        return new(active, active, R.Of(0));
    }
}
