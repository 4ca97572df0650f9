namespace VectorLoss.Autodiff;

/// <summary>Class labels on a tape: the handle of a leaf of integers.</summary>
public readonly record struct Labels
{
    internal Labels(object owner, int index, int generation)
        => (Owner, Index, Generation) = (owner, index, generation);

    internal object? Owner { get; }

    internal int Index { get; }

    internal int Generation { get; }
}
