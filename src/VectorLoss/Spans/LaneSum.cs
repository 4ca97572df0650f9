using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>The term that a <see cref="LaneSum{TTerm, T}"/> adds.</summary>
internal interface ISumTerm
{
    /// <summary>Whether the term has a second factor.</summary>
    static abstract bool Pairs { get; }

    /// <summary>The sum plus one more term.</summary>
    static abstract V Add<V>(V sum, V a, V b) where V : struct, IReal<V>;
}

/// <summary>a.</summary>
internal readonly struct PlainTerm : ISumTerm
{
    public static bool Pairs => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add<V>(V sum, V a, V b) where V : struct, IReal<V> => sum + a;
}

/// <summary>a·b.</summary>
internal readonly struct ProductTerm : ISumTerm
{
    public static bool Pairs => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add<V>(V sum, V a, V b) where V : struct, IReal<V> => V.MulAdd(a, b, sum);
}

/// <summary>
/// A sum in the order of <see cref="OrderedSum{T}"/>, with the lanes in registers. The loop loads one register in each
/// clock, which is the limit of the machine; only the fold takes additional time.
/// </summary>
internal readonly ref struct LaneSum<TTerm, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) : IKernel<T, double>
    where TTerm : struct, ISumTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> a = a;
    private readonly ReadOnlySpan<T> b = b;

    /// <summary>The sum, in the widest registers of this machine; both spans have one length.</summary>
    public static double Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        => Widest.Run<LaneSum<TTerm, T>, T, double>(new LaneSum<TTerm, T>(a, b));

    /// <summary>The same on up to as many threads.</summary>
    public static double Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b, int threads)
    {
        int block = OrderedSum<T>.Block, blocks = (int)(((long)a.Length + block - 1) / block);
        return UnitSum.Of(new Blocks(a, b), blocks, block, 1, threads);
    }

    private readonly ref struct Blocks(ReadOnlySpan<T> a, ReadOnlySpan<T> b) : IUnitWork
    {
        private readonly ReadOnlySpan<T> a = a, b = b;

        [MethodImpl(Compiled.Early)]
        public double Run(int start, int blocks, Span<double> numbers)
        {
            int block = OrderedSum<T>.Block, from = start * block;
            if (numbers.IsEmpty)
                return LaneSum<TTerm, T>.Run(a[from..], b[from..]);
            double total = 0;
            for (int i = 0; i < blocks; i++, from += block)
            {
                int count = Math.Min(block, a.Length - from);
                total += numbers[i] = LaneSum<TTerm, T>.Run(a.Slice(from, count), b.Slice(from, count));
            }
            return total;
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int block = OrderedSum<T>.Block, start = 0;
        double total = 0;
        for (; start <= a.Length - block; start += block)
            total += Rows<V>(a.Slice(start, block), b.Slice(start, block), default, default);
        return start == a.Length ? total : total + Last<V>(a[start..], b[start..]);
    }

    /// <summary>The last block. A shorter last row is filled up with zeros, which change no lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Last<V>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where V : struct, ILanes<V, T>
    {
        int lanes = Logical.Lanes<T>(), left = a.Length & (lanes - 1);
        return left == 0 ? Rows<V>(a, b, default, default) : Ragged<V>(a[..^left], b[..^left], a[^left..], b[^left..]);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static double Ragged<V>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> lastA, ReadOnlySpan<T> lastB)
        where V : struct, ILanes<V, T>
    {
        Span<T> left = stackalloc T[Logical.Lanes<T>()], right = TTerm.Pairs ? stackalloc T[Logical.Lanes<T>()] : left;
        Stores.Copy<V, T>(lastA, left);
        if (TTerm.Pairs)
        {
            Stores.Copy<V, T>(lastB, right);
        }

        return Rows<V>(a, b, left, right);
    }

    /// <summary>
    /// The sum of whole rows, one number for each lane in a row, and of one more row that lies in other memory.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static double Rows<V>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> lastA, ReadOnlySpan<T> lastB)
        where V : struct, ILanes<V, T>
    {
        int stripes = Logical.Lanes<T>() / (4 * V.Count);
        if (stripes == 1)
            return double.CreateTruncating(V.SumAcross(Stripe<V>(a, b, lastA, lastB, 0)));
        if (stripes == 2)
            return double.CreateTruncating(V.SumAcross(
                Stripe<V>(a, b, lastA, lastB, 0) + Stripe<V>(a, b, lastA, lastB, V.Count)));
        Span<T> lanes = stackalloc T[stripes * V.Count];
        for (int at = 0; at < lanes.Length; at += V.Count)
            V.Store(Stripe<V>(a, b, lastA, lastB, at), lanes, at);
        for (int half = lanes.Length / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        return double.CreateTruncating(lanes[0]);
    }

    /// <summary>
    /// Adds up all rows in four registers, whose lanes are a quarter of all lanes apart: enough to hide the latency of
    /// an addition. Two folds in halves then leave one register.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Stripe<V>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> lastA, ReadOnlySpan<T> lastB, int at)
        where V : struct, ILanes<V, T>
    {
        int quarter = Logical.Lanes<T>() / 4, end = a.Length;
        V first = V.Of(0), second = first, third = first, fourth = first;
        for (int i = at; i < end; i += 4 * quarter)
        {
            first = Add(first, a, b, i);
            second = Add(second, a, b, i + quarter);
            third = Add(third, a, b, i + 2 * quarter);
            fourth = Add(fourth, a, b, i + 3 * quarter);
        }
        if (!lastA.IsEmpty)
        {
            first = Add(first, lastA, lastB, at);
            second = Add(second, lastA, lastB, at + quarter);
            third = Add(third, lastA, lastB, at + 2 * quarter);
            fourth = Add(fourth, lastA, lastB, at + 3 * quarter);
        }
        return first + third + (second + fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add<V>(V sum, ReadOnlySpan<T> a, ReadOnlySpan<T> b, int at) where V : struct, ILanes<V, T>
        => TTerm.Add(sum, V.Load(a, at), TTerm.Pairs ? V.Load(b, at) : sum);
}
