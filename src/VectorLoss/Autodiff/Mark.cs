namespace VectorLoss.Autodiff;

/// <summary>A place on a tape to rewind to.</summary>
public readonly record struct Mark
{
    internal Mark(object owner, int position, int labels, int generation)
        => (Owner, Position, Labels, Generation) = (owner, position, labels, generation);

    internal object? Owner { get; }

    internal int Position { get; }

    internal int Labels { get; }

    internal int Generation { get; }
}
