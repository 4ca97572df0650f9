namespace VectorLoss.Data;

/// <summary>The one place that multiplies sizes from a file.</summary>
internal static class ShapeArithmetic
{
    /// <summary>The sizes for a message, such as 3 × 28 × 28.</summary>
    internal static string Name(ReadOnlySpan<int> shape)
        => shape.Length == 0 ? "()" : string.Join(" × ", shape.ToArray());

    /// <summary>
    /// The product of the sizes, 1 if there are none; false if a size is negative or the product has more than 31
    /// bits.
    /// </summary>
    internal static bool TryCount(ReadOnlySpan<int> shape, out long count)
    {
        count = 1;
        foreach (int size in shape)
        {
            // Both factors are below 2^31, so the product cannot wrap round.
            count *= size;
            if (size < 0 || count > int.MaxValue)
                return false;
        }
        return true;
    }
}
