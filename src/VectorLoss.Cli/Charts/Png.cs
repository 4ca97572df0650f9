using System.Buffers.Binary;
using System.Text;

namespace VectorLoss.Cli.Charts;

/// <summary>
/// Grey pictures as PNG. The pixels are stored, not compressed: a digit has 784 of them, and stored bytes are the same
/// with every version of zlib. Source: ISO/IEC 15948 (PNG), RFC 1950 (zlib), RFC 1951 (stored blocks).
/// </summary>
internal static class Png
{
    /// <summary>A picture of dark ink on white paper, in base 64.</summary>
    /// <param name="ink">Rows × columns bytes, 255 is ink; at most 65,000 bytes.</param>
    /// <param name="rows">Pixels from top to bottom.</param>
    /// <param name="columns">Pixels from left to right.</param>
    public static string Base64(ReadOnlySpan<byte> ink, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(ink.Length, rows * columns, nameof(ink));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ink.Length + rows, 65_000, nameof(ink));
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows);
        header[8] = 8; // bits a pixel, grey, one of each kind of method
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Stored(ink, rows, columns));
        Chunk(file, "IEND", []);
        return Convert.ToBase64String(file.GetBuffer(), 0, (int)file.Length);
    }

    private static byte[] Stored(ReadOnlySpan<byte> ink, int rows, int columns)
    {
        int length = rows * (columns + 1);
        var data = new byte[7 + length + 4];
        (data[0], data[1], data[2]) = (0x78, 0x01, 1); // zlib; one block, the last, stored
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(3), (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(5), (ushort)~length);
        uint a = 1, b = 0;
        for (int i = 0; i < length; i++)
        {
            (int row, int column) = Math.DivRem(i, columns + 1);
            byte value = column == 0 ? (byte)0 : (byte)(255 - ink[(row * columns) + column - 1]);
            data[7 + i] = value;
            a = (a + value) % 65521; // Adler-32
            b = (b + a) % 65521;
        }
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(7 + length), (b << 16) | a);
        return data;
    }

    private static void Chunk(MemoryStream file, string kind, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
