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
