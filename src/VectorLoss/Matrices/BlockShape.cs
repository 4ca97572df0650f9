using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>The sizes of the blocks and strips that a product is cut into.</summary>
internal static class BlockShape
{
    /// <summary>The longest chain of additions along k. The bits of a product depend on it.</summary>
    public const int Depth = 512;

    /// <summary>Columns of a block of B. The block is 2 MB of floats, for the third-level cache.</summary>
    public const int Columns = 1024;

    // A strip of A, for the second-level cache; and the columns of B that are packed at a time beside it.
    private const int StripBytes = 528 * 1024, GroupBytes = 512 * 1024;

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

    /// <summary>Rows of a strip of A: 264 of floats, 132 of doubles.</summary>
    public static int StripRows<T>() where T : unmanaged => StripBytes / (Depth * Refs.SizeOf<T>());

    /// <summary>
    /// Columns of B that are packed at a time where one strip has all rows, so that nothing packed is read again: 256
    /// of floats, 128 of doubles.
    /// </summary>
    public static int GroupColumns<T>() where T : unmanaged => GroupBytes / (Depth * Refs.SizeOf<T>());

    /// <summary>
    /// The rows of each strip but the last: the strips are as equal as whole tiles of <paramref name="grain"/> rows
    /// allow.
    /// </summary>
    public static int RowsOfStrip<T>(int rows, int grain) where T : unmanaged
    {
        int most = StripRows<T>();
        if (rows <= most)
        {
            return rows;
        }

        int strips = (rows + most - 1) / most;
        return ((rows + strips - 1) / strips + grain - 1) / grain * grain;
    }
}
