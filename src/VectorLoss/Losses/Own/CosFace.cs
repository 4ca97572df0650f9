using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Softmax cross-entropy of cosines in which that of the label is lowered by a margin: classes keep apart by it.
/// </summary>
/// <param name="scale">The factor of all cosines; finite and above 0.</param>
/// <param name="margin">What the cosine of the label is lowered by; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct CosFace(double scale, double margin = 0.35) : ISimilarityLoss, ICatalogued
{
    private readonly Setting scale = new(Option.Positive(scale), 64), margin = new(Option.NonNegative(margin), 0.35);

    /// <summary>The factor of all cosines.</summary>
    public double Scale => scale.Or(64);

    /// <summary>What the cosine of the label is lowered by.</summary>
    public double Margin => margin.Or(0.35);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cosface", "log(1 + Σⱼ≠ᵧ e^(s(cⱼ − cᵧ + m)))",
        "H. Wang et al. 2018, arXiv:1801.09414; F. Wang et al. 2018, arXiv:1801.05599 (AM-softmax)")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow)],
        Options = [new("scale", 64, "> 0", "the factor of all cosines"),
            new("margin", 0.35, "≥ 0", "what the cosine of the label is lowered by")],
        Note = "the input are cosines of each row with the proxies of all classes, as of unit rows times unit weights",
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(options => new CosFace(options["scale"], options["margin"])),
    };

    /// <inheritdoc/>
    public static bool HasProxies => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Positive<R>(R cosine) where R : struct, IReal<R> => R.Of(Scale) * (cosine - R.Of(Margin));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R PositiveSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(Scale);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Negative<R>(R cosine) where R : struct, IReal<R> => R.Of(Scale) * cosine;
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R NegativeSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(Scale);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => R.Softplus(negatives - positives);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => SimilaritySlopes.OfSoftplus(negatives - positives);
}
