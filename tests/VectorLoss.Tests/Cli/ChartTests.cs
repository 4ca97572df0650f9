using System.IO.Compression;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Pages;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class ChartTests
{
    [Fact]
    public void The_same_data_give_the_same_bytes() =>
        Assert.Equal(Gallery.Page(Words.English), Gallery.Page(Words.English));

    [Fact]
    public void Titles_and_code_cannot_become_tags()
    {
        string page = Gallery.Page(Words.English);
        Assert.DoesNotContain("<hostile>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;hostile&gt; &quot;names&quot;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_asks_for_nothing_outside_itself()
    {
        string page = Gallery.Page(Words.Korean);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"ko\">", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0975, "0.0975")]
    [InlineData(2.302585093, "2.3026")]
    [InlineData(-12345.6, "−12346")]
    [InlineData(1e-50, "10⁻⁵⁰")]
    [InlineData(-2.5e7, "−2.5×10⁷")]
    [InlineData(-1e-9, "−10⁻⁹")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Numbers_are_written_as_a_reader_wants_them(double value, string text) =>
        Assert.Equal(text, Figures.Show(value));

    [Theory]
    [InlineData(0, 1, false, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 4, false, "−2 0 2 4")]
    [InlineData(0, 5e-4, false, "0 10⁻⁴ 2×10⁻⁴ 3×10⁻⁴ 4×10⁻⁴ 5×10⁻⁴")]
    [InlineData(0.01, 100, true, "0.01 0.1 1 10 100")]
    [InlineData(1e-50, 1, true, "10⁻⁵⁰ 10⁻⁴⁰ 10⁻³⁰ 10⁻²⁰ 10⁻¹⁰ 1")]
    public void Ticks_are_round_numbers(double low, double high, bool log, string labels) =>
        Assert.Equal(labels, string.Join(" ", new Axis(low, high, log, 0, 100).Ticks(5).Select(tick => tick.Label)));

    [Fact]
    public void A_picture_is_a_png_that_holds_the_ink_reversed()
    {
        byte[] file = Convert.FromBase64String(Png.Base64([0, 255, 10, 20, 30, 40], 2, 3));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], file[..8]);
        // Signature 8, header chunk 25, then length and name of the data chunk.
        using var pixels = new ZLibStream(new MemoryStream(file[41..]), CompressionMode.Decompress);
        byte[] rows = new byte[8];
        pixels.ReadExactly(rows);
        Assert.Equal([0, 255, 0, 245, 0, 235, 225, 215], rows);
        // The check sum of the empty last chunk is the one that every PNG ends with.
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], file[^4..]);
    }
}
