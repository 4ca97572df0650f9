using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Data;

/// <summary>A hash of a data set, to notice that another one was given. It keeps out mistakes, not attackers.</summary>
internal static class DigitHash
{
    // The fractions of the golden ratio and of π in 64 bits, odd: every product is a permutation of the words.
    private const ulong Start = 0x9e3779b97f4a7c15, Factor = 0x243f6a8885a308d3;

    /// <summary>The hash of shape, images and labels: the same on every machine.</summary>
    public static ulong Of(DigitSet data)
        => Append(Append(Mix(Mix(Start, (ulong)data.Rows), (ulong)data.Columns), data.Images), data.Labels);

    private static ulong Append(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Mix(hash, (ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte rest in bytes)
            hash = Mix(hash, rest);
        return hash;
    }

    private static ulong Mix(ulong hash, ulong word) => BitOperations.RotateLeft((hash ^ word) * Factor, 29);
}
