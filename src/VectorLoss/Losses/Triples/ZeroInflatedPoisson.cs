using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of counts that are 0 by a gate of predicted logit, and Poisson of predicted log rate
/// otherwise.
/// </summary>
/// <param name="full">Whether log t!, which no prediction moves, is added.</param>
public readonly struct ZeroInflatedPoisson(bool full) : ITripleLoss, ICatalogued
{
    /// <summary>Whether log t!, which no prediction moves, is added.</summary>
    public bool Full { get; } = full;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("zero-inflated-poisson-nll",
        "λ − t·p − log σ(−g) if t > 0, else −log(σ(g) + σ(−g)·e^−λ), λ = eᵖ", "D. Lambert 1992, doi:10.2307/1269547")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.NonNegative, false), new("gate", Domain.Real, true),
        ],
        Link = Link.Exponential,
        Options = [new("full", 0, "0 or 1", "1: adds log t!, which no prediction moves", OptionKind.YesNo)],
        LikelihoodOf = "Poisson of rate eᵖ, or 0 with the probability σ(g)",
        Create = LossFactory.Triple(options => new ZeroInflatedPoisson(options["full"] != 0)),
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
        ZeroInflatedTerms<R> terms = new(first, third);
        R value = terms.Counted(second, out slopes);
        if (!R.AllLess(R.Of(0), second))
            value = terms.OrNone(second, value, ref slopes);
        return ((ZeroInflatedPoisson)(object)loss).Full ? ZeroInflatedTerms<R>.Full(second, value, ref slopes) : value;
    }
}
