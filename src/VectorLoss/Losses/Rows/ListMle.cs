using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log of the probability that items drawn without replacement, each in proportion to eˣ, come in the order of their
/// grades.
/// </summary>
public readonly struct ListMle : IRowLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("list-mle", "Σₖ log Σⱼ≥ₖ eˣⱼ − xₖ, in the order of falling t",
        "F. Xia et al. 2008, doi:10.1145/1390156.1390306; R. Plackett 1975, doi:10.2307/2346567")
    {
        Aliases = ["plackett-luce"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, false)],
        Link = Link.Ranking,
        Note = "a row is a list; of equal grades, the item that stands first is taken first",
        LikelihoodOf = "Plackett–Luce with scores x",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Row(_ => new ListMle()),
    };

    /// <inheritdoc/>
    public static RowStage Stage => RowStage.Tails;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => RowTotal.Terms(first);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => RowTotal.Sizes<R>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => sums.First;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => RowTotal.Terms(R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R> => slopes;
}
