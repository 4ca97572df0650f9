using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>Polynomials from a table, the first coefficient in two parts.</summary>
internal static class Polynomial
{
    /// <summary>c₀ + c₁t + c₂t² + …, where all but the first term is right to 2⁻⁵³ of itself.</summary>
    /// <param name="row">Both parts of c₀, then c₁, c₂, …</param>
    /// <param name="t">The variable.</param>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Of(ReadOnlySpan<double> row, double t)
    {
        double sum = row[^1];
        for (int i = row.Length - 2; i > 1; i--)
            sum = Math.FusedMultiplyAdd(sum, t, row[i]);
        return DoubleDouble.SumOrdered(row[0], Math.FusedMultiplyAdd(sum, t, row[1]));
    }

    /// <summary>The piece of a table that x lies in, four pieces to an octave.</summary>
    /// <param name="rows">The pieces, each in powers of the distance from its middle.</param>
    /// <param name="length">How many numbers a piece has.</param>
    /// <param name="octave">The power of two with which the table begins.</param>
    /// <param name="x">From there to where the table ends.</param>
    public static DoubleDouble Piece(ReadOnlySpan<double> rows, int length, int octave, double x)
    {
        long first = (1023L + octave) * 4, quarter = BitConverter.DoubleToInt64Bits(x) >> 50;
        double middle = BitConverter.Int64BitsToDouble(quarter << 50 | 1L << 49);
        return Of(rows.Slice((int)(quarter - first) * length, length), x - middle);
    }
}
