using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// 1 − cos(a, b) of rows that belong together (t = 1); what cos exceeds the margin by where they do not (t = −1).
/// </summary>
/// <remarks>A row of zeros has cosine 0 and gradient 0.</remarks>
/// <param name="margin">The cosine up to which rows that do not belong together cost nothing; from −1 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not from −1 to 1.</exception>
public readonly struct CosineEmbedding(double margin) : IRowLoss, ICatalogued
{
    /// <summary>The cosine up to which rows that do not belong together cost nothing.</summary>
    public double Margin { get; } = Option.Within(margin, -1, 1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cosine-embedding", "1 − cos if t = 1, max(0, cos − m) if t = −1", "PyTorch, CosineEmbeddingLoss")
    {
        Inputs = [new("input1", Domain.Real, true), new("input2", Domain.Real, true),
            new("target", Domain.Sign, false, LossInputKind.PerRow)],
        Link = Link.None,
        Note = "free of scale; PyTorch adds 1e-12 to both squared norms",
        Options = [new("margin", 0, "−1 to 1", "the cosine up to which rows that do not belong together cost nothing")],
        Kinks = "t = −1, cos = m; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new CosineEmbedding(options["margin"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => Cosine.Terms(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => Cosine.Sizes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R cosine = Cosine.Value(sums, 0), zero = R.Of(0);
        return R.WhereLess(zero, label, Cosine.Distance(sums, 0), R.AtLeast(cosine - R.Of(Margin), zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R excess = Cosine.Value(sums, 0) - R.Of(Margin), zero = R.Of(0);
        R sign = R.WhereLess(zero, label, R.Of(-1), R.WhereLess(zero, excess, R.Of(1), excess * zero));
        Triple<R> cosine = Cosine.Slopes(sums, 0);
        return new(sign * cosine.First, sign * cosine.Second, sign * cosine.Third);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => Cosine.TermSlopes(slopes, first, second);
}
