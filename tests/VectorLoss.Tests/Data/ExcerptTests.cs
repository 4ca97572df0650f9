using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Data;

public class ExcerptTests
{
    [Theory]
    [InlineData("layers.0.weight", "layers.0.weight")]
    [InlineData("é 数 😀", "é 数 😀")]
    [InlineData("\u001b[31mred\r\n\0", "\\u001b[31mred\\u000d\\u000a\\u0000")]
    [InlineData("a\u202eb\u2028c\ue000d\u0085", "a\\u202eb\\u2028c\\ue000d\\u0085")]
    [InlineData("", "")]
    public void What_a_terminal_would_obey_is_escaped(string text, string expected)
        => Assert.Equal(expected, Excerpt.Of(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
        => Assert.Equal("half \ufffd pair", Excerpt.Of($"half {(char)0xd800} pair"));

    [Fact]
    public void A_long_text_is_cut()
    {
        Assert.Equal(new string('x', 80), Excerpt.Of(new string('x', 80)));
        Assert.Equal(new string('x', 80) + "…", Excerpt.Of(new string('x', 1 << 24)));
        Assert.InRange(Excerpt.Of(new string('\u001b', 1 << 20)).Length, 80, 90);
    }

    [Fact]
    public void Every_message_of_a_bad_file_is_one_short_line_without_control_characters()
    {
        string hostile = "\u001b]0;title\a" + new string('y', 1 << 20);
        string message = new DataFormatException("f", $"tensor {hostile}").Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 80, 1100);
        Assert.Equal("f: one two", new DataFormatException("f", "one\r\ntwo").Message);
    }
}
