using System.Globalization;
using System.Text;
using System.Text.Json;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

public class NpyTests
{
    public static TheoryData<string> NumpyFiles => [.. Directory
        .EnumerateFiles(RepositoryFiles.Data("npy"), "*.npy")
        .Select(path => Path.GetFileName(path))
        .Where(name => !name.StartsWith("refused", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    private static NpyArray Read(byte[] bytes) => Npy.Read(new MemoryStream(bytes), "some.npy");

    /// <summary>A file with any header text, padded to nothing.</summary>
    private static byte[] File(string header, int dataLength = 0, byte version = 1)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        byte[] prefix = [0x93, .. "NUMPY"u8, version, 0, (byte)text.Length, (byte)(text.Length >> 8)];
        return [.. prefix, .. version == 1 ? Array.Empty<byte>() : [0, 0], .. text, .. new byte[dataLength]];
    }

    [Theory]
    [MemberData(nameof(NumpyFiles))]
    public void A_file_of_numpy_is_read_as_numpy_reads_it(string name)
    {
        NpyArray array = Npy.Read(RepositoryFiles.Data("npy/" + name));
        string json = System.IO.File.ReadAllText(RepositoryFiles.Data("npy/values.json"));
        using JsonDocument all = JsonDocument.Parse(json);
        JsonElement expected = all.RootElement.GetProperty(name);
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()),
            array.Shape.ToArray());
        string[] values = [.. expected.GetProperty("values").EnumerateArray().Select(value => value.GetString()!)];
        Assert.Equal(values.Length, array.Count);
        double[] doubles = [.. values.Select(Parse)];
        Assert.Equal(doubles, array.ToDoubles());
        Assert.Equal(doubles.Select(value => (float)value), array.ToSingles());
        if (array.IsInteger)
            Assert.Equal(values.Select(value => long.Parse(value, CultureInfo.InvariantCulture)), array.ToInt64s());
        else
            Assert.Throws<InvalidOperationException>(array.ToInt64s);
    }

    [Theory]
    [MemberData(nameof(NumpyFiles))]
    public void What_we_write_is_byte_for_byte_what_numpy_writes(string name)
    {
        byte[] original = System.IO.File.ReadAllBytes(RepositoryFiles.Data("npy/" + name));
        NpyArray array = Read(original);
        bool isOurs = array.Element is not (NpyElement.Half or NpyElement.Byte or NpyElement.Boolean)
            && !name.Contains("big", StringComparison.Ordinal)
            && !name.Contains("fortran", StringComparison.Ordinal)
            && !name.Contains("version", StringComparison.Ordinal);
        if (isOurs)
            Assert.Equal(original, Bytes(stream => Write(stream, array)));
    }

    [Theory]
    [InlineData("refused-object.npy", "pickled")]
    [InlineData("refused-structured.npy", "structured")]
    [InlineData("refused-complex.npy", "'<c8' is not read")]
    [InlineData("refused-text.npy", "'<U1' is not read")]
    public void What_is_not_an_array_of_numbers_is_refused(string name, string reason)
    {
        string path = RepositoryFiles.Data("npy/" + name);
        Refused(() => Npy.Read(path), path, reason);
    }

    [Fact]
    public void Every_truncation_and_one_byte_more_are_refused()
    {
        foreach (string name in new[] { "f8-scalar.npy", "f4-version2.npy", "i4-version3.npy" })
        {
            byte[] bytes = System.IO.File.ReadAllBytes(RepositoryFiles.Data("npy/" + name));
            for (int length = 0; length < bytes.Length; length++)
                Refused(() => Read(bytes[..length]), "some.npy", length == 0 ? "the file is empty" : "truncated");
            Refused(() => Read([.. bytes, 0]), "some.npy", "overlong");
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_called_that_however_short_it_is()
    {
        foreach (string text in (string[])["a", "abc", "1,2,3\n", "a,b,c\n1,2,3\n4,5,6\n"])
            Refused(() => Read([.. text.Select(letter => (byte)letter)]), "some.npy", "not an NPY file but a text");
        Refused(() => Read([.. "PK\u0003\u0004"u8]), "some.npy", "not an NPY file but a zip archive");
        Refused(() => Read([0x93, (byte)'N', 0xff]), "some.npy", "not an NPY file");
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }")]
    [InlineData("{\"shape\":(2L,),\"fortran_order\":True,\"descr\":\"<f4\"}\n")]
    [InlineData("  { 'fortran_order' : False , 'shape' : ( 1 , 2 , ) , 'descr' : '<f4' } \n")]
    public void Any_spelling_of_the_three_keys_is_read(string header)
        => Assert.Equal([0f, 0f], Read(File(header, 8)).ToSingles());

    [Theory]
    [InlineData("", "'{' was expected")]
    [InlineData("{}", "missing")]
    [InlineData("{'descr': '<f4', 'shape': (2,)}", "missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "'x' is unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", "tuple")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 2}", "'(' was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "size was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': ((((2,))))}", "size was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", "text follows")]
    [InlineData("{'descr': '<f4', 'fortran_order': None, 'shape': (2,)}", "neither True nor False")]
    [InlineData("{'descr': '<f4, 'fortran_order': False, 'shape': (2,)}", "was expected")]
    [InlineData("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (2,)}", "escapes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,", "size was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "above")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 4)}", "too many")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1073741824,)}", "too many")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,)}", "truncated")]
    [InlineData("{'descr': '<V4', 'fortran_order': False, 'shape': (2,)}", "not read")]
    [InlineData("{'descr': 'f5', 'fortran_order': False, 'shape': (2,)}", "not read")]
    public void A_header_that_lies_or_strays_is_refused(string header, string reason)
        => Refused(() => Read(File(header, 8)), "some.npy", reason);

    [Fact]
    public void A_shape_of_too_many_sizes_and_a_header_too_long_are_refused()
    {
        string ones = string.Concat(Enumerable.Repeat("1,", 65));
        byte[] deep = File($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({ones})}}", 4);
        Refused(() => Read(deep), "some.npy", "64 sizes");
        Refused(() => Read(File(new string(' ', 10_001))), "some.npy", "10001", "too long");
        Refused(() => Read(File("{}", version: 4)), "some.npy", "version 4.0");
        Refused(() => Read([0x93, .. "NUMPX"u8, 1, 0, 0, 0]), "some.npy", "not an NPY file");
    }

    [Fact]
    public void A_file_is_written_whole_and_read_back()
    {
        string directory = Directory.CreateTempSubdirectory("vectorloss-npy-").FullName;
        string path = Path.Combine(directory, "a.npy");
        double[] values = [.. Enumerable.Range(0, 10_000).Select(i => i / 3.0)];
        Npy.Write<double>(path, [100, 100], values);
        Npy.Write<double>(path, [10_000], values);
        Assert.Equal(values, Npy.Read(path).ToDoubles());
        Assert.Equal([path], Directory.GetFiles(directory));
        Directory.Delete(directory, recursive: true);
        Refused(() => Npy.Write<double>(path, [10_000], values), path, "cannot be written");
    }

    [Fact]
    public void Writing_checks_shape_and_type()
    {
        Assert.Throws<ArgumentException>("values", () => Npy.Write<float>(Stream.Null, [3], new float[2]));
        Assert.Throws<ArgumentException>("values", () => Npy.Write<float>(Stream.Null, [], new float[2]));
        Assert.Throws<ArgumentException>("values", () => Npy.Write<float>(Stream.Null, [-1, -2], new float[2]));
        Assert.Throws<ArgumentException>("values", () => Npy.Write<char>(Stream.Null, [1], new char[1]));
    }

    private static double Parse(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static void Write(Stream stream, NpyArray array)
    {
        switch (array.Element)
        {
            case NpyElement.Single:
                Npy.Write<float>(stream, array.Shape, array.ToSingles());
                break;
            case NpyElement.Double:
                Npy.Write<double>(stream, array.Shape, array.ToDoubles());
                break;
            case NpyElement.Int32:
                Npy.Write<int>(stream, array.Shape, [.. array.ToInt64s().Select(value => (int)value)]);
                break;
            default:
                Npy.Write<long>(stream, array.Shape, array.ToInt64s());
                break;
        }
    }
}
