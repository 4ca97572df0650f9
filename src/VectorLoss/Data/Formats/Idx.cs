using System.Buffers.Binary;
using System.IO.Compression;

namespace VectorLoss.Data;

/// <summary>
/// Reads and writes IDX, the format of the MNIST files: a big-endian magic number (0, 0, element type, rank), the
/// sizes as big-endian 32-bit numbers, then the elements. Only unsigned bytes are read. A file may be
/// gzip-compressed: its first two bytes tell, not its name.
/// </summary>
/// <remarks>
/// Everything that the header says is checked before memory is asked for, and a compressed file is inflated to the
/// declared length plus one byte, never further. Source of the format: the MNIST database page of LeCun, Cortes and
/// Burges.
/// </remarks>
public static class Idx
{
    /// <summary>
    /// The most elements that a file may declare (1 GiB of bytes: 22 times the MNIST training images).
    /// </summary>
    public const int MaxElements = 1 << 30;

    // No deflate stream expands by more than this: a block of 258 equal bytes costs at least two bits.
    private const long DeflateRatio = 1032;
    private const byte UnsignedByte = 0x08;

    /// <summary>Reads images (three dimensions).</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or does not hold images.</exception>
    public static IdxFile ReadImages(string path) => DataSource.Read(path, static (s, name) => Read(s, name, 3));

    /// <summary>Reads images (three dimensions) from a seekable stream, from its position to its end.</summary>
    /// <param name="stream">The stream, plain or gzip; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged or does not hold images.</exception>
    public static IdxFile ReadImages(Stream stream, string name)
        => DataSource.ReadStream(stream, name, static (s, called) => Read(s, called, 3));

    /// <summary>Reads labels (one dimension).</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or does not hold labels.</exception>
    public static IdxFile ReadLabels(string path) => DataSource.Read(path, static (s, name) => Read(s, name, 1));

    /// <summary>Reads labels (one dimension) from a seekable stream, from its position to its end.</summary>
    /// <param name="stream">The stream, plain or gzip; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged or does not hold labels.</exception>
    public static IdxFile ReadLabels(Stream stream, string name)
        => DataSource.ReadStream(stream, name, static (s, called) => Read(s, called, 1));

    /// <summary>
    /// Writes unsigned bytes with the given sizes, uncompressed. The same input gives the same bytes everywhere.
    /// </summary>
    /// <param name="stream">Where to; left open. Wrap it in a <see cref="GZipStream"/> to compress.</param>
    /// <param name="dimensions">One to 255 positive sizes, outermost first.</param>
    /// <param name="values">The elements, row-major; as many as the product of the sizes.</param>
    /// <exception cref="ArgumentException">The sizes and the number of elements do not agree.</exception>
    public static void Write(Stream stream, ReadOnlySpan<int> dimensions, ReadOnlySpan<byte> values)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long product = dimensions.Length is > 0 and < 256 ? 1 : -1;
        foreach (int size in dimensions)
            product = size > 0 && product > 0 && product <= MaxElements ? product * size : -1;
        if (product != values.Length)
        {
            string message = $"{values.Length} elements do not fill the sizes {ShapeArithmetic.Name(dimensions)}.";
            throw new ArgumentException(message, nameof(values));
        }
        Span<byte> header = stackalloc byte[4 + (4 * dimensions.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, (UnsignedByte << 8) | dimensions.Length);
        for (int axis = 0; axis < dimensions.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + (4 * axis))..], dimensions[axis]);
        stream.Write(header);
        stream.Write(values);
    }

    private static IdxFile Read(Stream stream, string name, int rank)
    {
        long stored = stream.Length - stream.Position;
        if (!StartsLikeGzip(stream))
            return ReadContent(stream, name, rank, stored, stored);
        try
        {
            using var inflated = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            IdxFile file = ReadContent(inflated, name, rank, 0, stored * DeflateRatio);
            CheckTrailer(stream, name, 4 + (4 * rank) + file.Values.Length);
            return file;
        }
        catch (InvalidDataException problem)
        {
            throw new DataFormatException(name, "the gzip data is damaged or truncated", problem);
        }
    }

    // GZipStream holds the checksum against the data where both are there, but is silent if the file ends between them.
    // The last four bytes repeat the length (RFC 1952), so a cut shows here.
    private static void CheckTrailer(Stream stream, string name, int length)
    {
        Span<byte> declared = stackalloc byte[4];
        stream.Position = stream.Length - declared.Length;
        stream.ReadExactly(declared);
        if (BinaryPrimitives.ReadInt32LittleEndian(declared) != length)
            throw new DataFormatException(name, $"truncated: the gzip trailer for {length} bytes is not there");
    }

    private static bool StartsLikeGzip(Stream stream)
    {
        long start = stream.Position;
        Span<byte> first = stackalloc byte[2];
        int read = stream.ReadAtLeast(first, 2, throwOnEndOfStream: false);
        stream.Position = start;
        return read == 2 && first[0] == 0x1f && first[1] == 0x8b;
    }

    /// <summary>
    /// Reads header and elements; the content has between <paramref name="least"/> and <paramref name="most"/> bytes.
    /// </summary>
    private static IdxFile ReadContent(Stream content, string name, int rank, long least, long most)
    {
        int headerLength = 4 + (4 * rank);
        Span<byte> header = stackalloc byte[headerLength];
        int read = content.ReadAtLeast(header, headerLength, throwOnEndOfStream: false);
        CheckMagic(header[..read], name, rank);
        if (read < headerLength)
            throw new DataFormatException(name, $"truncated: the header ends after {read} of {headerLength} bytes");
        int[] dimensions = ReadDimensions(header[4..], name, out int elements);
        long expected = (long)headerLength + elements;
        if (expected > most)
            throw Truncated(name, dimensions, expected, most);
        if (expected < least)
            throw Overlong(name, dimensions, expected);
        byte[] values = new byte[elements];
        int filled = content.ReadAtLeast(values, elements, throwOnEndOfStream: false);
        if (filled < elements)
            throw Truncated(name, dimensions, expected, headerLength + filled);
        return content.ReadByte() < 0 ? new IdxFile(dimensions, values) : throw Overlong(name, dimensions, expected);
    }

    private static void CheckMagic(ReadOnlySpan<byte> header, string name, int rank)
    {
        if (header.Length < 4)
            throw new DataFormatException(name, $"truncated: {header.Length} of the first 4 bytes are there");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (magic >> 16 != 0)
            throw new DataFormatException(name, $"not an IDX file: the magic number is 0x{magic:x8}");
        if (header[2] != UnsignedByte)
        {
            string reason = $"element type 0x{header[2]:x2} is not read; only 0x08 (unsigned byte) is";
            throw new DataFormatException(name, reason);
        }
        if (header[3] != rank)
            throw new DataFormatException(name, $"holds {Content(header[3])} where {Content(rank)} were expected");
    }

    private static string Content(int rank) => rank switch
    {
        1 => "labels (one dimension)",
        3 => "images (three dimensions)",
        _ => $"data of {rank} dimensions",
    };

    private static int[] ReadDimensions(ReadOnlySpan<byte> sizes, string name, out int elements)
    {
        int[] dimensions = new int[sizes.Length / 4];
        long product = 1;
        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * axis)..]);
            // The product stays below 2^30 · 2^32, so it cannot wrap round.
            product *= size;
            if (size == 0 || product > MaxElements)
            {
                string limit = size == 0 ? "is zero" : $"is {size}, which makes more than {MaxElements} elements";
                throw new DataFormatException(name, $"dimension {axis} {limit}");
            }
            dimensions[axis] = (int)size;
        }
        elements = (int)product;
        return dimensions;
    }

    private static DataFormatException Truncated(string name, int[] dimensions, long expected, long found)
        => new(name, $"truncated: {ShapeArithmetic.Name(dimensions)} elements take {expected} bytes, "
            + $"at most {found} are there");

    private static DataFormatException Overlong(string name, int[] dimensions, long expected)
        => new(name, $"overlong: {ShapeArithmetic.Name(dimensions)} elements end after {expected} bytes, "
            + "and more follow");
}
