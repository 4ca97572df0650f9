using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// IPO: the squared distance of the preference gap from 1/(2β), so that sure preferences do not push it without bound.
/// </summary>
/// <param name="beta">How firmly the policy is held to the reference; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is not finite or not above 0.</exception>
public readonly struct IdentityPreference(double beta) : IPointLoss, ICatalogued
{
    private readonly Setting beta = new(Option.Positive(beta), 0.1);

    // Kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting aim = new(0.5 / beta, 5);

    /// <summary>How firmly the policy is held to the reference.</summary>
    public double Beta => beta.Or(0.1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("ipo", "(chosen − rejected − 1/(2β))²",
        "M. G. Azar et al. 2024, arXiv:2310.12036")
    {
        Inputs = [new("chosen", Domain.Real, true), new("rejected", Domain.Real, true)],
        Link = Link.None,
        Options = [new("beta", 0.1, "> 0", "how firmly the policy is held to the reference")],
        Note = "each input is log π(answer) − log π_ref(answer), the mean over the tokens of the answer in TRL",
        Claims = Claims.NonNegative | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new IdentityPreference(options["beta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R gap = Gap(prediction, target);
        return gap * gap;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R gap = Gap(prediction, target);
        return gap + gap;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Gap<R>(R prediction, R target) where R : struct, IReal<R>
        => prediction - target - R.Of(aim.Or(5));
}
