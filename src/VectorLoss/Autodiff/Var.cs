namespace VectorLoss.Autodiff;

/// <summary>
/// A variable of one tape: a handle that knows its tape, its position and when it was recorded, so that a tape refuses
/// a variable of another tape and one that a rewind has forgotten. The default value belongs to no tape.
/// </summary>
public readonly record struct Var
{
    internal Var(object owner, int position, int generation)
        => (Owner, Position, Generation) = (owner, position, generation);

    internal object? Owner { get; }

    internal int Position { get; }

    internal int Generation { get; }

    /// <summary>The position on the tape, such as #3.</summary>
    public override string ToString() => Owner is null ? "no variable" : $"#{Position}";
}

/// <summary>Class labels on a tape: a leaf of integers.</summary>
public readonly record struct Labels
{
    internal Labels(object owner, int index, int generation)
        => (Owner, Index, Generation) = (owner, index, generation);

    internal object? Owner { get; }

    internal int Index { get; }

    internal int Generation { get; }
}

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

/// <summary>What a backward pass does with the gradients of parameters and inputs that it finds.</summary>
public enum GradientMode
{
    /// <summary>Replaces them.</summary>
    Overwrite,

    /// <summary>Adds to them: the gradient of a large batch that arrives in parts.</summary>
    Accumulate,
}

/// <summary>A direction of a matrix.</summary>
public enum Axis
{
    /// <summary>The rows are added together: m×n becomes 1×n.</summary>
    Rows,

    /// <summary>The columns are added together: m×n becomes m×1.</summary>
    Columns,
}
