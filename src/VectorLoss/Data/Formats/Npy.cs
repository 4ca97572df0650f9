using System.Buffers.Binary;
using System.Text;

namespace VectorLoss.Data;

/// <summary>
/// Reads and writes NPY, NumPy's array file. Read are versions 1 to 3, both byte orders, C and Fortran order, and the
/// element types f2, f4, f8, i4, i8, u1 and b1; pickled objects are refused. Written is version 1, byte for byte as
/// numpy.save writes it.
/// </summary>
/// <remarks>Source of the format: NumPy enhancement proposal 1 and the padding rule of numpy/lib/format.py.</remarks>
public static class Npy
{
    /// <summary>The longest header that is read, in bytes; NumPy's own limit.</summary>
    public const int MaxHeader = 10_000;

    private const int Alignment = 64;
    private const int PrefixLength = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

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
    /// <typeparam name="T">float, double, int or long.</typeparam>
    /// <exception cref="ArgumentException">Shape and number of elements do not agree, or the type is not
    /// written.</exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Write<T>(string path, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : struct
    {
        using var content = new MemoryStream();
        Write(content, shape, values);
        AtomicFile.Write(path, content.WriteTo);
    }

    /// <summary>Writes an array to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="shape">The sizes, outermost first; empty for a single number.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <typeparam name="T">float, double, int or long.</typeparam>
    /// <exception cref="ArgumentException">Shape and number of elements do not agree, or the type is not
    /// written.</exception>
    public static void Write<T>(Stream stream, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : struct
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!LittleEndian.Writes<T>())
        {
            string reason = $"{typeof(T).Name} is not written; float, double, int and long are.";
            throw new ArgumentException(reason, nameof(values));
        }
        if (!ShapeArithmetic.TryCount(shape, out long count) || count != values.Length)
        {
            string reason = $"{values.Length} elements do not fill the shape {ShapeArithmetic.Name(shape)}.";
            throw new ArgumentException(reason, nameof(values));
        }
        char kind = typeof(T) == typeof(float) || typeof(T) == typeof(double) ? 'f' : 'i';
        string text = NpyHeader.Format($"<{kind}{LittleEndian.Size<T>()}", shape);
        // Between 1 and 64 blanks, then the line end: NumPy never writes none.
        int padding = Alignment - ((PrefixLength + text.Length + 1) % Alignment);
        int length = text.Length + padding + 1;
        byte[] header = new byte[PrefixLength + length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)length));
        Encoding.Latin1.GetBytes(text + new string(' ', padding) + "\n", header.AsSpan(PrefixLength));
        stream.Write(header);
        LittleEndian.Write(stream, values);
    }

    private static NpyArray ReadContent(Stream stream, string name)
    {
        string text = ReadHeader(stream, name);
        NpyHeader header = NpyHeader.Parse(text, name);
        (NpyElement element, bool swapped) = ParseType(header.Descr, name);
        int size = NpyArray.SizeOf(element);
        if (!ShapeArithmetic.TryCount(header.Shape, out long count) || count * size > Array.MaxLength)
        {
            throw new DataFormatException(name,
                $"the shape {ShapeArithmetic.Name(header.Shape)} has too many elements");
        }
        long left = stream.Length - stream.Position;
        if (left != count * size)
        {
            string kind = left < count * size ? "truncated" : "overlong";
            string reason = $"{kind}: {count} elements take {count * size} bytes, {left} are there";
            throw new DataFormatException(name, reason);
        }
        byte[] bytes = new byte[left];
        stream.ReadExactly(bytes);
        if (swapped)
        {
            for (int at = 0; at < bytes.Length; at += size)
                bytes.AsSpan(at, size).Reverse();
        }
        byte[] ordered = header.FortranOrder ? NpyArray.RowMajor(bytes, header.Shape, size) : bytes;
        return new NpyArray(header.Shape, element, ordered);
    }

    private static string ReadHeader(Stream stream, string name)
    {
        Span<byte> prefix = stackalloc byte[12];
        int read = stream.ReadAtLeast(prefix[..PrefixLength], PrefixLength, throwOnEndOfStream: false);
        if (read < PrefixLength || !prefix.StartsWith(Magic))
        {
            string reason = read < PrefixLength ? $"truncated: only {read} bytes" : "not an NPY file";
            throw new DataFormatException(name, reason);
        }
        byte version = prefix[6];
        if (version is < 1 or > 3 || prefix[7] != 0)
            throw new DataFormatException(name, $"NPY version {version}.{prefix[7]} is not read; 1.0, 2.0 and 3.0 are");
        int wide = version == 1 ? 0 : stream.ReadAtLeast(prefix[PrefixLength..], 2, throwOnEndOfStream: false);
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        long left = stream.Length - stream.Position;
        if ((version > 1 && wide < 2) || length > MaxHeader || length > left)
        {
            string reason = length > MaxHeader ? $"a header of {length} bytes is too long; {MaxHeader} is the limit"
                : $"truncated: a header of {length} bytes is declared, {left} are there";
            throw new DataFormatException(name, reason);
        }
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    private static (NpyElement Element, bool Swapped) ParseType(string descr, string name)
    {
        if (descr.Contains('O', StringComparison.Ordinal))
            throw new DataFormatException(name, "pickled Python objects are not read: they can run code");
        NpyElement? element = descr switch
        {
            "|b1" => NpyElement.Boolean,
            "|u1" => NpyElement.Byte,
            "<i4" or ">i4" => NpyElement.Int32,
            "<i8" or ">i8" => NpyElement.Int64,
            "<f2" or ">f2" => NpyElement.Half,
            "<f4" or ">f4" => NpyElement.Single,
            "<f8" or ">f8" => NpyElement.Double,
            _ => null,
        };
        string known = "f2, f4, f8, i4, i8 (either byte order), u1 and b1 are";
        return element is { } found
            ? (found, descr[0] == '>')
            : throw new DataFormatException(name, $"element type '{descr}' is not read; {known}");
    }
}
