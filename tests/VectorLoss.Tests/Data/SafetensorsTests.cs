using System.Buffers.Binary;
using System.Text;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

public class SafetensorsTests
{
    private const string First = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""";

    private static SafetensorsFile Sample()
    {
        var file = new SafetensorsFile();
        file.Add<float>("layer/0/weight", [2, 3], [1, -2.5f, float.NaN, float.PositiveInfinity, -0f, 1e-45f]);
        file.Add<double>("moment", [1], [Math.PI]);
        file.Add<float>("scalar", [], [7]);
        file.Add<float>("none", [0, 5], []);
        file.Metadata["step"] = "1200";
        file.Metadata["name <é>"] = "line\n\"quoted\"";
        return file;
    }

    private static byte[] File(string header, int dataLength)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. new byte[dataLength]];
    }

    private static SafetensorsFile Read(byte[] bytes) => SafetensorsFile.Read(new MemoryStream(bytes), "m.safetensors");

    [Fact]
    public void What_was_written_is_read_bit_for_bit()
    {
        SafetensorsFile read = Read(Bytes(Sample().Write));
        Assert.Equal(Sample().Metadata, read.Metadata);
        Assert.Equal(4, read.Tensors.Count);
        foreach (StoredTensor tensor in Sample().Tensors)
        {
            StoredTensor same = read.Find(tensor.Name)!;
            Assert.Equal(tensor.Shape, same.Shape);
            Assert.Equal(tensor.Type, same.Type);
            Assert.Equal(tensor.Bytes, same.Bytes);
        }
        double[] wide = new double[6];
        read.Find("layer/0/weight")!.CopyTo<double>(wide);
        Assert.Equal([1, -2.5, double.NaN, double.PositiveInfinity, -0.0, 1e-45f], wide);
        float[] narrow = new float[1];
        read.Find("moment")!.CopyTo<float>(narrow);
        Assert.Equal(MathF.PI, narrow[0]);
        Assert.Null(read.Find("absent"));
        Assert.Throws<ArgumentException>("destination", () => read.Find("scalar")!.CopyTo<float>(new float[2]));
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_and_the_data_is_aligned()
    {
        byte[] bytes = Bytes(Sample().Write);
        Assert.Equal(bytes, Bytes(Sample().Write));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        Assert.Equal(bytes, Bytes(Read(bytes).Write));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var file = new SafetensorsFile();
        file.Add<float>("a", [1, 1], [1]);
        const string header = """{"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}""";
        Assert.Equal(0, header.Length % 8);
        Assert.Equal([.. File(header, 0), 0, 0, 0x80, 0x3f], Bytes(file.Write));
    }

    [Fact]
    public void Every_truncation_and_one_byte_more_are_refused()
    {
        byte[] bytes = Bytes(Sample().Write);
        for (int length = 0; length < bytes.Length; length++)
            Refused(() => Read(bytes[..length]), "m.safetensors", length == 0 ? "the file is empty" : "truncated");
        Refused(() => Read([.. bytes, 0]), "m.safetensors", "overlong");
    }

    [Theory]
    [InlineData("""[]""", 0, "JSON object")]
    [InlineData(""" {}""", 0, "JSON object")]
    [InlineData("""{""", 0, "not valid JSON")]
    [InlineData("""{} {}""", 0, "not valid JSON")]
    [InlineData("""{"a":1}""", 0, "Number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{}}""", 4, "a stands twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "metadata key k stands twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "Number")]
    [InlineData("""{"__metadata__":{"k":{"x":"y"}}}""", 0, "StartObject")]
    [InlineData("""{"__metadata__":{"\ud800":"y"}}""", 0, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", 4, "key x is unknown")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "stands twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "missing")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,4]}}""", 4, "does not take 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,4]}}""", 4, "whole number")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not take 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "gaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "gaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}""", 4, "whole number")]
    [InlineData(First + ""","b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlaps")]
    [InlineData(First + ""","b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "gaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", 4, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[1]]]],"data_offsets":[0,4]}}""", 4, "JSON")]
    public void A_header_that_breaks_a_rule_is_refused(string header, int dataLength, string reason)
        => Refused(() => Read(File(header, dataLength)), "m.safetensors", reason);

    [Fact]
    public void A_lying_header_length_takes_no_memory()
    {
        byte[] bytes = Bytes(Sample().Write);
        foreach (long length in new[] { long.MaxValue, -1, 1L << 31, 1L << 24 })
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Refused(() => Read(bytes), "m.safetensors", "declared");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
        }
        byte[] large = new byte[8 + SafetensorsFile.MaxHeader + 1];
        BinaryPrimitives.WriteInt64LittleEndian(large, SafetensorsFile.MaxHeader + 1);
        Refused(() => Read(large), "m.safetensors", "too long");
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_nothing_else()
    {
        string directory = Directory.CreateTempSubdirectory("vectorloss-model-").FullName;
        string path = Path.Combine(directory, "model.safetensors");
        System.IO.File.WriteAllText(path, "old");
        Sample().Save(path);
        Assert.Equal(Bytes(Sample().Write), System.IO.File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(directory));
        Assert.Equal(4, SafetensorsFile.Load(path).Tensors.Count);
        Refused(() => Sample().Save(directory), directory, "cannot be written", "directory");
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(directory)!, Path.GetFileName(directory) + ".*"));
        Directory.Delete(directory, recursive: true);
        Refused(() => SafetensorsFile.Load(path), path, "no such file");
    }

    [Fact]
    public void Adding_checks_name_and_shape()
    {
        SafetensorsFile file = Sample();
        Assert.Throws<ArgumentException>("name", () => file.Add<float>("scalar", [], [1]));
        Assert.Throws<ArgumentException>("name", () => file.Add<float>("__metadata__", [], [1]));
        Assert.Throws<ArgumentException>("values", () => file.Add<float>("x", [2], [1]));
        Assert.Throws<ArgumentException>("values", () => file.Add<Half>("x", [1], [Half.One]));
    }
}
