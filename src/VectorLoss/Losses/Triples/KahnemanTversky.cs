using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Kahneman–Tversky optimisation: single answers, good or bad, measured from the mean divergence from the reference.
/// </summary>
/// <param name="beta">How firmly the policy is held to the reference; finite and above 0.</param>
/// <param name="desirableWeight">The weight of good answers; finite and not below 0.</param>
/// <param name="undesirableWeight">The weight of bad answers; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct KahnemanTversky(double beta, double desirableWeight = 1, double undesirableWeight = 1)
    : ITripleLoss, ICatalogued
{
    private readonly Setting beta = new(Option.Positive(beta), 0.1);
    private readonly Setting good = new(Option.NonNegative(desirableWeight), 1);
    private readonly Setting bad = new(Option.NonNegative(undesirableWeight), 1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("kto", "w·σ(−t·β(p − z)), w by the sign t",
        "K. Ethayarajh et al. 2024, arXiv:2402.01306")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Sign, false),
            new("kl", Domain.NonNegative, false) { Repeats = true }],
        Link = Link.None,
        Options = [new("beta", 0.1, "> 0", "how firmly the policy is held to the reference"),
            new("desirable_weight", 1, "≥ 0", "the weight of good answers, t = 1"),
            new("undesirable_weight", 1, "≥ 0", "the weight of bad answers, t = −1")],
        Note = "the input is log π(answer) − log π_ref(answer); the divergence z is held constant, as the paper does",
        Claims = Claims.NonNegative,
        Create = LossFactory.Triple(o
            => new KahnemanTversky(o["beta"], o["desirable_weight"], o["undesirable_weight"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => ValueAndSlopes(this, first, second, third, out _);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        ValueAndSlopes(this, first, second, third, out Triple<R> slopes);
        return slopes;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        var own = (KahnemanTversky)(object)loss;
        R beta = R.Of(own.beta.Or(0.1)), gap = beta * (first - third);
        R weight = R.WhereLess(second, R.Of(0), R.Of(own.bad.Or(1)), R.Of(own.good.Or(1)));
        R rate = new Logistic<R>(second * gap).Chance(out R miss) * miss * weight, slope = -(beta * second * rate);
        slopes = new(slope, -RealMath.TimesUnlessZero(rate, gap), -slope);
        return weight * miss;
    }
}
