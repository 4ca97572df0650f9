namespace VectorLoss.Data;

/// <summary>
/// Reads and writes NPY, NumPy's array file. Read are versions 1 to 3, both byte orders, C and Fortran order, and whole
/// numbers, floating point and truth values of every size and spelling that NumPy reads; pickled objects are refused.
/// Written is version 1, byte for byte as numpy.save writes it.
/// </summary>
/// <remarks>Source of the format: NumPy enhancement proposal 1 and the padding rule of numpy/lib/format.py.</remarks>
public static class Npy
{
    /// <summary>The longest header that is read, in bytes; NumPy's own limit.</summary>
    public const int MaxHeader = 10_000;

    /// <summary>Reads an array.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or of a kind that is not read.</exception>
    public static NpyArray Read(string path) => DataSource.Read(path, ReadContent);

    /// <summary>Reads an array from a seekable stream, from its position to its end.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged, or of a kind that is not read.</exception>
    public static NpyArray Read(Stream stream, string name) => DataSource.ReadStream(stream, name, ReadContent);

    /// <summary>Writes an array to a file, atomically: the old content or the new, never a part.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="shape">The sizes, outermost first; empty for a single number.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <typeparam name="T">float, double, Half, bool, or a whole number of 8 to 64 bits.</typeparam>
    /// <exception cref="ArgumentException">
    /// Shape and number of elements do not agree, or the type is not written.
    /// </exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Write<T>(string path, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : struct
    {
        using MemoryStream content = new();
        Write(content, shape, values);
        AtomicFile.Write(path, content.WriteTo);
    }

    /// <summary>Writes an array to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="shape">The sizes, outermost first; empty for a single number.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <typeparam name="T">float, double, Half, bool, or a whole number of 8 to 64 bits.</typeparam>
    /// <exception cref="ArgumentException">
    /// Shape and number of elements do not agree, or the type is not written.
    /// </exception>
    public static void Write<T>(Stream stream, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : struct
    {
        ArgumentNullException.ThrowIfNull(stream);
        NpyElement element = Check(shape, values);
        stream.Write(NpyPrefix.Format(NpyHeader.Format(NpyType.Format(element), shape)));
        LittleEndian.Write(stream, values);
    }

    /// <summary>Writes an array to a stream.</summary>
    internal static void Write(Stream stream, NpyArray array)
    {
        stream.Write(NpyPrefix.Format(NpyHeader.Format(NpyType.Format(array.Element), array.Shape)));
        stream.Write(array.Bytes);
    }

    /// <summary>The element that the values are, if they fill the shape.</summary>
    internal static NpyElement Check<T>(ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : struct
    {
        if (Elements.Of<T>() is not { } element)
        {
            throw new ArgumentException(
                $"{typeof(T).Name} is not written; float, double, Half, bool and whole numbers are.", nameof(values));
        }
        if (!ShapeArithmetic.TryCount(shape, out long count) || count != values.Length)
        {
            string reason = $"{values.Length} elements do not fill the shape {ShapeArithmetic.Name(shape)}.";
            throw new ArgumentException(reason, nameof(values));
        }
        return element;
    }

    /// <summary>Reads an array from a stream that ends after <paramref name="length"/> bytes.</summary>
    internal static NpyArray Read(Stream stream, string name, long length)
    {
        string text = NpyPrefix.ReadHeader(stream, name, ref length);
        NpyHeader header = NpyHeader.Parse(text, name);
        (NpyElement element, bool isBigEndian) = NpyType.Parse(header.Descr, name);
        int size = Elements.Size(element);
        if (!ShapeArithmetic.TryCount(header.Shape, out long count) || count * size > Array.MaxLength)
        {
            string shape = ShapeArithmetic.Name(header.Shape);
            throw new DataFormatException(name, $"the shape {shape} has too many elements");
        }
        if (length != count * size)
        {
            string kind = length < count * size ? "truncated" : "overlong";
            string reason = $"{kind}: {count} elements take {count * size} bytes, {length} are there";
            throw new DataFormatException(name, reason);
        }
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        if (isBigEndian)
        {
            for (int at = 0; at < bytes.Length; at += size)
                bytes.AsSpan(at, size).Reverse();
        }
        byte[] ordered = header.FortranOrder ? NpyArray.RowMajor(bytes, header.Shape, size) : bytes;
        return new NpyArray(header.Shape, element, ordered);
    }

    private static NpyArray ReadContent(Stream stream, string name)
        => Read(stream, name, stream.Length - stream.Position);
}
