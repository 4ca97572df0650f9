using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// A map with what its loop shall find in registers: the constants of eˣ, the address of the table of tanh. The
/// bits are those of the map.
/// </summary>
internal readonly ref struct PreparedMap<TMap, V, T>
    where TMap : struct, IMap
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly ExpRegisters<V, T> exp;
    private readonly ref readonly T table;

    [MethodImpl(Inline)]
    private PreparedMap(ExpRegisters<V, T> exp) => this.exp = exp;

    [MethodImpl(Inline)]
    private PreparedMap(ref readonly float table) => this.table = ref Refs.As<float, T>(in table);

    private static bool IsTanh
    {
        [MethodImpl(Inline)]
        get => typeof(T) == typeof(float) && typeof(TMap) == typeof(TanhMap);
    }

    /// <summary>Whether there is anything to prepare; the maps without it are called as they are.</summary>
    public static bool Exists { [MethodImpl(Inline)] get => typeof(TMap) == typeof(ExpMap) || IsTanh; }

    /// <summary>Reads what the map needs.</summary>
    [MethodImpl(Inline)]
    public static PreparedMap<TMap, V, T> Make()
        => typeof(TMap) == typeof(ExpMap) ? new(new ExpRegisters<V, T>(nonPositive: false))
            : IsTanh ? new(in IntervalTables.Tanh)
            : default;

    /// <summary>The result.</summary>
    [MethodImpl(Inline)]
    public V Of(V x)
        => typeof(TMap) == typeof(ExpMap) ? exp.Of(x)
            : IsTanh ? SingleTanh.Of(x, in table)
            : TMap.Of(x);
}
