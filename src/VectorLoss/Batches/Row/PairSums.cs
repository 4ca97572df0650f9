using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>An item beside another one.</summary>
internal readonly struct RankedItem<R>(R score, R grade, R gain, R discount, R slope, R tangent)
    where R : struct, IReal<R>
{
    public R Score { get; } = score;

    public R Grade { get; } = grade;

    public R Gain { get; } = gain;

    public R Discount { get; } = discount;

    public R Slope { get; } = slope;

    /// <summary>How the score moves; 0 for a term that does not ask.</summary>
    public R Tangent { get; } = tangent;
}

/// <summary>What an item adds up over all items of its list, itself included.</summary>
internal interface IPairTerm
{
    /// <summary>What it begins with.</summary>
    static virtual double Start => 0;

    /// <summary>Whether it asks how scores move.</summary>
    static virtual bool Moves => false;

    R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>;
}

/// <summary>
/// Σ over all items j of term(i, j), for every item i of a list. A register holds some i and passes all j, so no sum
/// goes across lanes: every width adds in one order, in blocks of 64, with an error of at most (64 + n/64)·u·Σ|term|.
/// </summary>
internal readonly ref struct PairSums<TTerm, T>(TTerm term, RankedItems<T> items, double scale, Span<T> sums)
    : IKernel<T, int>
    where TTerm : struct, IPairTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = 64;

    private readonly TTerm term = term;
    private readonly RankedItems<T> items = items;
    private readonly double scale = scale;
    private readonly Span<T> sums = sums;

    /// <summary>Writes the sums; NaN for an item that is NaN.</summary>
    [MethodImpl(Compiled.Early)]
    public static void Run(TTerm term, in RankedItems<T> items, double scale, Span<T> sums)
        => Widest.Run<PairSums<TTerm, T>, T, int>(new(term, items, scale, sums));

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        V factor = V.Of(scale);
        for (int i = 0; i < sums.Length; i += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(V.Count, sums.Length - i));
            RankedItem<V> own = Some<V>(i, mask);
            V total = V.Of(TTerm.Start);
            for (int start = 0; start < sums.Length; start += Block)
                total += Over(own, start, Math.Min(start + Block, sums.Length), factor);
            V sum = V.WhereNumber(own.Score, V.WhereNumber(own.Grade, total, own.Grade), own.Score);
            V.Store(sum, ref Refs.Start(sums), i, mask);
        }
        return sums.Length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private V Over<V>(RankedItem<V> own, int start, int end, V factor) where V : struct, ILanes<V, T>
    {
        RankedItems<T> all = items;
        TTerm of = term;
        V zero = V.Of(0), sum = zero;
        for (int j = start; j < end; j++)
            sum += of.Of(own, new(V.Broadcast(all.Scores[j]), V.Broadcast(all.Grades[j]), V.Broadcast(all.Gains[j]),
                V.Broadcast(all.Discounts[j]), V.Broadcast(all.Slopes[j]),
                TTerm.Moves ? V.Broadcast(all.Tangents[j]) : zero), factor);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RankedItem<V> Some<V>(int i, V mask) where V : struct, ILanes<V, T>
        => new(V.Load(in Refs.Start(items.Scores), i, mask), V.Load(in Refs.Start(items.Grades), i, mask),
            V.Load(in Refs.Start(items.Gains), i, mask), V.Load(in Refs.Start(items.Discounts), i, mask),
            V.Load(in Refs.Start(items.Slopes), i, mask),
            TTerm.Moves ? V.Load(in Refs.Start(items.Tangents), i, mask) : V.Of(0));
}
