using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// ORPO: the likelihood of good answers, and beside it the logistic loss of the odds of the chosen answer over those of
/// the rejected one; no reference model.
/// </summary>
/// <param name="beta">The weight of the odds; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is not finite or not above 0.</exception>
public readonly struct OddsRatioPreference(double beta) : ITripleLoss, ICatalogued
{
    private readonly Setting beta = new(Option.Positive(beta), 0.1);

    /// <summary>The weight of the odds.</summary>
    public double Beta => beta.Or(0.1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("orpo", "n − β·log σ(odds(chosen) − odds(rejected)), odds(l) = "
        + "l − log(1 − eˡ)", "J. Hong, N. Lee, J. Thorne 2024, arXiv:2403.07691")
    {
        Inputs = [new("chosen", Domain.LogProbability, true), new("rejected", Domain.LogProbability, true),
            new("nll", Domain.Real, true)],
        Link = Link.None,
        Options = [new("beta", 0.1, "> 0", "the weight of the odds; λ in the paper")],
        Note = "chosen and rejected are means of log π over the tokens of an answer, nll the usual loss",
        Create = LossFactory.Triple(options => new OddsRatioPreference(options["beta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => R.MulAdd(R.Of(Beta), new OddsRatio<R>(first, second).Surprise, third);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
        => new OddsRatio<R>(first, second).Slopes(R.Of(Beta));

    /// <inheritdoc/>
    // Not inlined: it is more than the compiler inlines into a kernel.
    [MethodImpl(Compiled.AtOnce)]
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        R beta = R.Of(((OddsRatioPreference)(object)loss).Beta);
        OddsRatio<R> odds = new(first, second);
        slopes = odds.Slopes(beta);
        return R.MulAdd(beta, odds.Surprise, third);
    }
}
