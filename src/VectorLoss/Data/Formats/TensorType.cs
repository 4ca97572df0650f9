namespace VectorLoss.Data;

/// <summary>The element types that the safetensors format names.</summary>
internal static class TensorType
{
    /// <summary>The types whose elements are read.</summary>
    public const string Read = "F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8 and BOOL are";

    /// <summary>The upper half of a float: widened by 16 zero bits.</summary>
    public const string BFloat16 = "BF16";

    /// <summary>The bits of an element; null for a type that the format did not name yet.</summary>
    public static int? Bits(string type) => type switch
    {
        "F64" or "I64" or "U64" or "C64" => 64,
        "F32" or "I32" or "U32" => 32,
        "F16" or BFloat16 or "I16" or "U16" => 16,
        "I8" or "U8" or "BOOL" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 8,
        "F6_E2M3" or "F6_E3M2" => 6,
        "F4" => 4,
        _ => null,
    };

    /// <summary>What an element is; null for a type that is not read, and for BF16.</summary>
    public static NpyElement? Element(string type) => type switch
    {
        "F64" => NpyElement.Double,
        "F32" => NpyElement.Single,
        "F16" => NpyElement.Half,
        "I64" => NpyElement.Int64,
        "I32" => NpyElement.Int32,
        "I16" => NpyElement.Int16,
        "I8" => NpyElement.SByte,
        "U64" => NpyElement.UInt64,
        "U32" => NpyElement.UInt32,
        "U16" => NpyElement.UInt16,
        "U8" => NpyElement.Byte,
        "BOOL" => NpyElement.Boolean,
        _ => null,
    };
}
