using System.Buffers.Binary;
using System.Text;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

/// <summary>
/// Safetensors files of other programs: every type is listed, and an unreadable tensor fails when asked for.
/// </summary>
public class ForeignTensorTests
{
    private static SafetensorsFile Read(string header, params byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return SafetensorsFile.Read(new MemoryStream([.. length, .. text, .. data]), "m.safetensors");
    }

    private static SafetensorsFile One(string type, int count, params byte[] data)
        => Read($$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{count}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data);

    [Theory]
    [InlineData("BF16", -2.0, 0x00, 0xc0)]
    [InlineData("BF16", double.PositiveInfinity, 0x80, 0x7f)]
    [InlineData("F16", -2.0, 0x00, 0xc0)]
    [InlineData("BOOL", 1.0, 1)]
    [InlineData("I8", -2.0, 0xfe)]
    [InlineData("U8", 254.0, 0xfe)]
    [InlineData("I16", -2.0, 0xfe, 0xff)]
    [InlineData("U16", 65534.0, 0xfe, 0xff)]
    [InlineData("I32", -2.0, 0xfe, 0xff, 0xff, 0xff)]
    [InlineData("U32", 4294967294.0, 0xfe, 0xff, 0xff, 0xff)]
    [InlineData("I64", -2.0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)]
    [InlineData("U64", 18446744073709551615.0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)]
    public void Numbers_are_widened_on_demand(string type, double expected, params int[] bytes)
    {
        StoredTensor tensor = One(type, 1, [.. bytes.Select(value => (byte)value)]).Get("a");
        Assert.Equal((type, true), (tensor.Type, tensor.CanRead));
        double[] wide = new double[1];
        float[] single = new float[1];
        tensor.CopyTo<double>(wide);
        tensor.CopyTo<float>(single);
        Assert.Equal([expected], wide);
        Assert.Equal([(float)expected], single);
    }

    [Theory]
    [InlineData("F8_E4M3", 4)]
    [InlineData("F8_E5M2", 4)]
    [InlineData("C64", 1, 8)]
    [InlineData("F4", 8, 4)]
    [InlineData("F6_E2M3", 4, 3)]
    [InlineData("TYPE_OF_TOMORROW", 7, 5)]
    public void An_unreadable_tensor_fails_only_when_it_is_asked_for(string type, int count, int bytes = 4)
    {
        SafetensorsFile file = One(type, count, new byte[bytes]);
        StoredTensor tensor = file.Get("a");
        Assert.Equal((type, count, false), (tensor.Type, tensor.Count, tensor.CanRead));
        Refused(() => tensor.CopyTo<float>(new float[count]), "m.safetensors", $"type {type} is not read", "BF16");
        Assert.Equal(Bytes(file.Write)[^bytes..], new byte[bytes]);
    }

    [Theory]
    [InlineData("BF16", 2, 2)]
    [InlineData("F4", 3, 1)]
    [InlineData("I64", 1, 4)]
    public void A_known_type_must_fill_its_bytes(string type, int count, int bytes)
        => Refused(() => One(type, count, new byte[bytes]), "m.safetensors", $"does not take {bytes} bytes");

    [Fact]
    public void A_missing_tensor_is_answered_with_those_that_are_there()
    {
        Refused(() => One("I64", 1, new byte[8]).Get("w"), "m.safetensors", "no tensor w", "a (I64, 1)");
        SafetensorsFile many = new();
        for (int i = 0; i < 20; i++)
            many.Add<float>($"t{i}", [2, 1], [1, 2]);
        Refused(() => many.Get("w"), "new file", "t0 (F32, 2 × 1), t1", "and 12 more");
        Refused(() => new SafetensorsFile().Get("w"), "new file", "holds no tensors");
    }

    [Fact]
    public void Names_from_the_file_are_escaped_and_cut()
    {
        string hostile = """\u001b[31m""" + new string('n', 1 << 16);
        DataFormatException problem = Refused(
            () => Read($$$"""{"{{{hostile}}}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", new byte[8]),
            "m.safetensors", @"tensor \u001b[31mnnn", "…", "gaps");
        Assert.InRange(problem.Message.Length, 100, 300);
        Assert.DoesNotContain(problem.Message, char.IsControl);
    }
}
