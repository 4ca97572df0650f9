namespace VectorLoss.Autodiff;

/// <summary>The class labels of a tape: leaves of integers beside the leaves of numbers.</summary>
internal sealed class LabelStore
{
    private readonly Arena<int> memory = new();
    private readonly List<(Segment Segment, int Generation)> leaves = [];

    public int Count => leaves.Count;

    /// <summary>The labels of a leaf, in recorded order.</summary>
    public Span<int> this[int leaf] => memory[leaves[leaf].Segment];

    /// <summary>Adds a leaf of zeros that belongs to a recording and its present generation.</summary>
    public Labels Append(object owner, int generation, int count)
    {
        Segment segment = memory.Take(count);
        memory[segment].Clear();
        leaves.Add((segment, generation));
        return new(owner, leaves.Count - 1, generation);
    }

    /// <summary>The labels of a leaf that is still on the tape of this owner.</summary>
    public Span<int> Find(Labels handle, object owner)
        => ReferenceEquals(handle.Owner, owner) && handle.Index < leaves.Count
            && leaves[handle.Index].Generation == handle.Generation
            ? memory[leaves[handle.Index].Segment]
            : throw new ArgumentException("These labels belong to another tape, or were forgotten by a rewind.");

    public void Rewind(int count)
    {
        leaves.RemoveRange(count, leaves.Count - count);
        memory.Rewind(count == 0 ? default : leaves[^1].Segment);
    }
}
