using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Chooses one of two numbers.</summary>
internal interface IExtremum
{
    /// <summary>The chosen one. Of a NaN and a number, or of two zeros, it may be either.</summary>
    static abstract V Of<V, T>(V a, V b)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The chosen one of all lanes.</summary>
    static abstract T Fold<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The larger number.</summary>
internal readonly struct Largest : IExtremum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V a, V b)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MaxAcross(x);
}

/// <summary>The smaller number.</summary>
internal readonly struct Smallest : IExtremum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V a, V b)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => -V.MaxAcross(-x);
}

/// <summary>
/// The largest or smallest number; NaN if one of them is NaN. The instruction for the larger of two numbers forgets a
/// NaN. So the kernel also keeps the largest size, compared as integer bits, where a NaN is above ∞: that uses no
/// execution port that the rest needs.
/// </summary>
/// <remarks>
/// The maximum of a softmax's row is computed elsewhere, in Rows: it needs no NaN and no sign of a zero.
/// </remarks>
internal readonly ref struct MinMax<TExtremum, T>(ReadOnlySpan<T> numbers) : IKernel<T, T>
    where TExtremum : struct, IExtremum
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> numbers = numbers;

    /// <summary>Of at least one number, in the widest registers of this machine.</summary>
    public static T Run(ReadOnlySpan<T> numbers)
        => Widest.Run<MinMax<TExtremum, T>, T, T>(new MinMax<TExtremum, T>(numbers));

    [MethodImpl(Compiled.AtOnce)]
    public T Run<V>() where V : struct, ILanes<V, T>
        => numbers.Length < 4 * V.Count ? OfFew<V>(numbers) : Of<V>(numbers);

    /// <summary>Fewer numbers than four registers hold: the first number fills the rest.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static T OfFew<V>(ReadOnlySpan<T> numbers) where V : struct, ILanes<V, T>
    {
        Span<T> filled = stackalloc T[4 * V.Count];
        Stores.Fill<V, T>(filled, numbers[0]);
        Stores.Copy<V, T>(numbers, filled);
        return Of<V>(filled);
    }

    /// <summary>Four chains hide the latency; the last four registers may overlap the ones before them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static T Of<V>(ReadOnlySpan<T> x) where V : struct, ILanes<V, T>
    {
        V a = V.Load(x, 0), b = a, c = a, d = a, size = V.Abs(a), otherSize = size;
        int step = 4 * V.Count, end = x.Length - step;
        for (int at = 0; at < x.Length; at += step)
        {
            int here = Math.Min(at, end);
            V e = V.Load(x, here), f = V.Load(x, here + V.Count);
            V g = V.Load(x, here + 2 * V.Count), h = V.Load(x, here + 3 * V.Count);
            a = TExtremum.Of<V, T>(a, e);
            b = TExtremum.Of<V, T>(b, f);
            c = TExtremum.Of<V, T>(c, g);
            d = TExtremum.Of<V, T>(d, h);
            size = V.MaxBits(size, V.MaxBits(V.Abs(e), V.Abs(f)));
            otherSize = V.MaxBits(otherSize, V.MaxBits(V.Abs(g), V.Abs(h)));
        }

        size = V.MaxBits(size, otherSize);
        T found = TExtremum.Fold<V, T>(TExtremum.Of<V, T>(TExtremum.Of<V, T>(a, c), TExtremum.Of<V, T>(b, d)));
        // The sign of a zero is dropped, because machines differ in which of two zeros they keep.
        return V.MaxAcross(V.WhereEqual(size, size, V.Of(0), V.Of(1))) == T.Zero ? found + T.Zero : T.NaN;
    }
}
