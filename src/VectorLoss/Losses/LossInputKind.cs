namespace VectorLoss.Losses;

/// <summary>Which shape an input of a loss has beside the first input.</summary>
public enum LossInputKind
{
    /// <summary>The shape of the first input: one number for each of its numbers.</summary>
    PerElement,

    /// <summary>One number a row: the shape of the first input without its last dimension.</summary>
    PerRow,

    /// <summary>One number a column, the same for all rows.</summary>
    PerColumn,

    /// <summary>A shape of its own, which the loss documents.</summary>
    Own,

    /// <summary>One number for the whole batch.</summary>
    Single,
}
