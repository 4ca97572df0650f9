using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

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
        int end = source.Length - V.Count;
        if (end < 0)
            return Few<V>(source, destination);
        // The last register may reach back over the one before: it is read first, because the spans may be the same.
        V last = V.Load(source, end);
        // eˣ has its constants in registers: pairs share nothing more.
        int i = V.ManyRegisters && typeof(TMap) != typeof(ExpMap) ? Pairs<V>(source, destination) : 0;
        if (Ones<V>(source, destination, i) < source.Length)
            V.Store(TMap.Of(last), destination, end);
        return source.Length;
    }

    /// <summary>
    /// Two registers a turn, which share the constants of the formula. With 16 registers those are spilled instead
    /// (measured: exp 37 clocks for 16 floats against 26); more than two exceed what the JIT inlines into one method.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Pairs<V>(ReadOnlySpan<T> from, Span<T> to) where V : struct, ILanes<V, T>
    {
        ref readonly T x = ref Refs.Start(from);
        ref T y = ref Refs.Start(to);
        int count = V.Count, i = 0;
        for (; i <= from.Length - 2 * count; i += 2 * count)
        {
            V first = TMap.Of(V.Load(in x, i)), second = TMap.Of(V.Load(in x, i + count));
            V.Store(first, ref y, i);
            V.Store(second, ref y, i + count);
        }
        return i;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Ones<V>(ReadOnlySpan<T> from, Span<T> to, int i) where V : struct, ILanes<V, T>
    {
        ExpRegisters<V, T> exp = new(falls: false);
        for (; i <= from.Length - V.Count; i += V.Count)
            V.Store(typeof(TMap) == typeof(ExpMap) ? exp.Of(V.Load(from, i)) : TMap.Of(V.Load(from, i)), to, i);
        return i;
    }

    /// <summary>Less than a register; its other lanes are computed from zeros.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Few<V>(ReadOnlySpan<T> from, Span<T> to) where V : struct, ILanes<V, T>
    {
        V some = V.First(from.Length);
        V.Store(TMap.Of(V.Load(in Refs.Start(from), 0, some)), ref Refs.Start(to), 0, some);
        return from.Length;
    }
}
