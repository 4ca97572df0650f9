using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Which of two numbers is kept.</summary>
internal interface IExtremum
{
    /// <summary>The one that is kept; of NaN or of two zeros either.</summary>
    static abstract V Of<V, T>(V a, V b) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The one of all lanes.</summary>
    static abstract T Fold<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The larger.</summary>
internal readonly struct Largest : IExtremum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V a, V b) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MaxAcross(x);
}

/// <summary>The smaller.</summary>
internal readonly struct Smallest : IExtremum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V a, V b) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => -V.MaxAcross(-x);
}

/// <summary>
/// The largest or smallest number; NaN if one is. The instruction for the larger of two forgets a NaN, so the largest
/// size is kept as well, of bits as integers, where a NaN is above ∞: that costs no port that the rest needs.
/// </summary>
internal readonly ref struct MinMax<TExtremum, T>(ReadOnlySpan<T> numbers) : IKernel<T, T>
    where TExtremum : struct, IExtremum
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> numbers = numbers;

    /// <summary>Of at least one number, in the widest registers of this machine.</summary>
    public static T Run(ReadOnlySpan<T> numbers) => Widest.Run<MinMax<TExtremum, T>, T, T>(new MinMax<TExtremum, T>(numbers));

    [MethodImpl(Compiled.AtOnce)]
    public T Run<V>() where V : struct, ILanes<V, T> => numbers.Length < 4 * V.Count ? OfFew<V>(numbers) : Of<V>(numbers);

    /// <summary>Filled up with the first.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static T OfFew<V>(ReadOnlySpan<T> numbers) where V : struct, ILanes<V, T>
    {
        Span<T> filled = stackalloc T[4 * V.Count];
        filled.Fill(numbers[0]);
        numbers.CopyTo(filled);
        return Of<V>(filled);
    }

    /// <summary>Four chains hide the latency; the last four registers may overlap those before.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static T Of<V>(ReadOnlySpan<T> x) where V : struct, ILanes<V, T>
    {
        V a = V.Load(x, 0), b = a, c = a, d = a, size = V.Abs(a), otherSize = size;
        int turn = 4 * V.Count, end = x.Length - turn;
        for (int at = 0; at < x.Length; at += turn)
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
        // A zero has no sign of its own: which of two is kept, machines decide differently.
        return V.MaxAcross(V.WhereEqual(size, size, V.Of(0), V.Of(1))) == T.Zero ? found + T.Zero : T.NaN;
    }
}
