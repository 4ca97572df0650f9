using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Softmax cross-entropy of cosines in which the angle to the label is widened by a margin: classes keep apart by it.
/// </summary>
/// <param name="scale">The factor of all cosines; finite and above 0.</param>
/// <param name="margin">What the angle to the label is widened by; radians, from 0 to π.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct ArcFace(double scale, double margin = 0.5) : ISimilarityLoss, ICatalogued
{
    private readonly Setting scale = new(Option.Positive(scale), 64);
    private readonly AngleMargin margin = new(Option.Within(margin, 0, Math.PI));

    /// <summary>The factor of all cosines.</summary>
    public double Scale => scale.Or(64);
    /// <summary>What the angle to the label is widened by.</summary>
    public double Margin => margin.Number;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "arcface", "log(1 + Σⱼ≠ᵧ e^(s(cⱼ − cos(θᵧ + m)))), cᵧ = cos θᵧ",
        "J. Deng et al. 2019, arXiv:1801.07698")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow)],
        Options = [new("scale", 64, "> 0", "the factor of all cosines"),
            new("margin", 0.5, "0 to π", "what the angle to the label is widened by")],
        Note = "the input are cosines of each row with the proxies of all classes, as of unit rows times unit weights",
        Kinks = "θ = π − m, from where on it is c − m·sin m, as in the authors' code; |c| = 1, the root has slope 0",
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(options => new ArcFace(options["scale"], options["margin"])),
    };

    /// <inheritdoc/>
    public static bool HasProxies => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Positive<R>(R cosine) where R : struct, IReal<R> => R.Of(Scale) * new Angle<R>(cosine, margin).Widened;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R PositiveSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(Scale) * new Angle<R>(cosine, margin).Slope;
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
