using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// An estimate of how far a policy has moved from a reference, by the log-probabilities of one token: never negative,
/// and in the mean over tokens that the policy draws, the divergence KL(policy ‖ reference).
/// </summary>
public readonly struct PolicyDivergence : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("policy-kl", "e^(q − p) − (q − p) − 1",
        "J. Schulman 2020, Approximating KL Divergence (k3); Z. Shao et al. 2024, arXiv:2402.03300 (GRPO)")
    {
        Aliases = ["k3"],
        Inputs = [new("log_prob", Domain.Real, true), new("ref_log_prob", Domain.Real, true)],
        Link = Link.None,
        Note = "grpo adds β times this to ppo-clip",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(_ => new PolicyDivergence()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => R.ExpExcess(target - prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => -R.Expm1(target - prediction);
}
