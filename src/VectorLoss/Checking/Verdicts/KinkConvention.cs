namespace VectorLoss.Checking;

/// <summary>Which derivative a kink is declared to have.</summary>
public enum KinkConvention
{
    /// <summary>Any between the two limits.</summary>
    Between,

    /// <summary>The one of least size: 0 where the limits have opposite signs.</summary>
    LeastNorm,
}
