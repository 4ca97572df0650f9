using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

/// <summary>Streams may give less than is asked for, down to a byte a time; every reader goes on asking.</summary>
public class TricklingStreamTests
{
    [Fact]
    public void Images_are_read()
    {
        byte[] bytes = Bytes(stream => Idx.Write(stream, [2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (byte)i)]));
        foreach (byte[] content in (byte[][])[bytes, Gzip(bytes), [.. Gzip(bytes[..7]), .. Gzip(bytes[7..])]])
            Assert.Equal(bytes[16..], Idx.ReadImages(new Trickle(content), "x").Values);
    }

    [Fact]
    public void Arrays_are_read()
    {
        byte[] bytes = Bytes(stream => Npy.Write<float>(stream, [3], [1, 2, 3]));
        Assert.Equal([1f, 2f, 3f], Npy.Read(new Trickle(bytes), "x").ToSingles());
        byte[] archive = Bytes(stream => Npz.Write(stream, [new("a", NpyArray.Of<float>([3], [1, 2, 3]))]));
        Assert.Equal([1f, 2f, 3f], Npz.Read(new Trickle(archive), "x")["a"].ToSingles());
    }

    [Fact]
    public void Tensors_are_read()
    {
        SafetensorsFile file = new();
        file.Add<float>("a", [3], [1, 2, 3]);
        float[] values = new float[3];
        SafetensorsFile.Read(new Trickle(Bytes(file.Write)), "x").Tensors[0].CopyTo<float>(values);
        Assert.Equal([1f, 2f, 3f], values);
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
