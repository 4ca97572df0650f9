using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A formula of one argument, applied to each number of a span on its own.</summary>
internal interface IMap
{
    /// <summary>The result.</summary>
    static abstract R Of<R>(R x) where R : struct, IReal<R>;
}

/// <summary>destination[i] = map(source[i]). The two spans may be the same, but not overlap otherwise.</summary>
internal readonly ref struct Map<TMap, T>(ReadOnlySpan<T> source, Span<T> destination) : IKernel<T, int>
    where TMap : struct, IMap
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> source = source;
    private readonly Span<T> destination = destination;

    /// <summary>Maps in the widest registers of this machine.</summary>
    public static void Run(ReadOnlySpan<T> source, Span<T> destination)
        => Widest.Run<Map<TMap, T>, T, int>(new Map<TMap, T>(source, destination));

    /// <summary>Maps in registers of the given width; gives how many numbers it mapped.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Debug.Assert(source.Length == destination.Length);
        int i = V.ManyRegisters ? Fours<V>(source, destination) : 0;
        i = Ones<V>(source, destination, i);
        if (i < source.Length)
            Finish<V>(source[i..], destination[i..]);
        return source.Length;
    }

    /// <summary>
    /// Four registers a turn, which share the constants of the formula: from memory, those alone would take all loads
    /// that there are. With 16 registers they are spilled instead, and one at a time is faster (measured: exp 37 clocks
    /// for 16 floats against 26).
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Fours<V>(ReadOnlySpan<T> from, Span<T> to) where V : struct, ILanes<V, T>
    {
        int i = 0;
        for (; i <= from.Length - 4 * V.Count; i += 4 * V.Count)
        {
            V a = TMap.Of(V.Load(from, i));
            V b = TMap.Of(V.Load(from, i + V.Count));
            V c = TMap.Of(V.Load(from, i + 2 * V.Count));
            V d = TMap.Of(V.Load(from, i + 3 * V.Count));
            V.Store(a, to, i);
            V.Store(b, to, i + V.Count);
            V.Store(c, to, i + 2 * V.Count);
            V.Store(d, to, i + 3 * V.Count);
        }
        return i;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Ones<V>(ReadOnlySpan<T> from, Span<T> to, int i) where V : struct, ILanes<V, T>
    {
        for (; i <= from.Length - V.Count; i += V.Count)
            V.Store(TMap.Of(V.Load(from, i)), to, i);
        return i;
    }

    /// <summary>Less than a register, filled up with zeros: a formula of one number costs as much as of many.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Finish<V>(ReadOnlySpan<T> from, Span<T> to) where V : struct, ILanes<V, T>
    {
        Span<T> rest = stackalloc T[V.Count];
        from.CopyTo(rest);
        V.Store(TMap.Of(V.Load((ReadOnlySpan<T>)rest, 0)), rest, 0);
        rest[..to.Length].CopyTo(to);
    }
}
