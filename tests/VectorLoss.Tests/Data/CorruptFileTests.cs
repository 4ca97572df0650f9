using System.Buffers.Binary;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

/// <summary>
/// Valid files with a few things changed: only <see cref="DataFormatException"/> may come out, and little memory go
/// in.
/// </summary>
public class CorruptFileTests
{
    private const int Mutations = 20_000;

    private static readonly string[] Words =
    [
        "{", "}", "[", "]", "(", ")", ",", ":", "'", "\"", "\\", "-1", "0", "1", "4294967296", "9223372036854775807",
        "18446744073709551616", "1e999", "True", "False", "null", "<f8", ">i4", "|O", "<f2", "descr", "shape",
        "fortran_order", "F32", "F64", "dtype", "data_offsets", "__metadata__", "\\ud800", "\0", "é",
    ];

    private static readonly long[] Numbers =
        [0, 1, -1, 2, 0x7f, 0xff, 0x7fff, 0xffff, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue,
            long.MinValue];

    [Fact]
    public void Mutated_idx_files_are_read_or_refused()
    {
        byte[] images = Bytes(stream => Idx.Write(stream, [2, 3, 4], new byte[24]));
        byte[] labels = Bytes(stream => Idx.Write(stream, [40], new byte[40]));
        Attack([images, labels], bytes => Idx.ReadImages(new MemoryStream(bytes), "x"), 1);
        Attack([images, labels], bytes => Idx.ReadLabels(new MemoryStream(bytes), "x"), 1);
    }

    [Fact]
    public void Mutated_gzip_files_are_read_or_refused()
    {
        // Deflate packs up to 1,032 bytes into one, so that is what a reader must be ready to take.
        byte[] images = Bytes(stream => Idx.Write(stream, [2, 3, 4], new byte[24]));
        Attack([Gzip(images)], bytes => Idx.ReadImages(new MemoryStream(bytes), "x"), 1032);
        Attack([images], bytes => Idx.ReadImages(new MemoryStream(Gzip(bytes)), "x"), 1032);
    }

    [Fact]
    public void Mutated_numpy_files_are_read_or_refused() => Attack(
        [.. Directory.EnumerateFiles(RepositoryFiles.Data("npy"), "*.npy")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)],
        bytes => Npy.Read(new MemoryStream(bytes), "x").ToDoubles(),
        16);

    [Fact]
    public void Mutated_npz_files_are_read_or_refused()
    {
        NpyArray[] arrays = [NpyArray.Of<float>([2, 3], new float[6]), NpyArray.Of<byte>([3], new byte[3])];
        byte[][] seeds = [.. ((bool[])[false, true]).Select(compress => Bytes(stream => Npz.Write(
            stream, [new("a", arrays[0]), new("b", arrays[1])], compress)))];
        Attack(seeds, bytes => Npz.Read(new MemoryStream(bytes), "x"), 1032);
    }

    [Fact]
    public void Mutated_safetensors_files_are_read_or_refused()
    {
        var file = new SafetensorsFile();
        file.Add<float>("a", [2, 3], new float[6]);
        file.Add<double>("b", [2], new double[2]);
        file.Add<float>("c", [], new float[1]);
        file.Metadata["k"] = "v";
        var bare = new SafetensorsFile();
        bare.Add<double>("x", [1], [1]);
        Attack([Bytes(file.Write), Bytes(bare.Write)], bytes => SafetensorsFile.Read(new MemoryStream(bytes), "x"), 64);
    }

    private static void Attack(byte[][] seeds, Action<byte[]> read, int bytesPerByte)
    {
        var random = new SeededRandom(20);
        int accepted = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = seeds[random.Below(seeds.Length)];
            for (int changes = 1 + random.Below(4); changes > 0; changes--)
                bytes = Mutate(bytes, seeds, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
                accepted++;
            }
            catch (DataFormatException)
            {
                // Refusing is one of the two right answers.
            }
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken <= (bytesPerByte * (long)bytes.Length) + (1 << 18),
                $"mutation {i}: {taken} bytes allocated");
        }
        // If every mutation were refused at the first byte, nothing behind it would be tested.
        Assert.InRange(accepted, Mutations / 1000, Mutations - 1);
    }

    private static byte[] Mutate(byte[] bytes, byte[][] seeds, SeededRandom random)
    {
        byte[] result = [.. bytes];
        int at = random.Below(bytes.Length + 1);
        long number = Numbers[random.Below(Numbers.Length)];
        switch (random.Below(9))
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
            case 3 when result.Length >= 8:
                BinaryPrimitives.WriteInt64LittleEndian(result, number);
                return result;
            case 4:
                return result[..at];
            case 5:
                return [.. result, .. new byte[random.Below(9)]];
            case 6:
                byte[] other = seeds[random.Below(seeds.Length)];
                return [.. result[..at], .. other[random.Below(other.Length)..]];
            case 7:
                int end = Math.Min(result.Length, at + random.Below(12));
                return [.. result[..at], .. result[end..]];
            default:
                byte[] word = System.Text.Encoding.UTF8.GetBytes(Words[random.Below(Words.Length)]);
                int skip = Math.Min(result.Length - at, random.Below(2) * word.Length);
                return [.. result[..at], .. word, .. result[(at + skip)..]];
        }
    }
}
