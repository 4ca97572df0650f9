namespace VectorLoss.Matrices;

/// <summary>The sizes of the blocks and strips that a product is cut into.</summary>
internal static class BlockShape
{
    /// <summary>The longest chain of additions along k. The bits of a product depend on it.</summary>
    public const int Depth = 512;

    /// <summary>Columns of a block of B. The block is 2 MB of floats, for the third-level cache.</summary>
    public const int Columns = 1024;

    /// <summary>Rows of a strip of A. The strip is half a megabyte, for the second-level cache.</summary>
    public const int StripRows = 264;

    /// <summary>
    /// The largest side of a product. The loops count in steps of at most a block, and a count beyond the last side
    /// would overflow above it.
    /// </summary>
    public const int LargestSide = int.MaxValue - 2 * Columns;

    /// <summary>
    /// The number of blocks along k, at least 1; all have the same length, but the last may be shorter.
    /// </summary>
    public static int DepthBlocks(int k) => Math.Max(1, (k + Depth - 1) / Depth);

    /// <summary>The length of the blocks along k, at least 1; the last may be shorter.</summary>
    public static int DepthLength(int k) => Math.Max(1, (k + DepthBlocks(k) - 1) / DepthBlocks(k));

    /// <summary>
    /// The rows of each strip but the last: the strips are as equal as whole tiles of <paramref name="grain"/> rows
    /// allow.
    /// </summary>
    public static int RowsOfStrip(int rows, int grain)
    {
        if (rows <= StripRows)
        {
            return rows;
        }

        int strips = (rows + StripRows - 1) / StripRows;
        return ((rows + strips - 1) / strips + grain - 1) / grain * grain;
    }
}
