using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>The transposition of a matrix, in blocks that stay in registers.</summary>
internal static class Transposition
{
    // A tile of 16 × 16 floats touches 16 lines of each matrix: both stay in the first-level cache.
    private const int Tile = 16;

    /// <summary>Writes, or adds, the transpose of a rows × columns matrix.</summary>
    /// <param name="rows">Rows of the source, columns of the destination.</param>
    /// <param name="columns">Columns of the source, rows of the destination.</param>
    /// <param name="source">rows · columns numbers, row-major.</param>
    /// <param name="destination">columns · rows numbers, row-major.</param>
    /// <param name="adds">Whether the destination is added to instead of written.</param>
    public static void Transpose<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination, bool adds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (adds)
        {
            Add(rows, columns, source, destination);
        }
        else
        {
            Write(source, columns, rows, columns, destination, rows);
        }
    }

    /// <summary>Writes the transpose of rows that lie apart to rows that lie apart.</summary>
    /// <param name="source">The rows × columns matrix.</param>
    /// <param name="sourceStride">From one row of the source to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="destination">The columns × rows matrix; what lies between its rows stays.</param>
    /// <param name="destinationStride">From one row of the destination to the next.</param>
    public static void Write<T>(
        ReadOnlySpan<T> source, int sourceStride, int rows, int columns, Span<T> destination, int destinationStride)
        where T : unmanaged
    {
        Debug.Assert(rows == 0 || columns == 0 || (rows - 1L) * sourceStride + columns <= source.Length);
        Debug.Assert(rows == 0 || columns == 0 || (columns - 1L) * destinationStride + rows <= destination.Length);
        Write(in Refs.Start(source), sourceStride, rows, columns, ref Refs.Start(destination), destinationStride);
    }

    /// <summary>
    /// The same without checking bounds; the caller has checked them. The last blocks overlap the ones before them:
    /// what is written twice is the same.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Write<T>(
        ref readonly T source, nint sourceStride, int rows, int columns, ref T destination, nint destinationStride)
        where T : unmanaged
    {
        if (rows < TransposeBlock.Side || columns < TransposeBlock.Side)
        {
            WriteNarrow(in source, sourceStride, rows, columns, ref destination, destinationStride);
            return;
        }

        for (int top = 0, height; top < rows; top += height)
        {
            height = rows - top >= TransposeBlock.TallHeight ? TransposeBlock.TallHeight : TransposeBlock.Side;
            nint row = Math.Min(top, rows - height);
            ref readonly T from = ref Refs.AddReadOnly(in source, row * sourceStride);
            for (nint left = 0; left < columns; left += TransposeBlock.Side)
            {
                nint column = Math.Min(left, columns - TransposeBlock.Side);
                ref T to = ref Refs.Add(ref destination, column * destinationStride + row);
                if (height == TransposeBlock.TallHeight)
                {
                    TransposeBlock.Tall(in Refs.AddReadOnly(in from, column), sourceStride, ref to, destinationStride);
                }
                else
                {
                    TransposeBlock.Square(
                        in Refs.AddReadOnly(in from, column), sourceStride, ref to, destinationStride);
                }
            }
        }
    }

    /// <summary>Number by number: a side is shorter than a block.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void WriteNarrow<T>(
        ref readonly T source, nint sourceStride, int rows, int columns, ref T destination, nint destinationStride)
        where T : unmanaged
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Refs.Add(ref destination, column * destinationStride + row)
                    = Refs.AddReadOnly(in source, row * sourceStride + column);
            }
        }
    }

    private static void Add<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int top = 0; top < rows; top += Tile)
        {
            for (int left = 0; left < columns; left += Tile)
            {
                for (int row = top; row < Math.Min(top + Tile, rows); row++)
                {
                    for (int column = left; column < Math.Min(left + Tile, columns); column++)
                    {
                        destination[column * rows + row] += source[row * columns + column];
                    }
                }
            }
        }
    }
}
