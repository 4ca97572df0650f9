using System.Globalization;
using System.Text;
using System.Text.Json;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The words of a command, the numbers of a request and the text of an answer.</summary>
public sealed class GradcheckProtocolTests
{
    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  a\t\nb  ", "a|b")]
    [InlineData("'a b' c", "a b|c")]
    [InlineData("a'b c'd", "ab cd")]
    [InlineData("'' \"\"", "|")]
    [InlineData("'\\n' \"\\n\" \\n", "\\n|\\n|n")]
    [InlineData("\"\\$ \\` \\\" \\\\ \\' '\"", "$ ` \" \\ \\' '")]
    [InlineData("'\"' \"'\"", "\"|'")]
    [InlineData("a\\\nb \"c\\\nd\" 'e\\\nf'", "ab|cd|e\\\nf")]
    [InlineData("a\\ b", "a b")]
    [InlineData("a|b;c >d *", "a|b;c|>d|*")]
    [InlineData("", null)]
    [InlineData(" \t ", null)]
    public void Words_are_those_of_a_POSIX_shell(string command, string? words)
        => Assert.Equal(words ?? "(none)", ShellWords.Split(command) is [] ? "(none)"
            : string.Join('|', ShellWords.Split(command)));

    [Fact]
    public void Any_number_comes_back_with_the_same_bits_and_is_never_a_whole_number()
    {
        Random random = new(1);
        double[] special = [0, -0.0, 1, -1, 1e15, 1e16, 123456789012345680, double.Epsilon, double.MaxValue, 0.1f];
        double[] drawn = [.. Enumerable.Range(0, 10_000)
            .Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()))];
        foreach (double value in special.Concat(drawn).Where(double.IsFinite))
        {
            string text = Text(value);
            Assert.Equal(BitConverter.DoubleToInt64Bits(value),
                BitConverter.DoubleToInt64Bits(JsonDocument.Parse(text).RootElement.GetDouble()));
            Assert.True(text.Contains('.') || text.Contains('E'), text);
        }
        Assert.Equal("\"NaN\"", Text(double.NaN));
        Assert.Equal("\"-Infinity\"", Text(double.NegativeInfinity));
        Assert.Equal("\"Infinity\"", Text(double.PositiveInfinity));
    }

    [Fact]
    public void An_array_that_differs_in_some_numbers_is_written_as_if_anew()
    {
        Random random = new(2);
        int[][] shapes = [[6], [2, 3], [3, 1, 2], [], [0], [2, 0], [1, 1]];
        foreach (int[] shape in shapes)
        {
            double[] first = Draw(shape);
            NumberText text = new(shape, first);
            for (int i = 0; i < 20; i++)
            {
                double[] second = [.. first.Select(value => random.Next(2) == 0 ? value : random.NextDouble())];
                Assert.Equal(Whole(new(shape, second), second), Whole(text, second));
            }
            double[] Draw(int[] sizes) => [.. Enumerable.Range(0, sizes.Aggregate(1, (a, b) => a * b))
                .Select(_ => random.NextDouble())];
        }
        Assert.Equal("[[1.0,2.0],[-0.0,4.5]]", Whole(new([2, 2], [1, 2, 0, 4]), [1, 2, -0.0, 4.5]));
    }

    [Theory]
    [InlineData("{\"f\":1.5e3,\"g\":[1,-2]}", 1500, "1,-2", "2")]
    [InlineData(" { \"f\" : 2 , \"g\" : [ [ 1 , 2 ] , [ 3 , 4 ] ] } \r", 2, "1,2,3,4", "2,2")]
    [InlineData("{\"g\":3,\"extra\":{\"a\":[1,{\"b\":\"]}\\\"\"}],\"c\":null},\"f\":\"Infinity\"}",
        double.PositiveInfinity, "3", "")]
    [InlineData("{\"f\":-inf,\"g\":[NaN,\"-Infinity\",+Infinity,-nan]}",
        double.NegativeInfinity, "NaN,-Infinity,Infinity,NaN", "4")]
    [InlineData("{\"f\":0,\"g\":[[1],2,[3,4]]}", 0, "1,2,3,4", "4")]
    [InlineData("{\"f\":0,\"g\":[1,[2]]}", 0, "1,2", "2")]
    [InlineData("{\"f\":0,\"g\":[[],[1]]}", 0, "1", "1")]
    [InlineData("{\"f\":0,\"g\":[]}", 0, "", "0")]
    public void Answers_are_read(string line, double value, string numbers, string shape)
    {
        ProgramAnswer answer = AnswerReader.Read(Encoding.UTF8.GetBytes(line), valueOnly: false);
        Assert.Equal(value, answer.Value);
        Assert.Equal(numbers, string.Join(',', answer.Gradient[""].Values.Select(number
            => number.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(shape, string.Join(',', answer.Gradient[""].Shape));
    }

    [Fact]
    public void Whatever_a_program_prints_is_read_or_refused()
    {
        byte[] line = Encoding.UTF8.GetBytes(
            "{\"f\":1.5,\"g\":{\"w\":[[1,2]],\"b\":[]},"
            + "\"outputs\":[{\"name\":\"\\u00e9\",\"value\":[1],\"gradient\":[2]}],\"t\":true}");
        Random random = new(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] broken = [.. line];
            for (int k = random.Next(4); k >= 0; k--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            Read(broken.AsSpan(0, random.Next(2) == 0 ? broken.Length : random.Next(broken.Length)));
        }
        string deep = new('[', 1_000_000);
        Read(Encoding.UTF8.GetBytes("{\"g\":" + deep));
        Read(Encoding.UTF8.GetBytes("{\"other\":" + deep));
    }

    private static void Read(ReadOnlySpan<byte> line)
    {
        try
        {
            AnswerReader.Read(line, valueOnly: false);
        }
        catch (FormatException)
        {
            // Refused.
        }
    }

    private static string Whole(NumberText text, double[] numbers)
    {
        Utf8Line line = new();
        text.Write(line, numbers);
        return Encoding.UTF8.GetString(line.Written);
    }

    private static string Text(double value)
    {
        Utf8Line line = new();
        line.Add(value);
        return Encoding.UTF8.GetString(line.Written);
    }
}
