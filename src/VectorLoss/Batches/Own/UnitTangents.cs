using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Tangents of what <see cref="UnitRows"/> computes, in double and rounded once.</summary>
internal static class UnitTangents
{
    /// <summary>
    /// v becomes (v − x̂(x̂·v))/‖x‖ of every row, the tangent of its unit row; x̂·v is that of its length.
    /// </summary>
    public static void Normalise<T>(ReadOnlySpan<T> units, ReadOnlySpan<T> inverses, ReadOnlySpan<int> exponents,
        int columns, Span<T> tangents, Span<T> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0, row = 0; at < units.Length; at += columns, row++)
        {
            ReadOnlySpan<T> unit = units.Slice(at, columns);
            Span<T> tangent = tangents.Slice(at, columns);
            double along = ProductSum.InOrder<T>(unit, tangent), inverse = Inverse(inverses, exponents, row);
            lengths[row] = T.CreateTruncating(along);
            for (int c = 0; c < columns; c++)
                tangent[c] = T.CreateTruncating(inverse * (Wide(tangent[c]) - Wide(unit[c]) * along));
        }
    }

    /// <summary>
    /// Adds to every row the tangent of its gradient dx = (d − x̂(x̂·d))/‖x‖, where x̂, d and ‖x‖ have tangents.
    /// </summary>
    /// <param name="units">The unit rows.</param>
    /// <param name="unitTangents">Their tangents.</param>
    /// <param name="inverses">1/‖x·2⁻ᵏ‖ of every row.</param>
    /// <param name="exponents">The k of every row.</param>
    /// <param name="dUnits">The gradient by the unit rows.</param>
    /// <param name="dUnitTangents">Its tangents.</param>
    /// <param name="lengths">The tangent of the length of every row.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="product">Rows × columns numbers, to which is added.</param>
    public static void AddBackward<T>(ReadOnlySpan<T> units, ReadOnlySpan<T> unitTangents, ReadOnlySpan<T> inverses,
        ReadOnlySpan<int> exponents, ReadOnlySpan<T> dUnits, ReadOnlySpan<T> dUnitTangents, ReadOnlySpan<T> lengths,
        int columns, Span<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0, row = 0; at < units.Length; at += columns, row++)
        {
            ReadOnlySpan<T> unit = units.Slice(at, columns), tangent = unitTangents.Slice(at, columns),
                slope = dUnits.Slice(at, columns), change = dUnitTangents.Slice(at, columns);
            double inverse = Inverse(inverses, exponents, row), longer = inverse * Wide(lengths[row]),
                along = ProductSum.InOrder(unit, slope),
                moved = ProductSum.InOrder(tangent, slope) + ProductSum.InOrder(unit, change);
            for (int c = 0; c < columns; c++)
                product[at + c] += T.CreateTruncating(inverse * (Wide(change[c]) - Wide(tangent[c]) * along
                    - Wide(unit[c]) * moved - longer * (Wide(slope[c]) - Wide(unit[c]) * along)));
        }
    }

    private static double Inverse<T>(ReadOnlySpan<T> inverses, ReadOnlySpan<int> exponents, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.ScaleB(Wide(inverses[row]), -exponents[row]);

    private static double Wide<T>(T number) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => double.CreateTruncating(number);
}
