using System.Numerics;

namespace VectorLoss.Spans;

/// <summary>Rows and columns changed for each other.</summary>
internal static class Transposition
{
    // A tile of 16 × 16 floats touches 16 lines of each matrix: both stay in the first cache.
    private const int Tile = 16;

    /// <summary>Writes, or adds, the transpose of a rows × columns matrix.</summary>
    public static void Transpose<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination, bool adds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int top = 0; top < rows; top += Tile)
            for (int left = 0; left < columns; left += Tile)
                for (int row = top; row < Math.Min(top + Tile, rows); row++)
                    for (int column = left; column < Math.Min(left + Tile, columns); column++)
                    {
                        ref T target = ref destination[column * rows + row];
                        T value = source[row * columns + column];
                        target = adds ? target + value : value;
                    }
    }
}
