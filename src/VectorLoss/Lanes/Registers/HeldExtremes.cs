using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// The largest of some floats and the least but 0, as exponents. Those of two factors tell before any multiplication
/// which steps of <see cref="HeldFloats"/> their sums of products need.
/// </summary>
internal readonly struct HeldExtremes(int largest, int least)
{
    /// <summary>The most products in a sum.</summary>
    public const int Depth = 512;

    // Of a float: the bias of its exponent, the bits of its fraction, the exponent of infinity and NaN.
    private const int Bias = 127, Fraction = 23, Special = 255;

    private readonly int largest = largest, least = least;

    /// <summary>The extremes from the bits of sizes.</summary>
    /// <param name="most">The largest bits in each lane.</param>
    /// <param name="fewest">The least bits less 1 in each lane, where those of 0 are the largest.</param>
    public static HeldExtremes Of(Vector128<uint> most, Vector128<uint> fewest)
    {
        uint largest = 0, least = uint.MaxValue;
        for (int lane = 0; lane < Vector128<uint>.Count; lane++)
        {
            largest = Math.Max(largest, most[lane]);
            least = Math.Min(least, fewest[lane]);
        }
        return new((int)(largest >> Fraction), (int)(least >> Fraction));
    }

    /// <summary>
    /// Whether no sum of <see cref="Depth"/> products is too large for a float. With its roundings it stays below
    /// twice that many times the largest product.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreFinite(HeldExtremes other)
        => largest < Special && other.largest < Special
            && largest + other.largest + 2 - 2 * Bias + int.Log2(2 * Depth) <= Bias;

    /// <summary>
    /// Whether all products are multiples of the least subnormal float. Then so are their sums, and a sum below the
    /// normal floats is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreCoarse(HeldExtremes other)
        => least + other.least - 2 * (Bias + Fraction) >= 1 - Bias - Fraction;
}
