namespace VectorLoss.Lanes;

/// <summary>
/// Zeroed memory that the collector never moves and whose first element lies at a cache line, so that it shares no
/// register and no line with other data.
/// </summary>
/// <typeparam name="T">The type of an element.</typeparam>
internal sealed class AlignedMemory<T> where T : unmanaged
{
    /// <summary>The first element lies at a multiple of this many bytes.</summary>
    public const int Alignment = CacheLine.Bytes;

    private readonly T[] array;
    private readonly int first;

    /// <summary>Allocates it.</summary>
    /// <param name="length">How many elements may be used.</param>
    public AlignedMemory(int length)
    {
        Length = length;
        array = CacheLine.Allocate<T>(length, zeroed: true, out first);
    }

    /// <summary>Elements in one cache line.</summary>
    public static int PerLine => CacheLine.Count<T>();

    /// <summary>Elements that may be used.</summary>
    public int Length { get; }

    /// <summary>A part of the memory.</summary>
    public Span<T> Slice(int start, int length) => array.AsSpan(first + start, length);
}
