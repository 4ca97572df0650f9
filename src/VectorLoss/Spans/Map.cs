using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>destination[i] = map(source[i]). The spans may be the same, but may not overlap otherwise.</summary>
internal readonly ref struct Map<TMap, T>(ReadOnlySpan<T> source, Span<T> destination) : IKernel<T, int>
    where TMap : struct, IMap
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> source = source;
    private readonly Span<T> destination = destination;

    /// <summary>Checks the arguments of a public method, and maps.</summary>
    public static void Apply(
        ReadOnlySpan<T> x, Span<T> destination, [CallerMemberName] string function = "")
    {
        Require.FloatOrDouble<T>(function);
        Require.SameLength(destination.Length, x.Length, nameof(destination), nameof(x));
        Require.SameOrApart(destination, x, nameof(destination), nameof(x));
        Run(x, destination);
    }

    /// <summary>Maps in the widest registers of this machine.</summary>
    public static void Run(ReadOnlySpan<T> source, Span<T> destination)
        => Widest.Run<Map<TMap, T>, T, int>(new Map<TMap, T>(source, destination));

    /// <summary>Maps in registers of the type <typeparamref name="V"/>; returns how many numbers it mapped.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Debug.Assert(source.Length == destination.Length);
        int end = source.Length - V.Count;
        if (end < 0)
        {
            return Few<V>(source, destination);
        }

        // The last register may overlap the one before it. It is read first, because the spans may be the same.
        V last = V.Load(source, end);
        // A prepared map keeps its constants in registers, so a pair of registers has nothing to share. Two softplus of
        // doubles are more than the compiler inlines into one method.
        bool isLong = typeof(TMap) == typeof(SoftplusMap) && typeof(T) == typeof(double);
        int i = V.ManyRegisters && !PreparedMap<TMap, V, T>.Exists && !isLong ? Pairs<V>(source, destination) : 0;
        if (Ones<V>(source, destination, i) < source.Length)
        {
            V.Store(TMap.Of(last), destination, end);
        }

        return source.Length;
    }

    /// <summary>
    /// Two registers in each pass of the loop, which share the constants of the formula. On a machine with 16 registers
    /// the constants would be spilled instead (measured: exp 37 clocks for 16 floats against 26). More than two
    /// registers exceed what the JIT inlines into one method; so did a prepared map here, whose stores became calls
    /// (log1p took 1.37 times as long).
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
        PreparedMap<TMap, V, T> map = PreparedMap<TMap, V, T>.Make();
        for (; i <= from.Length - V.Count; i += V.Count)
        {
            V.Store(map.Of(V.Load(from, i)), to, i);
        }

        return i;
    }

    /// <summary>Fewer numbers than a register holds; the other lanes are computed from zeros.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Few<V>(ReadOnlySpan<T> from, Span<T> to) where V : struct, ILanes<V, T>
    {
        V mask = V.FirstLanes(from.Length);
        V.Store(TMap.Of(V.Load(in Refs.Start(from), 0, mask)), ref Refs.Start(to), 0, mask);
        return from.Length;
    }
}
