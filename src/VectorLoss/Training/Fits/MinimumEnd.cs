namespace VectorLoss.Training;

/// <summary>Why a minimisation ended.</summary>
public enum MinimumEnd
{
    /// <summary>Every component of the gradient is at most the tolerance.</summary>
    GradientSmall,

    /// <summary>The value, or the point, moves by less than the tolerance, though nothing cuts the step
    /// short.</summary>
    Settled,

    /// <summary>No step along a direction of descent gives a smaller value: rounding, a wrong gradient, or
    /// the end of the domain.</summary>
    NoDescent,

    /// <summary>All evaluations that were allowed are made.</summary>
    EvaluationsSpent,

    /// <summary>The start, its value or the sum of squares of its slopes is NaN or infinite.</summary>
    NotFinite,
}
