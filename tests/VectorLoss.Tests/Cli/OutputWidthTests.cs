using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Every command with its main results, at the widths that terminals have.</summary>
public sealed class OutputWidthTests : GradcheckProgramWorkplace
{
    public static TheoryData<int> Widths => [60, 80, 120, 200];

    private string Table => At("t.csv");

    // Names and scores of the user's own words, and a net of each kind that a command looks at.
    private string[][] Walks => [
        ["train", .. Usual(), "--save", At("net")],
        ["train", "--csv", Table, "--target", "kind", "--steps", "20", "--threads", "1", "--save", At("table")],
        ["predict", "--model", At("table"), "--csv", Table],
        ["eval", "--model", At("net"), "--data", Data],
        ["eval", "--model", At("table"), "--csv", Table],
        ["export", "--model", At("net"), "--onnx", At("net.onnx")],
        ["info"],
        ["lessons"],
        ["lesson", "outliers"],
        ["lesson", "outliers", "--lang", "ko"],
        ["lesson", "likelihood"],
        ["losses"],
        .. LossCatalog.All.Select(card => (string[])["losses", card.Name]),
        .. LossCatalog.All.Select(card => (string[])["losses", card.Name, "--peers"]),
        .. PeerBook.All.Select(peer => (string[])["losses", "--coming-from", peer.Name]),
        ["loss", "mse", "--input", At("x.npy"), "--target", At("x.npy")],
        ["verify", RepositoryFiles.Data("vectors/huber.json")],
        ["verify", At("wrong.json")],
        ["verify", RepositoryFiles.Data("vectors/huber.json"), "--certify"],
        ["gradcheck", "--loss", "huber", "--cases", "1"],
        ["gradcheck", "--op", "linear", "--cases", "1"],
        .. IsInstalled("python3") ? (string[][])[
            ["gradcheck", "--program", $"python3 {At("squares.py")}", "--at", At("x.npy")],
            ["gradcheck", "--program", $"python3 {At("squares.py")} 3", "--at", At("x.npy")],
        ] : [],
        ["new", "loss", "OneSided", "--dir", Path.Combine(At("made"), $"{Guid.NewGuid()}")],
    ];

    // What a program reads: CSV.
    private static readonly string[] Unwrapped = ["predict"];

    [Theory, MemberData(nameof(Widths))]
    public void Every_result_of_every_command_fits(int columns)
    {
        File.WriteAllText(Table, "a column with quite a long name,b,kind\n" + string.Concat(Enumerable.Range(0, 60)
            .Select(i => $"{i % 7},{i % 5},{(i % 7 > 3 ? "p" : "q")}\n")));
        File.WriteAllText(At("wrong.json"), """
            {"loss":"mse","cases":[{"id":"a case with a name that takes more than one line of a narrow terminal",
            "options":{},"inputs":{"prediction":{"shape":[1],"values":[1]},"target":{"shape":[1],"values":[0]}},
            "value":{"shape":[],"values":[7]},"grad":{}}]}
            """);
        foreach (string[] words in Walks)
        {
            (int exit, string text) = Run(columns, words);
            string said = string.Join(' ', words);
            Assert.True(exit is ExitCode.Done or ExitCode.GoalMissed && text.Length > 0, $"{said}: {text}");
            if (!Unwrapped.Contains(words[0]))
                Fits(columns, said, text);
        }
        string[] commands = [.. Run("--help").Out.Split("Commands:\n")[1].Split('\n')
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && char.IsAsciiLetter(line[2]))
            .Select(line => line.Trim().Split(' ')[0])];
        Assert.Equal(commands.Order(), Walks.Select(words => words[0]).Distinct().Order());
        string[][] helps = [[], .. commands.Select(command => (string[])[command]), ["new", "loss"]];
        foreach (string[] words in helps)
            Fits(columns, $"{string.Join(' ', words)} --help", Run(columns, [.. words, "--help"]).Text);
    }

    [Theory, MemberData(nameof(Widths))]
    public void The_self_test_fits_whatever_it_finds(int columns)
    {
        string[] names = ["log-sum-exp of far apart numbers: gradient of another element", "mean over 1000000: zero"];
        SelfTestScore score = new("VectorLoss with a name of its own", 123_456, 1_234_567, 12, 12_345, names, names)
        {
            Missed = names,
            Families = [.. Family.All.Select(family => new FamilyScore(family.Name, 1000, 990, 1, 1000, 1, 900, 2))],
        };
        string text = SelfTestRun.ToText([score, score with { Checker = "PyTorch slow" }], columns);
        Fits(columns, "gradcheck --self-test", text);
        Assert.All(Family.All, family => Assert.Contains(family.Name.Split(' ')[^1], text));
    }

    [Fact]
    public void Names_stand_beside_their_numbers_or_above_them()
    {
        NumberTable table = new("name", "of", "all");
        table.Add("two words", "1", "1,234");
        table.Add("x", "22", "5");
        Assert.Equal("name       of    all\ntwo words   1  1,234\nx          22      5\n", table.ToText(80));
        Assert.Equal("name     of    all\ntwo       1  1,234\n  words\nx        22      5\n", table.ToText(18));
        Assert.Equal("name\n  of    all\ntwo words\n   1  1,234\nx\n  22      5\n", table.ToText(17));
    }

    private static (int Exit, string Text) Run(int columns, string[] words)
    {
        using StringWriter output = new(), error = new();
        int exit = CommandLine.Run(words, new(output, error, Watched: false, CancellationToken.None)
        {
            Columns = columns,
        });
        return (exit, $"{output}" is { Length: > 0 } text ? text : $"{error}");
    }

    // Every line, but for a single word that no line can hold.
    private static void Fits(int columns, string words, string text) => Assert.All(text.Split('\n'), line
        => Assert.True(Layout.Width(line) <= columns || !line.Trim().Contains(' '), $"{columns}: {words}: {line}"));
}
