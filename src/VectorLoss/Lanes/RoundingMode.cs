namespace VectorLoss.Lanes;

/// <summary>Where a result goes that lies between two floating-point numbers.</summary>
public enum RoundingMode
{
    /// <summary>To the nearest, of two equally near to the even one: the default of IEEE 754 and of .NET.</summary>
    ToNearest,

    /// <summary>Towards +∞.</summary>
    Up,

    /// <summary>Towards −∞.</summary>
    Down,

    /// <summary>Towards 0.</summary>
    TowardZero,

    /// <summary>None of these.</summary>
    Unknown,
}
