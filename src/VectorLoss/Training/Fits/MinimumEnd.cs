namespace VectorLoss.Training;

/// <summary>Why a minimisation ended.</summary>
public enum MinimumEnd
{
    /// <summary>Every component of the gradient is at most the tolerance.</summary>
    GradientSmall,

    /// <summary>The value, or the point, moves by less than the tolerance.</summary>
    Settled,

    /// <summary>No step along a direction of descent gives a smaller value: rounding, or a wrong gradient.</summary>
    NoDescent,

    /// <summary>All evaluations that were allowed are made.</summary>
    EvaluationsSpent,

    /// <summary>The value at the start is NaN or infinite.</summary>
    NotFinite,
}
