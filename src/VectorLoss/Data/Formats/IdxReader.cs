using System.Buffers.Binary;
using System.IO.Compression;

namespace VectorLoss.Data;

/// <summary>Reads an IDX file, plain or gzip; whatever the header says is checked before memory is asked for.</summary>
internal static class IdxReader
{
    // Deflate's shortest stream; bgzip ends its files with a member of no bytes.
    private static ReadOnlySpan<byte> EmptyDeflate => [3, 0];

    public static IdxFile Read(Stream stream, string name, int rank)
    {
        long stored = stream.Length - stream.Position;
        if (!StartsLikeGzip(stream))
            return ReadContent(stream, name, rank, stored, stored);
        try
        {
            using var inflated = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            IdxFile file = ReadContent(inflated, name, rank, 0, stored * Deflate.MaxRatio);
            CheckTrailer(stream, name, file);
            return file;
        }
        catch (InvalidDataException problem)
        {
            throw new DataFormatException(name, "the gzip data is damaged or truncated", problem);
        }
    }

    // GZipStream compares the checksum with the data where both are there, but is silent if the file ends between them.
    // The last eight bytes are the checksum and the length of the last member (RFC 1952), so a cut shows here.
    private static void CheckTrailer(Stream stream, string name, IdxFile file)
    {
        Span<byte> end = stackalloc byte[EmptyDeflate.Length + 8];
        stream.Position = stream.Length - end.Length;
        stream.ReadExactly(end);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(end[^8..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end[^4..]);
        byte[] header = Idx.Header(file.Dimensions);
        int content = header.Length + file.Values.Length;
        // One member: GZipStream has compared its checksum. Of several, only the checksum tells where the last one
        // began.
        bool isWhole = length == content || (length == 0
            ? crc == 0 && end.StartsWith(EmptyDeflate)
            : length < content && crc == ChecksumOfEnd(header, file.Values, (int)length));
        if (!isWhole)
            throw new DataFormatException(name, $"truncated: the gzip trailer for {content} bytes is not there");
    }

    private static uint ChecksumOfEnd(ReadOnlySpan<byte> header, ReadOnlySpan<byte> values, int length)
        => length <= values.Length
            ? Crc32.Append(0, values[^length..])
            : Crc32.Append(Crc32.Append(0, header[^(length - values.Length)..]), values);

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
        if (header.IsEmpty)
            throw new DataFormatException(name, "the file is empty");
        ReadOnlySpan<byte> mark = header[..Math.Min(header.Length, 4)];
        if (mark[..Math.Min(mark.Length, 2)].ContainsAnyExcept((byte)0))
        {
            string what = FileSignature.Kind(header) is { } kind ? $" but {kind}" : "";
            throw new DataFormatException(name,
                $"not an IDX file{what}: it begins with 0x{Convert.ToHexStringLower(mark)}");
        }
        if (mark.Length < 4)
            throw new DataFormatException(name, $"truncated: {mark.Length} of the first 4 bytes are there");
        if (header[2] != Idx.UnsignedByte)
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
            if (size == 0 || product > Idx.MaxElements)
            {
                string limit = size == 0 ? "is zero" : $"is {size}, which makes more than {Idx.MaxElements} elements";
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
