using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The loss of a token in group-relative policy optimisation: <see cref="ClippedPolicy"/> with the advantage of its
/// answer, and β times <see cref="PolicyDivergence"/> where a reference is given.
/// </summary>
/// <param name="beta">What a step away from the reference costs; finite and not below 0.</param>
/// <param name="epsLow">How far below 1 the ratio counts; above 0 and below 1.</param>
/// <param name="epsHigh">How far above 1 the ratio counts; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct GroupRelativePolicy(double beta, double epsLow = 0.2, double epsHigh = 0.2)
    : ITripleLoss, ICatalogued
{
    private readonly Setting beta = new(Option.NonNegative(beta), 0.04);
    private readonly ClippedPolicy policy = new(epsLow, epsHigh);

    /// <summary>What a step away from the reference costs.</summary>
    public double Beta => beta.Or(0.04);

    /// <inheritdoc cref="ClippedPolicy.EpsLow"/>
    public double EpsLow => policy.EpsLow;

    /// <inheritdoc cref="ClippedPolicy.EpsHigh"/>
    public double EpsHigh => policy.EpsHigh;

    static bool ITripleLoss.TakesFourth => true;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("grpo",
        "−min(ρA, clip(ρ, 1 − ε₋, 1 + ε₊)·A) + β(e^d − d − 1), ρ = e^(p − q), d = r − p",
        "Z. Shao et al. 2024, arXiv:2402.03300; clip-higher: Q. Yu et al. 2025, arXiv:2503.14476")
    {
        Inputs = [.. ClippedPolicy.Card.Inputs, new("ref_log_prob", Domain.Real, false) { Optional = true }],
        Link = Link.None,
        Options = [new("beta", 0.04, "≥ 0", "β: what a step away from the reference costs"),
            .. ClippedPolicy.Card.Options],
        Kinks = ClippedPolicy.Card.Kinks,
        Note = "advantages: one a token, or one a row; padding masked. mean: DAPO (TRL: bnpo; dapo, over a whole step);"
            + " sample_weight 1/length and mean_by answers: the paper's GRPO; mean_by answers × longest: Dr. GRPO."
            + " TRL's beta is 0",
        Create = LossFactory.Triple(o => new GroupRelativePolicy(o["beta"], o["eps_low"], o["eps_high"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R> => policy.Value(first, second, third);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
        => policy.Slopes(first, second, third);

    static R ITripleLoss.ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, R fourth, out Triple<R> all)
    {
        var self = (GroupRelativePolicy)(object)loss;
        return new ReferencePull<R>(self.policy, self.Beta).ValueAndSlopes(first, second, third, fourth, out all);
    }
}
