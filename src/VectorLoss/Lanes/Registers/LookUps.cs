using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// Numbers of a column of sixteen, one for each lane: <see cref="ILanes{V, T}.LookUp"/> by the instructions that
/// permute the lanes of a register, or the bytes of several.
/// </summary>
internal static class LookUps
{
    /// <summary>Numbers in a column.</summary>
    public const int Column = 16;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Whether <c>Of</c> works on this register.</summary>
    public static bool Has { [MethodImpl(Inline)] get => Vector<float>.Count == 4 || Avx2.IsSupported; }

    /// <summary>The numbers at the places that the lowest four bits of each lane say.</summary>
    [MethodImpl(Inline)]
    public static Vector<float> Of(ref readonly float column, Vector<int> places)
        => Vector<float>.Count == 4 ? Of(in column, places.AsVector128()).AsVector()
            : Of(in column, places.AsVector256()).AsVector();

    /// <summary>
    /// The polynomial of degree four, by Horner's rule, whose coefficients stand in five columns of a table of floats,
    /// the constant first: in each lane that of the place that its lowest four bits say.
    /// </summary>
    /// <remarks>
    /// AVX2 permutes eight numbers, so a look-up in sixteen is two permutations and a choice of three instructions.
    /// There both halves of the table have a polynomial of their own, and one choice: the same bits.
    /// </remarks>
    [MethodImpl(Inline)]
    public static V Quartic<V, T>(ref readonly T table, int column, V places, V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float) && V.Count == 8 && Avx2.IsSupported && Fma.IsSupported)
            return Unsafe.BitCast<Vector256<float>, V>(Quartic(
                in Refs.As<T, float>(in Refs.AddReadOnly(in table, column * Column)),
                Unsafe.BitCast<V, Vector256<int>>(places), Unsafe.BitCast<V, Vector256<float>>(x)));
        V sum = V.MulAdd(V.LookUp(in table, column + 4, places), x, V.LookUp(in table, column + 3, places));
        sum = V.MulAdd(sum, x, V.LookUp(in table, column + 2, places));
        sum = V.MulAdd(sum, x, V.LookUp(in table, column + 1, places));
        return V.MulAdd(sum, x, V.LookUp(in table, column, places));
    }

    [MethodImpl(Inline)]
    private static Vector256<float> Quartic(ref readonly float columns, Vector256<int> places, Vector256<float> x)
        => Avx.BlendVariable(
            Half(in columns, places, x), Half(in Refs.AddReadOnly(in columns, Column / 2), places, x),
            (places << 28).AsSingle());

    [MethodImpl(Inline)]
    private static Vector256<float> Half(ref readonly float columns, Vector256<int> places, Vector256<float> x)
    {
        Vector256<float> sum = Fma.MultiplyAdd(
            OfEight(in columns, 4, places), x, OfEight(in columns, 3, places));
        sum = Fma.MultiplyAdd(sum, x, OfEight(in columns, 2, places));
        sum = Fma.MultiplyAdd(sum, x, OfEight(in columns, 1, places));
        return Fma.MultiplyAdd(sum, x, OfEight(in columns, 0, places));
    }

    [MethodImpl(Inline)]
    private static Vector256<float> OfEight(ref readonly float columns, int column, Vector256<int> places)
        => Avx2.PermuteVar8x32(Vector256.LoadUnsafe(in columns, (nuint)(column * Column)), places);

    // A permutation looks at three bits, a blend at the sign: the fourth bit, shifted there.
    [MethodImpl(Inline)]
    private static Vector256<float> Of(ref readonly float column, Vector256<int> places)
        => Avx.BlendVariable(
            Avx2.PermuteVar8x32(Vector256.LoadUnsafe(in column), places),
            Avx2.PermuteVar8x32(Vector256.LoadUnsafe(in column, 8), places),
            (places << 28).AsSingle());

    [MethodImpl(Inline)]
    private static Vector128<float> Of(ref readonly float column, Vector128<int> places)
    {
        Vector128<int> low = places & Vector128.Create(Column - 1);
        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<byte> at = ((low * 0x04040404) + Vector128.Create(0x03020100)).AsByte();
            return AdvSimd.Arm64.VectorTableLookup(
                (Vector128.LoadUnsafe(in column).AsByte(), Vector128.LoadUnsafe(in column, 4).AsByte(),
                    Vector128.LoadUnsafe(in column, 8).AsByte(), Vector128.LoadUnsafe(in column, 12).AsByte()), at)
                .AsSingle();
        }

        return Vector128.Create(
            Refs.AddReadOnly(in column, low.ToScalar()), Refs.AddReadOnly(in column, low.GetElement(1)),
            Refs.AddReadOnly(in column, low.GetElement(2)), Refs.AddReadOnly(in column, low.GetElement(3)));
    }
}
