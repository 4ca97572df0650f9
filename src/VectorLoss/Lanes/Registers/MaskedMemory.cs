using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>Masked loads and stores for registers and machines that have no instruction for them.</summary>
internal static class MaskedMemory
{
    /// <summary>A mask: all bits set in the first <paramref name="count"/> lanes, no bit in the others.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V FirstLanes<V, T>(int count)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count];
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            lanes[lane] = lane < count ? T.Zero : T.One;
        }

        return V.Less(V.Load(lanes, 0), V.Broadcast(T.One));
    }

    /// <summary>Loads the lanes that the mask sets, 0 in the others.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V Load<V, T>(ref readonly T origin, nint at, V mask)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count];
        V.Store(mask, lanes, 0);
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            // A number whose bits are all set is a NaN.
            lanes[lane] = T.IsNaN(lanes[lane]) ? Refs.AddReadOnly(in origin, at + lane) : T.Zero;
        }

        return V.Load(lanes, 0);
    }

    /// <summary>Stores the lanes that the mask sets.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Store<V, T>(V value, ref T origin, nint at, V mask)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count], set = stackalloc T[V.Count];
        V.Store(value, lanes, 0);
        V.Store(mask, set, 0);
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            if (T.IsNaN(set[lane]))
            {
                Refs.Add(ref origin, at + lane) = lanes[lane];
            }
        }
    }

    /// <summary>Loads the lanes of two registers that their masks set, 0 in the others.</summary>
    // A call: it stands once behind a loop, beside a formula that may fill what the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    public static Lanes1024<T> LoadPair<T>(ref readonly T origin, nint at, Vector512<T> low, Vector512<T> high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Unsafe.BitCast<Lanes512<T>, Vector512<T>>(Lanes512<T>.Load(in origin, at, new(low))),
            Unsafe.BitCast<Lanes512<T>, Vector512<T>>(
                Lanes512<T>.Load(in origin, at + Vector512<T>.Count, new(high))));

    /// <summary>Stores the lanes of two registers that their masks set.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void StorePair<T>(Vector512<T> left, Vector512<T> right, ref T origin, nint at,
        Vector512<T> low, Vector512<T> high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes512<T>.Store(new(left), ref origin, at, new(low));
        Lanes512<T>.Store(new(right), ref origin, at + Vector512<T>.Count, new(high));
    }

    /// <summary><see cref="ILanes{V, T}.LookUp"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V LookUp<V, T>(ref readonly T table, int column, V places)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count];
        V.Store(places, lanes, 0);
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            int place = (int)new Lane1<T>(lanes[lane]).Bits() & (LookUps.Column - 1);
            lanes[lane] = Refs.AddReadOnly(in table, (column * LookUps.Column) + place);
        }

        return V.Load(lanes, 0);
    }
}
