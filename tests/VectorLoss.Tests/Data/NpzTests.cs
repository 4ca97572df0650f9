using System.IO.Compression;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

public class NpzTests
{
    private static readonly KeyValuePair<string, NpyArray>[] Sample =
    [
        new("inputs", NpyArray.Of<float>([2, 3], [1, 2, 3, 4, 5, 6])),
        new("labels", NpyArray.Of<byte>([2], [7, 255])),
        new("none", NpyArray.Of<double>([0], [])),
        new("a/b", NpyArray.Of<long>([], [long.MinValue])),
    ];

    private static IReadOnlyDictionary<string, NpyArray> Read(byte[] bytes)
        => Npz.Read(new MemoryStream(bytes), "some.npz");

    private static byte[] Zip(params (string Name, byte[] Content)[] entries) => Bytes(stream =>
    {
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    });

    private static byte[] Array => Bytes(stream => Npy.Write<float>(stream, [2], [1, 2]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_written_is_read(bool compress)
    {
        byte[] bytes = Bytes(stream => Npz.Write(stream, Sample, compress));
        Assert.Equal(bytes, Bytes(stream => Npz.Write(stream, Sample, compress)));
        IReadOnlyDictionary<string, NpyArray> read = Read(bytes);
        Assert.Equal(Sample.Select(pair => pair.Key).Order(), read.Keys.Order());
        foreach ((string name, NpyArray array) in Sample)
        {
            Assert.Equal(array.Element, read[name].Element);
            Assert.Equal(array.Shape, read[name].Shape);
            Assert.Equal(array.Bytes, read[name].Bytes);
        }
    }

    [Fact]
    public void A_file_is_written_whole_and_read_back()
    {
        string directory = Directory.CreateTempSubdirectory("vectorloss-npz-").FullName;
        string path = Path.Combine(directory, "a.npz");
        Npz.Write(path, Sample);
        Assert.Equal([path], Directory.GetFiles(directory));
        Assert.Equal([1, 2, 3, 4, 5, 6], Npz.Read(path)["inputs"].ToSingles());
        Directory.Delete(directory, recursive: true);
        Refused(() => Npz.Read(path), path, "no such file");
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = Bytes(stream => Npz.Write(stream, Sample));
        for (int length = 0; length < bytes.Length; length++)
            Refused(() => Read(bytes[..length]), "some.npz");
    }

    [Fact]
    public void What_is_no_array_is_refused_by_name()
    {
        Refused(() => Read(Zip(("a.txt", [1]))), "some.npz", "a.txt", "not an NPY file");
        Refused(() => Read(Zip(("a.npy", Array), ("a.npy", Array))), "some.npz", "a.npy", "twice");
        Refused(() => Read(Zip(("\u001b[2J.npy", [1]))), @"some.npz, \u001b[2J.npy", "not an NPY file");
        Refused(() => Read(Zip(("a.npy", Array[..^1]))), "some.npz, a.npy", "truncated");
        Refused(() => Read(Zip(("a.npy", [.. Array, 0]))), "some.npz, a.npy", "overlong");
        Refused(() => Read([.. "not a zip file"u8]), "some.npz", "not an NPZ file");
        Assert.Empty(Read(Zip()));
    }

    [Fact]
    public void A_changed_byte_of_the_data_is_found()
    {
        byte[] bytes = Bytes(stream => Npz.Write(stream, [new("a", NpyArray.Of<byte>([64], new byte[64]))]));
        int at = bytes.AsSpan().IndexOf(new byte[64]) + 10;
        bytes[at] = 1;
        Refused(() => Read(bytes), "some.npz", "wrong checksum");
    }

    // Both directories say one byte less than the stored entry has; its checksum is right.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_entry_that_is_longer_than_declared_is_found(byte last)
    {
        byte[] bytes = Zip(("a.npy", [.. Array, last]));
        int entry = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x4b, 1, 2]);
        BitConverter.TryWriteBytes(bytes.AsSpan(entry + 24), Array.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(22), Array.Length);
        Refused(() => Read(bytes), "some.npz");
    }

    [Fact]
    public void A_small_archive_cannot_claim_a_gigabyte()
    {
        // The central directory's lengths of the entry: compressed at byte 20, uncompressed at byte 24.
        byte[] bytes = Zip(("a.npy", Array));
        int entry = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x4b, 1, 2]);
        BitConverter.TryWriteBytes(bytes.AsSpan(entry + 24), 1 << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => Read(bytes), "some.npz", "cannot hold them");
        BitConverter.TryWriteBytes(bytes.AsSpan(entry + 20), 1 << 28);
        Refused(() => Read(bytes), "some.npz", "does not fit into the file");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }
}
