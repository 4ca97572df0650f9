using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Copies parts of matrices.</summary>
internal static class Submatrix
{
    /// <summary>Copies, or adds, a part of one matrix to a part of another.</summary>
    /// <param name="from">The matrix that is read.</param>
    /// <param name="fromStart">Where its part begins.</param>
    /// <param name="fromStride">From one of its rows to the next.</param>
    /// <param name="to">The matrix that is written.</param>
    /// <param name="toStart">Where its part begins.</param>
    /// <param name="toStride">From one of its rows to the next.</param>
    /// <param name="part">The size of the part.</param>
    /// <param name="adds">Whether the numbers are added to those that are there.</param>
    public static void Copy<T>(ReadOnlySpan<T> from, int fromStart, int fromStride, Span<T> to, int toStart,
        int toStride, Shape part, bool adds) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Whole rows are one long row, which has one tail.
        if (fromStride == part.Columns && toStride == part.Columns)
            part = Shape.Row(part.Count);
        Broadcasting.Store(new MatrixView<T>(from[fromStart..], fromStride, 1), part.Rows, part.Columns,
            to[toStart..], toStride, adds);
    }
}
