namespace VectorLoss.Data;

/// <summary>The type strings of NumPy: how an element is spelled, and in which order its bytes lie.</summary>
/// <remarks>Source: NumPy's manual, "Data type objects": array-protocol strings, one-character codes and
/// names.</remarks>
internal static class NpyType
{
    // One row an element: its code, then every other spelling. A long is that of 64-bit Linux and macOS.
    private static readonly (NpyElement Element, string[] Spellings)[] Rows =
    [
        (NpyElement.Boolean, ["b1", "?", "bool", "bool_", "bool8"]),
        (NpyElement.SByte, ["i1", "b", "int8", "byte"]),
        (NpyElement.Byte, ["u1", "B", "uint8", "ubyte"]),
        (NpyElement.Int16, ["i2", "h", "int16", "short"]),
        (NpyElement.UInt16, ["u2", "H", "uint16", "ushort"]),
        (NpyElement.Int32, ["i4", "i", "int32", "intc"]),
        (NpyElement.UInt32, ["u4", "I", "uint32", "uintc"]),
        (NpyElement.Int64, ["i8", "l", "q", "p", "int64", "int", "int_", "long", "longlong", "intp"]),
        (NpyElement.UInt64, ["u8", "L", "Q", "P", "uint64", "uint", "ulong", "ulonglong", "uintp"]),
        (NpyElement.Half, ["f2", "e", "float16", "half"]),
        (NpyElement.Single, ["f4", "f", "float32", "single"]),
        (NpyElement.Double, ["f8", "d", "float64", "double", "float"]),
    ];

    /// <summary>The element that a type string names, and whether its bytes lie in the order of big-endian.</summary>
    /// <exception cref="DataFormatException">The string names no number that is read.</exception>
    public static (NpyElement Element, bool IsBigEndian) Parse(string text, string file)
    {
        if (text.TrimStart('<', '>', '=', '|') is "O" or "O4" or "O8" or "object")
            throw new DataFormatException(file, "pickled Python objects are not read: they can run code");
        // "=" and none are the order of the machine that reads; "|" is for single bytes, where no order shows.
        char order = text is ['<' or '>' or '=' or '|', ..] ? text[0] : '=';
        string spelling = text is ['<' or '>' or '=' or '|', ..] ? text[1..] : text;
        foreach ((NpyElement element, string[] spellings) in Rows)
        {
            if (Array.IndexOf(spellings, spelling) >= 0)
                return (element, order == '>' || (order != '<' && !BitConverter.IsLittleEndian));
        }
        throw new DataFormatException(file, $"element type '{Excerpt.Of(text)}' is not read; "
            + "b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 and f8 are");
    }

    /// <summary>The type string as NumPy writes it, such as &lt;f4 or |u1.</summary>
    public static string Format(NpyElement element)
        => (Elements.Size(element) == 1 ? "|" : "<") + Array.Find(Rows, row => row.Element == element).Spellings[0];
}
