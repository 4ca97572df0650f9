using System.Text.Json;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>losses NAME --peers</c> and <c>losses --coming-from LIBRARY</c>.</summary>
public sealed class PeerCommandTests : Workplace
{
    [Fact]
    public void A_loss_tells_what_others_call_it_and_what_they_gave()
    {
        Answer answer = Run("losses", "huber", "--peers");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("torch.nn.functional.huber_loss · PyTorch 1.13.1, Debian 12 (measured 2026-11-29)", answer.Out);
        Assert.Contains("here      huber --delta 0.9", answer.Out);
        Assert.Contains("delta is called alpha, and is 0.9, not 1", answer.Out);
        Assert.Contains("defaults: 1.03125", answer.Out);
    }

    [Fact]
    public void Where_another_library_is_wrong_both_numbers_stand()
        => Assert.Contains("−1000 where the target is 1: Infinity, right and here 1000",
            Run("losses", "soft-margin", "--peers").Out.Replace("\n            ", " "));

    [Theory]
    [InlineData("keras", "keras.losses.CosineSimilarity", "cosine-distance − 1")]
    [InlineData("scikit-learn", "sklearn.metrics.mean_poisson_deviance", "2 × poisson-nll --log-input 0 --eps")]
    [InlineData("torch", "torch.nn.functional.l1_loss", "l1")]
    public void A_library_is_listed_with_its_losses(string library, string name, string here)
    {
        string[] lines = Run("losses", "--coming-from", library).Out.Split('\n');
        int place = Array.IndexOf(lines, name);
        Assert.True(place > 0, string.Join('\n', lines));
        Assert.StartsWith("  here      " + here, lines[place + 1]);
    }

    [Theory]
    [InlineData("MeanSquaredError")]
    [InlineData("keras.losses.MeanSquaredError")]
    [InlineData("mse")]
    public void One_loss_of_a_library_is_found_by_either_name(string name)
    {
        Answer answer = Run("losses", name, "--coming-from", "keras");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("keras.losses.MeanSquaredError", answer.Out);
        Assert.DoesNotContain("Huber", answer.Out);
    }

    [Fact]
    public void A_name_that_is_ambiguous_here_is_clear_in_its_library()
        => Assert.Contains("takes probabilities",
            Run("losses", "CategoricalCrossentropy", "--coming-from", "Keras").Out);

    [Theory]
    [InlineData("nothing is known of 'kerras'; did you mean 'Keras'?", "losses", "--coming-from", "kerras")]
    [InlineData("nothing is known of 'hubr' in Keras; did you mean 'Huber'?",
        "losses", "hubr", "--coming-from", "keras")]
    [InlineData("--peers needs the NAME of a loss", "losses", "--peers")]
    [InlineData("there is no loss 'hubr'; did you mean 'huber'?", "losses", "hubr", "--peers")]
    public void What_is_unknown_is_one_line_with_the_nearest_name(string expected, params string[] words)
    {
        Answer answer = Run(words);
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.Contains(expected, answer.Line);
    }

    [Theory]
    [InlineData("losses", "huber", "--peers", "--json")]
    [InlineData("losses", "--coming-from", "keras", "--json")]
    [InlineData("losses", "--coming-from", "torch", "--json")]
    public void Programs_get_every_line_as_JSON(params string[] words)
    {
        using JsonDocument document = JsonDocument.Parse(Run(words).Out);
        JsonElement[] lines = [.. document.RootElement.GetProperty("peers").EnumerateArray()];
        Assert.True(lines.Length >= 7);
        Assert.All(lines, line => Assert.All(
            (string[])["peer", "version", "date", "known", "name", "loss", "here"],
            member => Assert.NotEmpty(line.GetProperty(member).GetString()!)));
        Assert.Contains(lines, line => line.GetProperty("measured").GetArrayLength() > 1);
    }

    [Fact]
    public void A_line_says_whether_it_was_measured_read_or_neither()
    {
        Assert.Contains("its source over NumPy in place of JAX (not measured ",
            Run("losses", "info-nce", "--peers").Out);
        Assert.Contains("(read in its source ", Run("losses", "dpo", "--peers").Out);
    }

    [Fact]
    public void A_card_says_where_else_the_loss_is()
        => Assert.Contains("elsewhere", Run("losses", "huber").Out);

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    public void Text_wraps_between_words(int columns)
    {
        string text = PeerText.Of(PeerBook.Find("torch"), PeerBook.Find("torch").Lines, columns);
        // A word that is longer than the line stands alone.
        Assert.All(text.Split('\n'), line => Assert.True(
            Layout.Width(line) <= columns || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
    }
}
