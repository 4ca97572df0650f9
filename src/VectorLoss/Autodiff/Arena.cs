using VectorLoss.Lanes;

namespace VectorLoss.Autodiff;

/// <summary>
/// Memory that is handed out like a stack, in chunks that never move and are never freed. Tensors that are recorded
/// again after a rewind reuse the same chunks.
/// </summary>
internal sealed class Arena<T> where T : unmanaged
{
    // A small network fits one chunk; a large tensor gets a chunk of its own.
    private const int ChunkBytes = 1 << 16;

    private readonly List<AlignedMemory<T>> chunks = [];
    private int chunk;
    private int used;

    /// <summary>The elements of a segment.</summary>
    public Span<T> this[Segment segment] => chunks[segment.Chunk].Slice(segment.Start, segment.Length);

    /// <summary>Elements in all chunks.</summary>
    public long Capacity => chunks.Sum(c => (long)c.Length);

    /// <summary>Takes memory for <paramref name="length"/> elements; it is not cleared.</summary>
    public Segment Take(int length)
    {
        int line = AlignedMemory<T>.PerLine;
        int room = checked((length + line - 1) / line * line);
        while (chunk < chunks.Count && chunks[chunk].Length - used < room)
            (chunk, used) = (chunk + 1, 0);
        if (chunk == chunks.Count)
            chunks.Add(new(Math.Max(room, ChunkBytes / AlignedMemory<T>.Alignment * line)));
        Segment segment = new(chunk, used, length);
        used += room;
        return segment;
    }

    /// <summary>Sees to it that so many segments with so many elements in all come to lie side by side.</summary>
    public void Reserve(long length, int segments)
    {
        int line = AlignedMemory<T>.PerLine;
        long room = length + ((long)segments * line);
        // More than an array holds is taken piece by piece.
        if (room > Array.MaxLength / 2 || (chunk < chunks.Count && chunks[chunk].Length - used >= room))
            return;
        while (chunk < chunks.Count && chunks[chunk].Length - used < room)
            (chunk, used) = (chunk + 1, 0);
        if (chunk == chunks.Count)
            chunks.Add(new((int)Math.Max(room, ChunkBytes / AlignedMemory<T>.Alignment * line)));
    }

    /// <summary>Gives back everything that was taken after a segment; without a segment, everything.</summary>
    public void Rewind(Segment last)
    {
        int line = AlignedMemory<T>.PerLine;
        (chunk, used) = last.Exists ? (last.Chunk, last.Start + (last.Length + line - 1) / line * line) : (0, 0);
    }
}
