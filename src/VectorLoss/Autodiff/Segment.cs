namespace VectorLoss.Autodiff;

/// <summary>A piece of an <see cref="Arena{T}"/>; it lies in one chunk.</summary>
internal readonly record struct Segment(int Chunk, int Start, int Length)
{
    /// <summary>Whether memory was taken at all.</summary>
    public bool Exists => Length > 0;
}
