namespace VectorLoss.Losses;

/// <summary>Which numbers an input of a loss may hold.</summary>
public enum Domain
{
    /// <summary>Any real number.</summary>
    Real,

    /// <summary>Numbers above zero.</summary>
    Positive,

    /// <summary>Zero and above.</summary>
    NonNegative,

    /// <summary>From 0 to 1, both included.</summary>
    Probability,

    /// <summary>−1 or +1.</summary>
    Sign,

    /// <summary>A class index, 0 and above.</summary>
    Label,

    /// <summary>0 and below, −∞ included: the logarithm of a probability.</summary>
    LogProbability,

    /// <summary>Radians, at most 2²⁰ in size: of larger angles a float has lost where in the turn they are.</summary>
    Angle,

    /// <summary>0 or 1: whether something is a member.</summary>
    Bit,

    /// <summary>How many steps of a sequence count: a whole number above 0.</summary>
    Length,
}
