using System.Globalization;

namespace VectorLoss.Lanes;

/// <summary>
/// A number of 16 bits as machine learning stores it: the sign, the 8 exponent bits and the first 7 fraction bits of a
/// float, so about 2.4 digits in the range of floats. A storage type without arithmetic: kernels compute with floats
/// and round once.
/// </summary>
/// <param name="Bits">The upper 16 bits of the float.</param>
public readonly record struct BFloat16(ushort Bits) : IFormattable
{
    /// <summary>The nearest to a float, of two the even one; off by at most 2⁻⁸ of it, relatively.</summary>
    /// <param name="number">Any number; NaN stays NaN, and what is beyond the range becomes an infinity.</param>
    public static explicit operator BFloat16(float number)
    {
        uint bits = BitConverter.SingleToUInt32Bits(number);
        return new((ushort)(float.IsNaN(number) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The same number as a float.</summary>
    /// <param name="number">Any number.</param>
    public static implicit operator float(BFloat16 number) => BitConverter.UInt32BitsToSingle((uint)number.Bits << 16);

    /// <inheritdoc/>
    public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider)
        => ((float)this).ToString(format, formatProvider);
}
