using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>Moves blocks of a matrix so that its rows become columns.</summary>
internal static class Transpose
{
    /// <summary>The side of the block that <see cref="Block"/> moves.</summary>
    public const int Side = 4;

    /// <summary>
    /// Four rows of four numbers, <paramref name="fromRow"/> apart, become four rows <paramref name="toRow"/> apart.
    /// In registers it takes a third of the time of sixteen moves; other machines make the moves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block<T>(ref readonly T from, nint fromRow, ref T to, nint toRow) where T : unmanaged
    {
        if (Sse.IsSupported && typeof(T) == typeof(float))
        {
            Floats(in Unsafe.As<T, float>(ref Unsafe.AsRef(in from)), fromRow, ref Unsafe.As<T, float>(ref to), toRow);
            return;
        }

        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                Refs.On(ref to, column * toRow + row) = Refs.From(in from, row * fromRow + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(ref readonly float from, nint fromRow, ref float to, nint toRow)
    {
        Vector128<float> a = Vector128.LoadUnsafe(in from), b = Vector128.LoadUnsafe(in Refs.From(in from, fromRow));
        Vector128<float> c = Vector128.LoadUnsafe(in Refs.From(in from, 2 * fromRow));
        Vector128<float> d = Vector128.LoadUnsafe(in Refs.From(in from, 3 * fromRow));
        Vector128<float> lowAb = Sse.UnpackLow(a, b), highAb = Sse.UnpackHigh(a, b);
        Vector128<float> lowCd = Sse.UnpackLow(c, d), highCd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(lowAb, lowCd).StoreUnsafe(ref to);
        Sse.MoveHighToLow(lowCd, lowAb).StoreUnsafe(ref Refs.On(ref to, toRow));
        Sse.MoveLowToHigh(highAb, highCd).StoreUnsafe(ref Refs.On(ref to, 2 * toRow));
        Sse.MoveHighToLow(highCd, highAb).StoreUnsafe(ref Refs.On(ref to, 3 * toRow));
    }

    /// <summary>How many rows <see cref="Tall"/> turns at once.</summary>
    public const int TallSide = 8;

    /// <summary>Eight rows of four numbers become four rows of eight: half of the stores of two blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tall<T>(ref readonly T from, nint fromRow, ref T to, nint toRow) where T : unmanaged
    {
        if (Avx.IsSupported && typeof(T) == typeof(float))
        {
            Floats8(in Unsafe.As<T, float>(ref Unsafe.AsRef(in from)), fromRow, ref Unsafe.As<T, float>(ref to), toRow);
            return;
        }

        Block(in from, fromRow, ref to, toRow);
        Block(in Refs.From(in from, Side * fromRow), fromRow, ref Refs.On(ref to, Side), toRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats8(ref readonly float from, nint fromRow, ref float to, nint toRow)
    {
        ref readonly float lower = ref Refs.From(in from, 4 * fromRow);
        Vector256<float> a = Pair(in from, in lower, 0), b = Pair(in from, in lower, fromRow);
        Vector256<float> c = Pair(in from, in lower, 2 * fromRow), d = Pair(in from, in lower, 3 * fromRow);
        Vector256<float> lowAb = Avx.UnpackLow(a, b), highAb = Avx.UnpackHigh(a, b);
        Vector256<float> lowCd = Avx.UnpackLow(c, d), highCd = Avx.UnpackHigh(c, d);
        Avx.Shuffle(lowAb, lowCd, 0b01_00_01_00).StoreUnsafe(ref to);
        Avx.Shuffle(lowAb, lowCd, 0b11_10_11_10).StoreUnsafe(ref Refs.On(ref to, toRow));
        Avx.Shuffle(highAb, highCd, 0b01_00_01_00).StoreUnsafe(ref Refs.On(ref to, 2 * toRow));
        Avx.Shuffle(highAb, highCd, 0b11_10_11_10).StoreUnsafe(ref Refs.On(ref to, 3 * toRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(ref readonly float upper, ref readonly float lower, nint at)
        => Vector256.Create(Vector128.LoadUnsafe(in upper, (nuint)at), Vector128.LoadUnsafe(in lower, (nuint)at));
}
