using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>Transposes a small block of a matrix in registers.</summary>
internal static class TransposeBlock
{
    /// <summary>The side of the block of <see cref="Square"/>, and the width of that of <see cref="Tall"/>.</summary>
    public const int Side = 4;

    /// <summary>
    /// Transposes four rows of four numbers. The rows are <paramref name="fromRow"/> apart, those of the result
    /// <paramref name="toRow"/>. In registers that takes a third of the time of sixteen moves; a machine without these
    /// registers makes the moves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square<T>(ref readonly T from, nint fromRow, ref T to, nint toRow) where T : unmanaged
    {
        if (Sse.IsSupported && typeof(T) == typeof(float))
        {
            SquareOfFloats(
                in Unsafe.As<T, float>(ref Unsafe.AsRef(in from)), fromRow, ref Unsafe.As<T, float>(ref to), toRow);
            return;
        }

        if (Avx.IsSupported && typeof(T) == typeof(double))
        {
            SquareOfDoubles(
                in Unsafe.As<T, double>(ref Unsafe.AsRef(in from)), fromRow, ref Unsafe.As<T, double>(ref to), toRow);
            return;
        }

        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                Refs.Add(ref to, column * toRow + row) = Refs.AddReadOnly(in from, row * fromRow + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SquareOfFloats(ref readonly float from, nint fromRow, ref float to, nint toRow)
    {
        Vector128<float> a = Vector128.LoadUnsafe(in from);
        Vector128<float> b = Vector128.LoadUnsafe(in Refs.AddReadOnly(in from, fromRow));
        Vector128<float> c = Vector128.LoadUnsafe(in Refs.AddReadOnly(in from, 2 * fromRow));
        Vector128<float> d = Vector128.LoadUnsafe(in Refs.AddReadOnly(in from, 3 * fromRow));
        Vector128<float> lowAb = Sse.UnpackLow(a, b), highAb = Sse.UnpackHigh(a, b);
        Vector128<float> lowCd = Sse.UnpackLow(c, d), highCd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(lowAb, lowCd).StoreUnsafe(ref to);
        Sse.MoveHighToLow(lowCd, lowAb).StoreUnsafe(ref Refs.Add(ref to, toRow));
        Sse.MoveLowToHigh(highAb, highCd).StoreUnsafe(ref Refs.Add(ref to, 2 * toRow));
        Sse.MoveHighToLow(highCd, highAb).StoreUnsafe(ref Refs.Add(ref to, 3 * toRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SquareOfDoubles(ref readonly double from, nint fromRow, ref double to, nint toRow)
    {
        Vector256<double> a = Vector256.LoadUnsafe(in from);
        Vector256<double> b = Vector256.LoadUnsafe(in Refs.AddReadOnly(in from, fromRow));
        Vector256<double> c = Vector256.LoadUnsafe(in Refs.AddReadOnly(in from, 2 * fromRow));
        Vector256<double> d = Vector256.LoadUnsafe(in Refs.AddReadOnly(in from, 3 * fromRow));
        Vector256<double> evenAb = Avx.UnpackLow(a, b), oddAb = Avx.UnpackHigh(a, b);
        Vector256<double> evenCd = Avx.UnpackLow(c, d), oddCd = Avx.UnpackHigh(c, d);
        const byte lower = 0x20, upper = 0x31;
        Avx.Permute2x128(evenAb, evenCd, lower).StoreUnsafe(ref to);
        Avx.Permute2x128(oddAb, oddCd, lower).StoreUnsafe(ref Refs.Add(ref to, toRow));
        Avx.Permute2x128(evenAb, evenCd, upper).StoreUnsafe(ref Refs.Add(ref to, 2 * toRow));
        Avx.Permute2x128(oddAb, oddCd, upper).StoreUnsafe(ref Refs.Add(ref to, 3 * toRow));
    }

    /// <summary>The height of the block of <see cref="Tall"/>.</summary>
    public const int TallHeight = 8;

    /// <summary>
    /// Transposes eight rows of four numbers to four rows of eight, with half of the stores of two squares.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tall<T>(ref readonly T from, nint fromRow, ref T to, nint toRow) where T : unmanaged
    {
        if (Avx.IsSupported && typeof(T) == typeof(float))
        {
            TallOfFloats(
                in Unsafe.As<T, float>(ref Unsafe.AsRef(in from)), fromRow, ref Unsafe.As<T, float>(ref to), toRow);
            return;
        }

        Square(in from, fromRow, ref to, toRow);
        Square(in Refs.AddReadOnly(in from, Side * fromRow), fromRow, ref Refs.Add(ref to, Side), toRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TallOfFloats(ref readonly float from, nint fromRow, ref float to, nint toRow)
    {
        ref readonly float lower = ref Refs.AddReadOnly(in from, 4 * fromRow);
        Vector256<float> a = Pair(in from, in lower, 0), b = Pair(in from, in lower, fromRow);
        Vector256<float> c = Pair(in from, in lower, 2 * fromRow), d = Pair(in from, in lower, 3 * fromRow);
        Vector256<float> lowAb = Avx.UnpackLow(a, b), highAb = Avx.UnpackHigh(a, b);
        Vector256<float> lowCd = Avx.UnpackLow(c, d), highCd = Avx.UnpackHigh(c, d);
        Avx.Shuffle(lowAb, lowCd, 0b01_00_01_00).StoreUnsafe(ref to);
        Avx.Shuffle(lowAb, lowCd, 0b11_10_11_10).StoreUnsafe(ref Refs.Add(ref to, toRow));
        Avx.Shuffle(highAb, highCd, 0b01_00_01_00).StoreUnsafe(ref Refs.Add(ref to, 2 * toRow));
        Avx.Shuffle(highAb, highCd, 0b11_10_11_10).StoreUnsafe(ref Refs.Add(ref to, 3 * toRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(ref readonly float upper, ref readonly float lower, nint at)
        => Vector256.Create(Vector128.LoadUnsafe(in upper, (nuint)at), Vector128.LoadUnsafe(in lower, (nuint)at));
}
