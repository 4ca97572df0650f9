using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Neighbourhood components with a proxy for each class: a row should be nearer to the proxy of its label than to all
/// others, among which that proxy is not counted.
/// </summary>
/// <param name="temperature">The divisor of the cosines; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The temperature is not finite or not above 0.</exception>
public readonly struct ProxyNca(double temperature) : ISimilarityLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 0.5);

    /// <summary>The divisor of the cosines.</summary>
    public double Temperature => temperature.Or(0.5);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "proxy-nca", "log Σⱼ≠ᵧ e^(cⱼ/τ) − cᵧ/τ",
        "Y. Movshovitz-Attias et al. 2017, arXiv:1703.07464")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow)],
        Options = [new("temperature", 0.5, "> 0", "the divisor of the cosines")],
        Note = "the input are cosines of each row with the proxies of all classes; with τ = ½ it is that of −‖x − p‖²",
        Create = LossFactory.Similarity(options => new ProxyNca(options["temperature"])),
    };

    /// <inheritdoc/>
    public static bool HasProxies => true;

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
    public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R> => negatives - positives;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        => new(R.Of(-1), R.Of(1), R.Of(0));
}
