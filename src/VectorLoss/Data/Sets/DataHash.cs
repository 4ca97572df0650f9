using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Data;

/// <summary>
/// A hash of a data set or a net, to notice that another one was given. It keeps out mistakes, not attackers.
/// </summary>
internal static class DataHash
{
    // This and the factor are the fractions of the golden ratio and of π in 64 bits, odd: every product is a
    // permutation of the words.
    /// <summary>The hash of nothing.</summary>
    public const ulong Start = 0x9e3779b97f4a7c15;

    private const ulong Factor = 0x243f6a8885a308d3;

    /// <summary>The hash of shape, images and labels: the same on every machine.</summary>
    public static ulong Of(DigitSet data)
        => Append(Append(Mix(Mix(Start, (ulong)data.Rows), (ulong)data.Columns), data.Images), data.Labels);

    /// <summary>The hash of shape, inputs and targets: the same on every machine.</summary>
    public static ulong Of(Dataset data)
    {
        ulong hash = Mix(Mix(Mix(Start, (ulong)data.Inputs), (ulong)data.Outputs), data.HasLabels ? 1UL : 0);
        double[] inputs = new double[data.Inputs], targets = new double[data.HasLabels ? 1 : data.Outputs];
        Span<int> label = [0];
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInputs<double>([i], inputs);
            if (data.HasLabels)
            {
                data.CopyLabels([i], label);
                targets[0] = label[0];
            }
            else
            {
                data.CopyTargets<double>([i], targets);
            }
            hash = Append(Append(hash, inputs), targets);
        }
        return hash;
    }

    private static ulong Append(ulong hash, ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
            hash = Mix(hash, BitConverter.DoubleToUInt64Bits(number));
        return hash;
    }

    /// <summary>The hash of what was hashed and of some bytes more.</summary>
    public static ulong Append(ulong hash, ReadOnlySpan<byte> bytes)
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
