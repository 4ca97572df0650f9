using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Text that this program did not write, on its way to a terminal.</summary>
public sealed class PrintableTests : Workplace
{
    [Theory]
    [InlineData("huber", "huber")]
    [InlineData("정확도 ½ ✓", "정확도 ½ ✓")]
    [InlineData("\e[2J\u0007", "\\u001b[2J\\u0007")]
    [InlineData("a\nb\tc\0", "a\\u000ab\\u0009c\\u0000")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("abc\u202edef\u200b", "abc\\u202edef\\u200b")]
    [InlineData("line\u2028end\ue000", "line\\u2028end\\ue000")]
    [InlineData("", "")]
    public void What_a_terminal_would_obey_is_escaped(string text, string shown)
        => Assert.Equal(shown, Printable.Cut(text));

    [Fact]
    public void Half_a_pair_of_surrogates_becomes_the_mark_of_an_unknown_character()
        => Assert.Equal("half \ufffd pair", Printable.Cut("half " + (char)0xd800 + " pair"));

    [Theory]
    [InlineData(80, 80)]
    [InlineData(81, 80)]
    [InlineData(16_700_000, 80)]
    public void Long_text_is_cut(int length, int shown)
    {
        string cut = Printable.Cut(new string('x', length));
        Assert.Equal(shown, cut.Length);
        Assert.Equal(length > 80, cut.EndsWith('…'));
    }

    [Fact]
    public void A_long_message_keeps_its_file_and_its_reason()
    {
        string shown = Printable.Message($"--input {new string('x', 100_000)}: there is no such file");
        Assert.StartsWith("--input xxx", shown);
        Assert.EndsWith("xxx: there is no such file", shown);
        Assert.InRange(shown.Length, 1000, 2000);
    }

    [Fact]
    public void A_cut_leaves_neither_half_an_escape_nor_half_a_character()
    {
        Assert.Equal("xx…", Printable.Cut("xx\e\e", 8));
        Assert.Equal("\\u001b…", Printable.Cut("\e\e", 8));
        for (int most = 2; most < 12; most++)
            Assert.DoesNotContain('\ufffd', Printable.Cut("😀😀😀😀😀😀", most).Replace("…", ""));
    }

    [Theory]
    [InlineData("layers.0.\e]0;owned\u0007weight")]
    [InlineData("loss\e[31m")]
    public void A_name_of_a_model_file_reaches_the_terminal_escaped(string name)
    {
        Train("--save", At("net"));
        byte[] bytes = File.ReadAllBytes(At("net"));
        int length = (int)BitConverter.ToInt64(bytes);
        string json = name.Replace("\e", "\\u001b").Replace("\u0007", "\\u0007");
        string header = System.Text.Encoding.UTF8.GetString(bytes, 8, length).TrimEnd();
        string hostile = name.StartsWith("loss", StringComparison.Ordinal)
            ? header.Replace("softmax-cross-entropy", json) : header.Replace("layers.0.weight", json);
        byte[] text = System.Text.Encoding.UTF8.GetBytes(hostile + new string(' ', (8 - hostile.Length % 8) % 8));
        byte[] size = BitConverter.GetBytes((long)text.Length);
        File.WriteAllBytes(At("hostile"), [.. size, .. text, .. bytes[(8 + length)..]]);
        Answer answer = Run("eval", "--model", At("hostile"), "--data", Data);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.DoesNotContain(answer.Line, char.IsControl);
        Assert.DoesNotContain("--loss", answer.Line);
        Assert.Contains(At("hostile"), answer.Line);
    }

    [Fact]
    public void Names_of_a_reference_file_are_escaped_and_cut()
    {
        string hostile = "\\u001b[2J" + new string('x', 5000);
        File.WriteAllText(At("r.json"), $$$"""
            {"loss":"{{{hostile}}}","cases":[{"id":"{{{hostile}}}","options":{},"inputs":{},
            "value":{"shape":[],"values":[1]},"grad":{}}]}
            """);
        Answer answer = Run("verify", At("r.json"));
        Assert.Equal(ExitCode.GoalMissed, answer.Exit);
        Assert.DoesNotContain('\e', answer.Out);
        Assert.All(answer.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 300));
    }
}
