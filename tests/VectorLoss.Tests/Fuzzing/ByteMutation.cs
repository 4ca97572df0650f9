using System.Buffers.Binary;
using System.Text;
using VectorLoss.Data;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>One change of the bytes of a file: bits, numbers, words, cuts and splices.</summary>
internal static class ByteMutation
{
    private static readonly string[] Words =
    [
        "{", "}", "[", "]", "(", ")", ",", ":", "'", "\"", "\\", "-1", "0", "1", "4294967296", "9223372036854775807",
        "18446744073709551616", "1e999", "True", "False", "null", "<f8", ">i4", "|O", "<f2", "descr", "shape",
        "fortran_order", "F32", "F64", "dtype", "data_offsets", "__metadata__", "\\ud800", "\0", "é", "\u001b[31m",
            "NaN",
        "[[[[[[[[[[[[[[[[", "((((((((((((((((", "{\"a\":{\"a\":{\"a\":{\"a\":",
    ];

    private static readonly long[] Numbers =
        [0, 1, -1, 2, 0x7f, 0xff, 0x7fff, 0xffff, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue,
            long.MinValue];

    public static byte[] Of(byte[] bytes, byte[][] seeds, SeededRandom random)
    {
        byte[] result = [.. bytes];
        int at = random.Below(bytes.Length + 1);
        long number = Numbers[random.Below(Numbers.Length)];
        switch (random.Below(11))
        {
            case 0 when at < result.Length:
                result[at] ^= (byte)(1 << random.Below(8));
                return result;
            case 1 when at < result.Length:
                result[at] = (byte)random.Below(256);
                return result;
            case 2 when at + 4 <= result.Length:
                BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(at), (int)number);
                return result;
            case 3 when at + 8 <= result.Length:
                BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(at), number);
                return result;
            case 4 when result.Length >= 8:
                BinaryPrimitives.WriteInt64LittleEndian(result, number);
                return result;
            case 5:
                return result[..at];
            case 6:
                return [.. result, .. new byte[random.Below(9)]];
            case 7:
                byte[] other = seeds[random.Below(seeds.Length)];
                return [.. result[..at], .. other[random.Below(other.Length + 1)..]];
            case 8:
                int end = Math.Min(result.Length, at + random.Below(12));
                return [.. result[..at], .. result[end..]];
            case 9:
                // A piece twice, as in a list or a member of an archive that is repeated.
                int until = Math.Min(result.Length, at + random.Below(64));
                return [.. result[..until], .. result[at..]];
            default:
                byte[] word = Encoding.UTF8.GetBytes(Words[random.Below(Words.Length)]);
                int skip = Math.Min(result.Length - at, random.Below(2) * word.Length);
                return [.. result[..at], .. word, .. result[(at + skip)..]];
        }
    }
}
