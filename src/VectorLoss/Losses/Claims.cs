namespace VectorLoss.Losses;

/// <summary>What a card promises about a loss, for properties that some losses have and others do not.</summary>
[Flags]
public enum Claims
{
    /// <summary>Nothing beyond value and slope.</summary>
    None = 0,

    /// <summary>The value is never below zero.</summary>
    NonNegative = 1,

    /// <summary>The value is zero where the prediction equals the target.</summary>
    ZeroAtTarget = 2,

    /// <summary>The value is convex in the prediction.</summary>
    Convex = 4,

    /// <summary>The value depends on prediction − target only.</summary>
    ResidualOnly = 8,
}
