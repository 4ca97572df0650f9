using System.Buffers.Binary;
using System.IO.Compression;

namespace VectorLoss.Data;

/// <summary>
/// Reads and writes IDX, the format of the MNIST files: a big-endian magic number (0, 0, element type, rank), the
/// sizes as big-endian 32-bit numbers, then the elements. Only unsigned bytes are read. A file may be
/// gzip-compressed, in one member or several: its first two bytes tell, not its name.
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

    internal const byte UnsignedByte = 0x08;

    /// <summary>Reads images (three dimensions).</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or does not hold images.</exception>
    public static IdxFile ReadImages(string path)
        => DataSource.Read(path, static (s, name) => IdxReader.Read(s, name, 3));

    /// <summary>Reads images (three dimensions) from a seekable stream, from its position to its end.</summary>
    /// <param name="stream">The stream, plain or gzip; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged or does not hold images.</exception>
    public static IdxFile ReadImages(Stream stream, string name)
        => DataSource.ReadStream(stream, name, static (s, called) => IdxReader.Read(s, called, 3));

    /// <summary>Reads labels (one dimension).</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or does not hold labels.</exception>
    public static IdxFile ReadLabels(string path)
        => DataSource.Read(path, static (s, name) => IdxReader.Read(s, name, 1));

    /// <summary>Reads labels (one dimension) from a seekable stream, from its position to its end.</summary>
    /// <param name="stream">The stream, plain or gzip; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged or does not hold labels.</exception>
    public static IdxFile ReadLabels(Stream stream, string name)
        => DataSource.ReadStream(stream, name, static (s, called) => IdxReader.Read(s, called, 1));

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
        stream.Write(Header(dimensions));
        stream.Write(values);
    }

    internal static byte[] Header(ReadOnlySpan<int> dimensions)
    {
        byte[] header = new byte[4 + (4 * dimensions.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, (UnsignedByte << 8) | dimensions.Length);
        for (int axis = 0; axis < dimensions.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), dimensions[axis]);
        return header;
    }
}
