namespace VectorLoss.Data;

/// <summary>What the elements of an array file are.</summary>
public enum NpyElement
{
    /// <summary>One byte, zero or not: <c>b1</c>.</summary>
    Boolean,

    /// <summary>8-bit whole number: <c>i1</c>.</summary>
    SByte,

    /// <summary>8-bit whole number, not below 0: <c>u1</c>.</summary>
    Byte,

    /// <summary>16-bit whole number: <c>i2</c>.</summary>
    Int16,

    /// <summary>16-bit whole number, not below 0: <c>u2</c>.</summary>
    UInt16,

    /// <summary>32-bit whole number: <c>i4</c>.</summary>
    Int32,

    /// <summary>32-bit whole number, not below 0: <c>u4</c>.</summary>
    UInt32,

    /// <summary>64-bit whole number: <c>i8</c>.</summary>
    Int64,

    /// <summary>64-bit whole number, not below 0: <c>u8</c>.</summary>
    UInt64,

    /// <summary>16-bit floating point: <c>f2</c>.</summary>
    Half,

    /// <summary>32-bit floating point: <c>f4</c>.</summary>
    Single,

    /// <summary>64-bit floating point: <c>f8</c>.</summary>
    Double,
}
