using System.Text;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

/// <summary>Every element type and spelling that NumPy reads.</summary>
public class NpyTypeTests
{
    private static NpyArray Read(string type, params byte[] data)
    {
        byte[] text = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': (1,)}}");
        return Npy.Read(new MemoryStream([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. data]), "x.npy");
    }

    // The number 1, with a byte that tells a sign or an order apart where there is one.
    [Theory]
    [InlineData("|b1 b1 ? |? bool", NpyElement.Boolean, 1.0, 2)]
    [InlineData("|i1 <i1 >i1 =i1 i1 b int8", NpyElement.SByte, -2.0, 0xfe)]
    [InlineData("|u1 <u1 >u1 =u1 u1 B uint8", NpyElement.Byte, 254.0, 0xfe)]
    [InlineData("<i2 =i2 i2 <h h int16", NpyElement.Int16, -2.0, 0xfe, 0xff)]
    [InlineData(">i2 >h", NpyElement.Int16, -2.0, 0xff, 0xfe)]
    [InlineData("<u2 u2 H uint16", NpyElement.UInt16, 65534.0, 0xfe, 0xff)]
    [InlineData(">u2", NpyElement.UInt16, 65534.0, 0xff, 0xfe)]
    [InlineData("<i4 =i4 i4 |i4 <i i int32", NpyElement.Int32, -2.0, 0xfe, 0xff, 0xff, 0xff)]
    [InlineData("<u4 u4 I uint32", NpyElement.UInt32, 4294967294.0, 0xfe, 0xff, 0xff, 0xff)]
    [InlineData(">u4", NpyElement.UInt32, 4294967294.0, 0xff, 0xff, 0xff, 0xfe)]
    [InlineData("<i8 i8 q l int64", NpyElement.Int64, -2.0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)]
    [InlineData("<u8 u8 Q L uint64", NpyElement.UInt64, 18446744073709551615.0,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)]
    [InlineData("<f2 f2 <e e float16", NpyElement.Half, -2.0, 0, 0xc0)]
    [InlineData(">f2", NpyElement.Half, -2.0, 0xc0, 0)]
    [InlineData("<f4 =f4 f4 f float32", NpyElement.Single, -2.0, 0, 0, 0, 0xc0)]
    [InlineData("<f8 =f8 f8 <d d float64 double", NpyElement.Double, -2.0, 0, 0, 0, 0, 0, 0, 0, 0xc0)]
    [InlineData(">f8 >d", NpyElement.Double, -2.0, 0xc0, 0, 0, 0, 0, 0, 0, 0)]
    public void Every_spelling_is_read(string spellings, NpyElement element, double expected, params int[] bytes)
    {
        foreach (string spelling in spellings.Split(' '))
        {
            NpyArray array = Read(spelling, [.. bytes.Select(value => (byte)value)]);
            Assert.Equal(element, array.Element);
            Assert.Equal([expected], array.ToDoubles());
            Assert.Equal([(float)expected], array.ToSingles());
            if (array.IsInteger && element != NpyElement.UInt64)
                Assert.Equal([(long)expected], array.ToInt64s());
        }
    }

    [Theory]
    [InlineData("<c8")]
    [InlineData("<f16")]
    [InlineData("<U1")]
    [InlineData("|S4")]
    [InlineData("<M8[ns]")]
    [InlineData("<i3")]
    [InlineData("")]
    [InlineData("<<f4")]
    public void What_is_no_number_is_refused_by_name(string type) => Refused(
        () => Read(type, new byte[8]), "x.npy", $"'{type}' is not read", "u8, f2, f4 and f8 are");

    [Fact]
    public void Objects_are_refused_and_hostile_names_escaped()
    {
        Refused(() => Read("|O", new byte[8]), "x.npy", "pickled");
        Refused(() => Read("\u001b[2J", new byte[8]), "x.npy", @"'\u001b[2J' is not read");
    }

    [Fact]
    public void A_whole_number_that_a_long_cannot_hold_is_not_wrapped_round()
    {
        Assert.Equal([long.MaxValue], NpyArray.Of<ulong>([1], [long.MaxValue]).ToInt64s());
        Assert.Throws<InvalidOperationException>(() => NpyArray.Of<ulong>([1], [1UL << 63]).ToInt64s());
    }

    [Fact]
    public void Every_type_is_written_and_read_back()
    {
        Same<bool>("|b1", [true, false]);
        Same<sbyte>("|i1", [sbyte.MinValue, 1]);
        Same<byte>("|u1", [byte.MaxValue, 1]);
        Same<short>("<i2", [short.MinValue, 1]);
        Same<ushort>("<u2", [ushort.MaxValue, 1]);
        Same<int>("<i4", [int.MinValue, 1]);
        Same<uint>("<u4", [uint.MaxValue, 1]);
        Same<long>("<i8", [long.MinValue, 1]);
        Same<ulong>("<u8", [ulong.MaxValue, 1]);
        Same<Half>("<f2", [Half.MaxValue, Half.One]);
        Same<float>("<f4", [float.MaxValue, 1]);
        Same<double>("<f8", [double.MaxValue, 1]);
    }

    private static void Same<T>(string type, T[] values) where T : struct
    {
        byte[] bytes = Bytes(stream => Npy.Write<T>(stream, [2], values));
        Assert.Contains($"'descr': '{type}'", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        NpyArray array = Npy.Read(new MemoryStream(bytes), "x.npy");
        Assert.Equal(NpyArray.Of<T>([2], values).ToDoubles(), array.ToDoubles());
        Assert.Equal(Array.ConvertAll(values, value => Convert.ToDouble(value is Half half ? (float)half : value,
            System.Globalization.CultureInfo.InvariantCulture)), array.ToDoubles());
    }
}
