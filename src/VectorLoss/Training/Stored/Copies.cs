namespace VectorLoss.Training;

/// <summary>Copies of arrays that are made again and again.</summary>
internal static class Copies
{
    /// <summary>A copy, in an old array where one of this length is given.</summary>
    public static T[] Of<T>(ReadOnlySpan<T> values, T[]? old)
    {
        if (old?.Length != values.Length)
            return values.ToArray();
        values.CopyTo(old);
        return old;
    }
}
