using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>Whether what <see cref="IRowLoss.Sizes"/> names of a row is of a size that its formulas can take.</summary>
internal static class OrdinarySize
{
    /// <summary>Whether all lie within 2^±exponent.</summary>
    [MethodImpl(Compiled.Early)]
    public static bool Within(Triple<Lane1<double>> sizes, int exponent)
    {
        double largest = PowerOfTwo(exponent), least = PowerOfTwo(-exponent);
        double a = sizes.First.Number, b = sizes.Second.Number, c = sizes.Third.Number;
        return a >= least && a <= largest && b >= least && b <= largest && c >= least && c <= largest;
    }

    // Of a constant it is one; Math.ScaleB is a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(int n) => BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);
}
