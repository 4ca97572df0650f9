namespace VectorLoss.Batches;

/// <summary>A cluster of the classes of an <see cref="AdaptiveLayer{T}"/>.</summary>
/// <param name="First">Its first class.</param>
/// <param name="Classes">How many it has.</param>
/// <param name="Projected">Features behind its projection.</param>
/// <param name="Features">Features before it.</param>
internal readonly record struct AdaptiveTail(int First, int Classes, int Projected, int Features)
{
    /// <summary>Numbers of the projection.</summary>
    public int Projection => Projected * Features;

    /// <summary>Numbers of projection and weight.</summary>
    public long Length => (long)Projected * (Features + (long)Classes);

    /// <summary>Whether a label is one of its classes.</summary>
    public bool Has(int label) => label >= First && label - First < Classes;
}
