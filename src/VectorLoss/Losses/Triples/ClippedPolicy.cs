using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The surrogate of proximal policy optimisation: the advantage times the ratio of new to old probability, no more
/// rewarded beyond the clipped ratio.
/// </summary>
/// <param name="epsLow">How far below 1 the ratio counts; above 0 and below 1.</param>
/// <param name="epsHigh">How far above 1 the ratio counts; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct ClippedPolicy(double epsLow, double epsHigh = 0.2) : ITripleLoss, ICatalogued
{
    private readonly Setting low = new(Option.Between(epsLow, 0, 1), 0.2), high = new(Option.Positive(epsHigh), 0.2);

    /// <summary>How far below 1 the ratio counts.</summary>
    public double EpsLow => low.Or(0.2);

    /// <summary>How far above 1 the ratio counts.</summary>
    public double EpsHigh => high.Or(0.2);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("ppo-clip", "−min(ρA, clip(ρ, 1 − ε₋, 1 + ε₊)·A), ρ = e^(p − q)",
        "J. Schulman et al. 2017, arXiv:1707.06347")
    {
        Inputs =
        [
            new("log_prob", Domain.Real, true), new("old_log_prob", Domain.Real, false),
            new("advantage", Domain.Real, false),
        ],
        Link = Link.None,
        Options = [new("eps_low", 0.2, "> 0 and < 1", "how far below 1 the ratio counts"),
            new("eps_high", 0.2, "> 0", "how far above 1 the ratio counts")],
        Kinks = "where the ratio reaches the clip; slope 0, the subgradient of least norm",
        Create = LossFactory.Triple(options => new ClippedPolicy(options["eps_low"], options["eps_high"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => new ClippedRatio<R>(first - second, third, EpsLow, EpsHigh).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        ClippedRatio<R> ratio = new(first - second, third, EpsLow, EpsHigh);
        R slope = ratio.Slope;
        return new(slope, -slope, -ratio.Held);
    }
}
