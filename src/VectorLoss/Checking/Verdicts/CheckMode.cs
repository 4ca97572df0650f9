namespace VectorLoss.Checking;

/// <summary>How many coordinates are looked at one by one.</summary>
public enum CheckMode
{
    /// <summary>All.</summary>
    Exhaustive,

    /// <summary>None: random directions, and bisection to the bad coordinate when one of them disagrees.</summary>
    Fast,
}
