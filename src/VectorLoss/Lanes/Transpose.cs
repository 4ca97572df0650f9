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
                Walk.On(ref to, column * toRow + row) = Walk.From(in from, row * fromRow + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(ref readonly float from, nint fromRow, ref float to, nint toRow)
    {
        Vector128<float> a = Vector128.LoadUnsafe(in from), b = Vector128.LoadUnsafe(in Walk.From(in from, fromRow));
        Vector128<float> c = Vector128.LoadUnsafe(in Walk.From(in from, 2 * fromRow));
        Vector128<float> d = Vector128.LoadUnsafe(in Walk.From(in from, 3 * fromRow));
        Vector128<float> lowAb = Sse.UnpackLow(a, b), highAb = Sse.UnpackHigh(a, b);
        Vector128<float> lowCd = Sse.UnpackLow(c, d), highCd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(lowAb, lowCd).StoreUnsafe(ref to);
        Sse.MoveHighToLow(lowCd, lowAb).StoreUnsafe(ref Walk.On(ref to, toRow));
        Sse.MoveLowToHigh(highAb, highCd).StoreUnsafe(ref Walk.On(ref to, 2 * toRow));
        Sse.MoveHighToLow(highCd, highAb).StoreUnsafe(ref Walk.On(ref to, 3 * toRow));
    }
}
