using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Kahneman–Tversky optimisation: answers that are good or bad by themselves, measured from the mean divergence of the
/// policy from the reference.
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
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Sign, false),
            new("kl", Domain.NonNegative, false) { Repeats = true },
        ],
        Options =
        [
            new("beta", 0.1, "> 0", "how firmly the policy is held to the reference"),
            new("desirable_weight", 1, "≥ 0", "the weight of good answers, t = 1"),
            new("undesirable_weight", 1, "≥ 0", "the weight of bad answers, t = −1"),
        ],
        Note = "the input is log π(answer) − log π_ref(answer); the divergence z is held constant, as the paper does",
        Claims = Claims.NonNegative,
        Create = LossFactory.Triple(o
            => new KahnemanTversky(o["beta"], o["desirable_weight"], o["undesirable_weight"])),
    };

    /// <inheritdoc/>
    // Not inlined: value and slopes together are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => Weight(second) * R.Sigmoid(-(second * (R.Of(beta.Or(0.1)) * (first - third))));

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R gap = R.Of(beta.Or(0.1)) * (first - third), x = second * gap;
        R rate = Weight(second) * (R.Sigmoid(x) * R.Sigmoid(-x)), slope = -(R.Of(beta.Or(0.1)) * second * rate);
        return new(slope, -RealMath.TimesUnlessZero(rate, gap), -slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Weight<R>(R target) where R : struct, IReal<R>
        => R.WhereLess(target, R.Of(0), R.Of(bad.Or(1)), R.Of(good.Or(1)));
}
