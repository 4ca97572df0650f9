using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>Numbers of T in memory as registers of doubles: widened when they are read, rounded when written.</summary>
internal static class DoubleMemory
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Room of doubles as room for at least as many numbers of T.</summary>
    [MethodImpl(Compiled.Early)]
    public static Span<T> Room<T>(Span<double> room) where T : unmanaged => MemoryMarshal.Cast<double, T>(room);

    /// <summary>Loads a register without checking bounds; the caller has checked them.</summary>
    [MethodImpl(Inline)]
    public static V Load<V, T>(ref readonly T origin, nint at)
        where V : struct, ILanes<V, double> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            return V.Load(in Unsafe.As<T, double>(ref Unsafe.AsRef(in origin)), at);
        ref float from = ref Unsafe.Add(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in origin)), at);
        if (V.Count == 8)
            return Unsafe.BitCast<Vector512<double>, V>(
                Vector512.WidenLower(Vector256.LoadUnsafe(ref from).ToVector512Unsafe()));
        if (V.Count == 4)
            return Unsafe.BitCast<Vector256<double>, V>(
                Vector256.WidenLower(Vector128.LoadUnsafe(ref from).ToVector256Unsafe()));
        return V.Count == 2
            ? Unsafe.BitCast<Vector128<double>, V>(Vector128.WidenLower(Vector128.CreateScalarUnsafe(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<float, byte>(ref from))).AsSingle()))
            : V.Broadcast(from);
    }

    /// <summary>Rounds a register and stores it without checking bounds; the caller has checked them.</summary>
    [MethodImpl(Inline)]
    public static void Store<V, T>(V value, ref T origin, nint at)
        where V : struct, ILanes<V, double> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref float to = ref Unsafe.Add(ref Unsafe.As<T, float>(ref origin), at);
        if (typeof(T) == typeof(double))
        {
            V.Store(value, ref Unsafe.As<T, double>(ref origin), at);
        }
        else if (V.Count == 8)
        {
            Vector512<double> wide = Unsafe.BitCast<V, Vector512<double>>(value);
            (Avx512F.IsSupported ? Avx512F.ConvertToVector256Single(wide)
                : Vector256.Narrow(wide.GetLower(), wide.GetUpper())).StoreUnsafe(ref to);
        }
        else if (V.Count == 4)
        {
            Vector256<double> wide = Unsafe.BitCast<V, Vector256<double>>(value);
            Vector128.Narrow(wide.GetLower(), wide.GetUpper()).StoreUnsafe(ref to);
        }
        else if (V.Count == 2)
        {
            Vector128<double> wide = Unsafe.BitCast<V, Vector128<double>>(value);
            Unsafe.WriteUnaligned(
                ref Unsafe.As<float, byte>(ref to), Vector128.Narrow(wide, wide).AsUInt64().ToScalar());
        }
        else
        {
            to = (float)Unsafe.BitCast<V, double>(value);
        }
    }
}
