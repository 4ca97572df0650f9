using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Circle loss: pairs count by how far they are from where they should be, positives at cosine 1 and negatives at 0,
/// each beyond a margin.
/// </summary>
/// <param name="margin">How far beyond its optimum a pair may be; above 0 and below 1.</param>
/// <param name="gamma">The factor of all exponents; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct Circle(double margin, double gamma = 256) : ISimilarityLoss, ICatalogued
{
    private readonly Setting margin = new(Option.Between(margin, 0, 1), 0.25), gamma = new(Option.Positive(gamma), 256);
    /// <summary>How far beyond its optimum a pair may be.</summary>
    public double Margin => margin.Or(0.25);
    /// <summary>The factor of all exponents.</summary>
    public double Gamma => gamma.Or(256);
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "circle", "log(1 + Σₙ e^(γ[c + m]₊(c − m))·Σₚ e^(γ[1 + m − c]₊(1 − m − c)))",
        "Y. Sun et al. 2020, arXiv:2002.10857")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow)],
        Options = [new("margin", 0.25, "> 0 and < 1", "how far beyond its optimum a pair may be"),
            new("gamma", 256, "> 0", "the factor of all exponents")],
        Kinks = "c = −m of a negative; slope 0, the subgradient of least norm",
        Note = "the gradient is that of the value; the authors' code holds the weights [·]₊ constant",
        Claims = Claims.NonNegative,
        Create = LossFactory.Similarity(options => new Circle(options["margin"], options["gamma"])),
    };
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Positive<R>(R cosine) where R : struct, IReal<R>
        => R.Of(Gamma) * R.AtLeast(R.Of(1 + Margin) - cosine, R.Of(0)) * (R.Of(1 - Margin) - cosine);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R PositiveSlope<R>(R cosine) where R : struct, IReal<R>
        => R.WhereLess(cosine, R.Of(1 + Margin), R.Of(2 * Gamma) * (cosine - R.Of(1)), R.Of(0));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Negative<R>(R cosine) where R : struct, IReal<R>
        => R.Of(Gamma) * R.AtLeast(cosine + R.Of(Margin), R.Of(0)) * (cosine - R.Of(Margin));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R NegativeSlope<R>(R cosine) where R : struct, IReal<R>
        => R.WhereLess(R.Of(-Margin), cosine, R.Of(2 * Gamma) * cosine, R.Of(0));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => R.Softplus(positives + negatives);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
    {
        R share = R.Sigmoid(positives + negatives);
        return new(share, share, R.Of(0));
    }
}
