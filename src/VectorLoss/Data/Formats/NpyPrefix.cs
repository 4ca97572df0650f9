using System.Buffers.Binary;
using System.Text;

namespace VectorLoss.Data;

/// <summary>What stands before the header of an NPY file: magic bytes, version and the length of the header.</summary>
internal static class NpyPrefix
{
    private const int Alignment = 64;
    private const int Length = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Prefix, header text and padding, such that the data starts at a multiple of 64 bytes.</summary>
    public static byte[] Format(string text)
    {
        // Between 1 and 64 blanks, then the line end: NumPy never writes none.
        int padding = Alignment - ((Length + text.Length + 1) % Alignment);
        int length = text.Length + padding + 1;
        byte[] header = new byte[Length + length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)length));
        Encoding.Latin1.GetBytes(text + new string(' ', padding) + "\n", header.AsSpan(Length));
        return header;
    }

    /// <summary>Reads everything up to the data.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="left">The bytes that are left of the stream, before and after.</param>
    public static string ReadHeader(Stream stream, string name, ref long left)
    {
        Span<byte> prefix = stackalloc byte[Length + 2];
        int read = stream.ReadAtLeast(prefix[..Length], Length, throwOnEndOfStream: false);
        if (read == 0)
            throw new DataFormatException(name, "the file is empty");
        // A part of the mark is a truncated file; anything else is a file of another kind, however short.
        if (!prefix[..Math.Min(read, Magic.Length)].SequenceEqual(Magic[..Math.Min(read, Magic.Length)]))
        {
            string what = FileSignature.Kind(prefix[..read]) is { } kind ? $" but {kind}" : "";
            throw new DataFormatException(name, "not an NPY file" + what);
        }
        if (read < Length)
            throw new DataFormatException(name, $"truncated: only {read} bytes");
        byte version = prefix[6];
        if (version is < 1 or > 3 || prefix[7] != 0)
            throw new DataFormatException(name, $"NPY version {version}.{prefix[7]} is not read; 1.0, 2.0 and 3.0 are");
        int wide = version == 1 ? 0 : stream.ReadAtLeast(prefix[Length..], 2, throwOnEndOfStream: false);
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        left -= Length + wide;
        if ((version > 1 && wide < 2) || length > Npy.MaxHeader || length > left)
        {
            string reason = length > Npy.MaxHeader
                ? $"a header of {length} bytes is too long; {Npy.MaxHeader} is the limit"
                : $"truncated: a header of {length} bytes is declared, {left} are there";
            throw new DataFormatException(name, reason);
        }
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        left -= length;
        return (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }
}
