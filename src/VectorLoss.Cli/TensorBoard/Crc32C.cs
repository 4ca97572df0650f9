using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Cli.TensorBoard;

/// <summary>The checksum of records: CRC-32C of RFC 3720, and the mask that TensorFlow puts over it.</summary>
internal static class Crc32C
{
    // So that the checksum of data that holds checksums is as good as any. Source: tensorflow/core/lib/hash/crc32c.h.
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The checksum.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte rest in bytes)
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }

    /// <summary>The masked checksum.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Of(bytes), 15) + MaskDelta;
}
