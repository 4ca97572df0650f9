using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a life that is cut into intervals: in each that was entered, the binary cross-entropy
/// of whether it ended there.
/// </summary>
public readonly struct DiscreteHazard : IRowLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("discrete-hazard", "Σ −r(e·log σ(x) + (1 − e)·log σ(−x))",
        "C. C. Brown 1975, doi:10.2307/2529811; M. F. Gensheimer, B. Narasimhan 2019, doi:10.7717/peerj.6257")
    {
        Aliases = ["logistic-hazard", "nnet-survival"],
        Inputs =
        [
            new("input", Domain.Real, true), new("event", Domain.Probability, false),
            new("at_risk", Domain.NonNegative, false),
        ],
        Link = Link.Sigmoid,
        LikelihoodOf = "a discrete time with hazards σ(x), censored from the right",
        Note = "e is 1 in the interval in which it happened, r in those that were entered; an interval that was left"
            + " unfinished may count a part",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Row(_ => new DiscreteHazard()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => default(MultilabelSoftMargin).Terms(first, second, third);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => default(MultilabelSoftMargin).Sizes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => sums.First;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => new(R.Of(1), R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => default(MultilabelSoftMargin).TermSlopes(slopes, first, second, third);
}
