namespace VectorLoss.Checking;

/// <summary>The floating-point format that a checked function computes in.</summary>
public enum NumberPrecision
{
    /// <summary>IEEE 754 binary64, with a relative rounding error of 2⁻⁵³.</summary>
    Double,

    /// <summary>IEEE 754 binary32, with a relative rounding error of 2⁻²⁴; the point is moved between numbers of this
    /// format only.</summary>
    Float,
}
