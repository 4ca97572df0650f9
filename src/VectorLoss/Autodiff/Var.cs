namespace VectorLoss.Autodiff;

/// <summary>
/// A variable of one tape: a handle that knows its tape, its position and when it was recorded. So a tape refuses a
/// variable of another tape and one that a rewind has forgotten. The default value belongs to no tape.
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
