using VectorLoss.Catalogue;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class LayoutTests : Workplace
{
    public static TheoryData<int> Widths => [60, 72, 80, 100, 133, 200];

    [Fact]
    public void Lines_end_between_words_and_go_on_under_their_beginning()
    {
        Assert.Equal("  • one two\n    three\n    four\n", Layout.Hanging("  • ", "one two three four", 11));
        Assert.Equal("a  b\n", Layout.Hanging("", "a  b", 80));
        Assert.Equal("name  \n", Layout.Hanging("name  ", "", 80));
        Assert.Equal("x unbreakable\n  y\n", Layout.Hanging("x ", "unbreakable y", 5));
        string text = string.Join(' ', Enumerable.Repeat("word", 100));
        Assert.Equal(text + "\n", Layout.Hanging("", text, Layout.Unlimited));
    }

    [Fact]
    public void Wide_letters_take_two_columns()
    {
        Assert.Equal(4, Layout.Width("손실"));
        Assert.Equal(4, Layout.Width("café"));
        Assert.Equal(4, Layout.Width("cafe\u0301"));
        Assert.Equal("손실\n손실\n", Layout.Hanging("", "손실 손실", 8));
        Assert.Equal("손실  ", Layout.Pad("손실", 6));
    }

    [Theory]
    [InlineData(null, 0, Layout.Unlimited)]
    [InlineData(null, 80, 80)]
    [InlineData("", 80, 80)]
    [InlineData("72", 80, 72)]
    [InlineData("72", 0, 72)]
    [InlineData("wide", 80, 80)]
    [InlineData("0", 80, 80)]
    [InlineData(null, 500, 200)]
    [InlineData("5", 80, 20)]
    public void The_width_is_that_of_the_terminal_or_as_the_user_says(string? variable, int window, int columns)
        => Assert.Equal(columns, Terminal.ColumnsOf(variable, window));

    [Theory, MemberData(nameof(Widths))]
    public void Cards_fit_their_terminal(int columns)
    {
        Fits(columns, "losses");
        Assert.All(LossCatalog.All, card => Fits(columns, "losses", card.Name));
    }

    [Theory, MemberData(nameof(Widths))]
    public void Lessons_summaries_and_evaluations_fit_their_terminal(int columns)
    {
        Fits(columns, "lessons");
        Fits(columns, "lessons", "--lang", "ko");
        Fits(columns, "lesson", "loss-as-index");
        Fits(columns, "lesson", "loss-as-index", "--lang", "ko");
        Fits(columns, "info");
        Fits(columns, ["train", .. Usual(), "--save", At("net")]);
        Fits(columns, "eval", "--model", At("net"), "--data", Data);
    }

    [Theory, MemberData(nameof(Widths))]
    public void Help_fits_its_terminal(int columns)
    {
        Fits(columns, "--help");
        foreach (string command in BadInputTests.Commands.Select(row => row.Data))
            Fits(columns, command, "--help");
    }

    [Fact]
    public void Help_names_what_a_command_takes()
    {
        Assert.Contains("Usage:  vectorloss COMMAND [options]\n", Run("--help").Out);
        Assert.Contains("  lesson NAME       Run a lesson, or all.", Run("--help").Out);
        Assert.Contains("Usage:  vectorloss loss NAME [--NAME VALUE]... [options]\n", Run("loss", "--help").Out);
        Assert.Contains("Usage:  vectorloss verify [PATH...] [options]\n", Run("verify", "--help").Out);
        Assert.Contains("--model <FILE> (required)", Run("eval", "--help").Out);
        Assert.Contains("-?, -h, --help", Run("eval", "--help").Out);
        Assert.Contains("mean_over_weights", Help(40, "loss"));
        Assert.Contains("Exit codes: 0 all cases pass, 1 a case does not, 2 a file cannot be read.",
            Run("verify", "--help").Out);
    }

    private static string Help(int columns, string command)
    {
        using StringWriter output = new();
        CommandLine.Run([command, "--help"], new Terminal(output, output, Watched: false, CancellationToken.None)
        {
            Columns = columns,
        });
        return output.ToString();
    }

    [Theory, MemberData(nameof(Widths))]
    public void Verdicts_fit_their_terminal(int columns)
    {
        Fits(columns, "gradcheck", "--loss", "huber", "--cases", "1");
        Fits(columns, "gradcheck", "--loss", "huber", "--cases", "1", "--certify");
        Fits(columns, "verify", RepositoryFiles.Data("vectors/huber.json"));
        Assert.Equal("ab\n  cd\n  ef\n", Layout.Lines("ab\n  cd ef\n", 5));
    }

    // Every line, but for a single word that no line can hold.
    private static void Fits(int columns, params string[] words)
    {
        using StringWriter output = new(), error = new();
        Terminal terminal = new(output, error, Watched: false, CancellationToken.None) { Columns = columns };
        Assert.Equal(ExitCode.Done, CommandLine.Run(words, terminal));
        Assert.DoesNotContain(output.ToString().Split('\n'), line => Layout.Width(line) > columns
            && line.Trim().Contains(' '));
    }
}
