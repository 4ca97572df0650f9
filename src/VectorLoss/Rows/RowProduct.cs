using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>The vector-Jacobian product of all rows.</summary>
internal readonly ref struct RowProduct<TProduct, T>(
    ReadOnlySpan<T> outputs, ReadOnlySpan<T> upstream, RowPlaces places, Span<T> gradient)
    : IKernel<T, int>, IRowWork<RowProduct<TProduct, T>>, IPlainWork<T>
    where TProduct : struct, IRowProduct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> outputs = outputs;
    private readonly ReadOnlySpan<T> upstream = upstream;
    private readonly Span<T> gradient = gradient;

    public int Rows => places.Rows;

    public int Classes => places.Classes;

    public RowProduct<TProduct, T> Piece(int start, int rows) => new(places.Part(outputs, start, rows),
        places.Part(upstream, start, rows), places.Piece(start, rows), places.Part(gradient, start, rows));

    public double Run() => places.AreWhole ? Widest.Run<RowProduct<TProduct, T>, T, int>(this)
        : new StagedRows<RowProduct<TProduct, T>, T, T, T>(this, places, outputs, upstream, gradient).Run();

    double IPlainWork<T>.Run(
        int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total)
        => new RowProduct<TProduct, T>(first, second, RowPlaces.Plain(rows, places.Classes), result).Run();

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[2 * Logical.Lanes<T>()];
        T half = T.CreateTruncating(TProduct.Half);
        for (int row = 0; row < places.Rows; row++)
        {
            ReadOnlySpan<T> y = places.Row(outputs, row), d = places.Row(upstream, row);
            Span<T> result = places.Row(gradient, row);
            if (SequentialRow.Max<V, T>(y) > half && Largest<V>(y, d, result, lanes))
                continue;
            T sum = Sum<V>(y, d, lanes);
            Store<V>(y, d, result, sum);
        }
        return places.Rows;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static T Sum<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        OrderedSum<T> sums = OrderedSum<T>.In<V>(lanes[..Logical.Lanes<T>()]);
        for (int c = 0; c < y.Length; c += OrderedSum<T>.Block)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, y.Length);
            Add<V>(y, d, end, sums, c);
            sums.Fold<V>();
        }
        return T.CreateTruncating(sums.Total);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Add<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, int end, OrderedSum<T> sums, int c)
        where V : struct, ILanes<V, T>
    {
        for (; c <= end - V.Count; c += V.Count)
            sums.Add(TProduct.Term(V.Load(y, c), V.Load(d, c)), c);
        if (c == end)
            return;
        V mask = V.FirstLanes(end - c);
        sums.Add(V.And(mask, TProduct.Term(Some(y, c, mask), Some(d, c, mask))), c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Some<V>(ReadOnlySpan<T> x, int c, V mask) where V : struct, ILanes<V, T>
        => V.Load(in Refs.Start(x), c, mask);

    [MethodImpl(Compiled.AtOnce)]
    private static void Store<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, Span<T> result, T sum)
        where V : struct, ILanes<V, T>
    {
        V wide = V.Broadcast(sum);
        int c = 0;
        for (; c <= y.Length - V.Count; c += V.Count)
            V.Store(NormalPowers.Normal<V, T>(TProduct.Of(V.Load(y, c), V.Load(d, c), wide)), result, c);
        if (c == y.Length)
            return;
        V mask = V.FirstLanes(y.Length - c);
        V.Store(NormalPowers.Normal<V, T>(TProduct.Of(Some(y, c, mask), Some(d, c, mask), wide)),
            ref Refs.Start(result), c, mask);
    }

    /// <summary>
    /// A row with a class of p above a half: the sums over the others are taken without it. False where more than one
    /// output is above its bound, which cannot be the output of a softmax.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static bool Largest<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, Span<T> result, Span<T> lanes)
        where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>();
        OrderedSum<T> others = OrderedSum<T>.In<V>(lanes[..width]);
        OrderedSum<T> rest = OrderedSum<T>.In<V>(lanes.Slice(width, width));
        T largest = T.Zero, count = T.Zero;
        for (int c = 0; c < y.Length; c += OrderedSum<T>.Block)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, y.Length);
            AddOthers<V>(y, d, end, others, rest, ref largest, ref count, c);
            others.Fold<V>();
            rest.Fold<V>();
        }
        if (count != T.One)
            return false;
        T other = T.CreateTruncating(others.Total);
        Terms terms = new(other, T.CreateTruncating(rest.Total), other + largest);
        StoreLargest<V>(y, d, result, terms);
        return true;
    }

    /// <summary>Both sums over the other classes, and that over all.</summary>
    private readonly record struct Terms(T Others, T Rest, T All);

    [MethodImpl(Compiled.AtOnce)]
    private static void AddOthers<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, int end, OrderedSum<T> others,
        OrderedSum<T> rest, ref T largest, ref T count, int c)
        where V : struct, ILanes<V, T>
    {
        V half = V.Of(TProduct.Half), zero = V.Of(0), one = V.Of(1), found = zero, ones = zero;
        for (; c < end; c += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(V.Count, end - c));
            V output = Some(y, c, mask), term = TProduct.Term(output, Some(d, c, mask));
            others.Add(V.And(mask, V.WhereLess(half, output, zero, term)), c);
            rest.Add(V.And(mask, V.WhereLess(half, output, zero, TProduct.Rest(output))), c);
            found += V.And(mask, V.WhereLess(half, output, term, zero));
            ones += V.And(mask, V.WhereLess(half, output, one, zero));
        }
        largest += V.SumAcross(found);
        count += V.SumAcross(ones);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void StoreLargest<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, Span<T> result, in Terms terms)
        where V : struct, ILanes<V, T>
    {
        V half = V.Of(TProduct.Half), others = V.Broadcast(terms.Others), rest = V.Broadcast(terms.Rest);
        V all = V.Broadcast(terms.All);
        for (int c = 0; c < y.Length; c += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(V.Count, y.Length - c));
            V output = Some(y, c, mask), slope = Some(d, c, mask);
            V value = V.WhereLess(half, output, TProduct.OfLargest(output, slope, others, rest),
                TProduct.Of(output, slope, all));
            V.Store(NormalPowers.Normal<V, T>(value), ref Refs.Start(result), c, mask);
        }
    }
}
