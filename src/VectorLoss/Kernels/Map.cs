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
        ReadOnlySpan<T> from = source;
        Span<T> to = destination;
        Debug.Assert(from.Length == to.Length);
        int i = 0;
        for (; i <= from.Length - V.Count; i += V.Count) Step<V>(from, to, i);
        Finish(from, to, i);
        return from.Length;
    }

    // Not inlined: what the JIT may inline into one method is limited, and the loop over registers has the right to it.
    [MethodImpl(Compiled.AtOnce)]
    private static void Finish(ReadOnlySpan<T> from, Span<T> to, int i)
    {
        for (; i < from.Length; i++) Step<Lane1<T>>(from, to, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V>(ReadOnlySpan<T> from, Span<T> to, int at) where V : struct, ILanes<V, T>
        => V.Store(TMap.Of(V.Load(from, at)), to, at);
}
