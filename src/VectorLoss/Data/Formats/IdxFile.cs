namespace VectorLoss.Data;

/// <summary>
/// The content of one IDX file of unsigned bytes: labels (count) or images (count × rows × columns), row-major.
/// </summary>
public sealed class IdxFile
{
    private readonly byte[] values;
    private readonly int[] dimensions;

    internal IdxFile(int[] dimensions, byte[] values)
    {
        this.dimensions = dimensions;
        this.values = values;
    }

    /// <summary>The sizes, outermost first; all positive.</summary>
    public ReadOnlySpan<int> Dimensions => dimensions;

    /// <summary>Every element; the length is the product of <see cref="Dimensions"/>.</summary>
    public ReadOnlySpan<byte> Values => values;

    /// <summary>The number of labels or images.</summary>
    public int Count => dimensions[0];

    internal byte[] Array => values;
}
