using System.Globalization;
using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>What <c>predict</c>, <c>eval</c> and <c>train</c> write of predictions.</summary>
public sealed class PredictionTextTests : TableWorkplace
{
    // Of a double all digits; of a float what 24 bits of its distance from the mean tell, in deviations.
    [Theory]
    [InlineData("double", 1e9, 1, 0)]
    [InlineData("float", 1e9, 1, 1e-6)]
    [InlineData("float", 2.5e7, 1e6, 1e-6)]
    [InlineData("float", -1e-20, 1e-22, 1e-6)]
    [InlineData("float", 0, 1e12, 1e-6)]
    [InlineData("double", 0, 1e-300, 0)]
    public void A_number_has_the_digits_that_the_net_knows(string type, double at, double deviation, double error)
    {
        Table("a,y\n", i => string.Create(CultureInfo.InvariantCulture, $"{i},{at + (deviation * i)}\n"));
        Fit("--csv", At("t.csv"), "--target", "y", "--dtype", type, "--steps", "300");
        string[] words = ["predict", "--model", At("net"), "--csv", At("t.csv"), "--out"];
        Assert.Equal(ExitCode.Done, Run([.. words, At("p.csv")]).Exit);
        Assert.Equal(ExitCode.Done, Run([.. words, At("p.npy")]).Exit);
        double[] texts = Column(At("p.csv"), 0), numbers = Npy.Read(At("p.npy")).ToDoubles();
        Assert.All(texts.Zip(numbers), pair => Assert.True(
            Math.Abs(pair.First - pair.Second) <= error * deviation * 30, $"{pair.First:R} for {pair.Second:R}"));
        Assert.True(texts.Distinct().Count() > 50);
        // No float has more digits than it can tell.
        if (type == "float" && at == 2.5e7)
            Assert.All(File.ReadAllLines(At("p.csv"))[1..], line => Assert.InRange(line.TrimStart('-').Length, 1, 10));
    }

    [Theory]
    [InlineData("float", 1e9, 1, "near the mean of column '{0}'")]
    [InlineData("float", 1e4, 1, "")]
    [InlineData("float", 0, 1e-30, "")]
    [InlineData("double", 1e9, 1, "")]
    // What scales such a column would be ∞ or 0 in the file.
    [InlineData("float", 1e39, 1e38, "as small as the numbers of column '{0}'", ExitCode.BadInput)]
    [InlineData("float", 0, 1e-50, "as small as the numbers of column '{0}'", ExitCode.BadInput)]
    [InlineData("double", 1e39, 1e38, "")]
    public void A_model_of_floats_that_loses_a_column_says_so(
        string type, double at, double scale, string said, int exit = ExitCode.Done)
    {
        foreach (string column in (string[])["y", "a"])
        {
            Table("a,y\n", i => string.Create(CultureInfo.InvariantCulture,
                $"{(column == "a" ? at + (scale * i) : i)},{(column == "y" ? at + (scale * i) : i % 7)}\n"));
            Fit("--csv", At("t.csv"), "--target", "y", "--dtype", type, "--steps", "5");
            Answer answer = Run("export", "--model", At("net"), "--onnx", At("net.onnx"));
            Assert.Equal(exit, answer.Exit);
            Assert.Contains(string.Format(CultureInfo.InvariantCulture, said, column), answer.Error);
            Assert.Equal(said == "", answer.Error == "");
            File.Delete(At("net.onnx"));
        }
    }

    // An empty line would be skipped by readers of one column.
    [Theory]
    [InlineData("y", "NaN")]
    [InlineData("y,z", "NaN,NaN")]
    [InlineData("k", ",NaN,NaN")]
    public void A_row_that_cannot_be_predicted_is_NaN(string targets, string line)
    {
        Table("a,y,z,k\n", i => $"{(i % 9 == 4 ? "" : $"{i}")},{i % 9},{i % 5},k{i % 2}\n");
        string ignored = string.Join(',', "y,z,k".Split(',').Except(targets.Split(',')));
        Fit("--csv", At("t.csv"), "--target", targets, "--ignore", ignored, "--missing", "drop", "--steps", "5");
        string[] lines = Run("predict", "--model", At("net"), "--csv", At("t.csv")).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(101, lines.Length);
        Assert.All(lines[1..].Index(), one => Assert.Equal(one.Index % 9 == 4, one.Item == line));
        if (targets != "k")
            Assert.Equal(100, CsvRows(string.Join('\n', lines)));
    }

    [Theory]
    [InlineData("float", "1e39")]
    [InlineData("float", "-3e300")]
    [InlineData("double", "1.7e308")]
    public void A_number_that_overflows_the_net_is_refused_by_row_and_column(string type, string cell)
    {
        Table("a,y\n", i => $"{i / 1e3},{i % 7}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--dtype", type, "--steps", "5");
        File.WriteAllText(At("new.csv"), $"a,y\n1,2\n{cell},3\n");
        foreach (string command in (string[])["predict", "eval"])
        {
            Answer answer = Run(command, "--model", At("net"), "--csv", At("new.csv"));
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains("row 2 (line 3), column 'a': ", answer.Line);
            Assert.Contains($" is too large for a net of {type}s", answer.Line);
        }
        Table("a,y\n", i => $"{(i == 3 ? "1e39" : $"{i}")},{i % 7}\n");
        Refused(["--csv", At("t.csv"), "--target", "y", "--scale", "none"], "row 4 (line 5), column 'a': 1E+39 is too "
            + "large for a net of floats (see --dtype double of train)");
    }

    [Fact]
    public void What_overflows_within_the_net_is_said()
    {
        Table("a,y\n", i => $"{i},{i * i}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", "poisson", "--steps", "200");
        File.WriteAllText(At("new.csv"), "a,y\n1,2\n1e9,3\n1e10,3\n");
        foreach (string command in (string[])["predict", "eval"])
        {
            Answer answer = Run(command, "--model", At("net"), "--csv", At("new.csv"));
            Assert.Equal(ExitCode.Done, answer.Exit);
            Assert.Contains("2 predictions overflowed and tell nothing, first in row 2 (line 3)", answer.Error);
        }
    }

    [Theory]
    [InlineData("cross-entropy", "probability")]
    [InlineData("mse", "probability")]
    [InlineData("sparsemax", "probability")]
    [InlineData("hinge", "score")]
    [InlineData("generalized-kl", "score")]
    [InlineData("poisson-nll", "score")]
    [InlineData("bce-with-logits", "score")]
    [InlineData("multi-margin", "score")]
    [InlineData("mse", "score", "--output", "linear")]
    [InlineData("mse", "probability", "--output", "sigmoid")]
    public void Scores_of_classes_are_not_called_probabilities(string loss, string word, params string[] more)
    {
        Table("a,k\n", i => $"{i},{(i > 50 ? "red" : "blue")}\n");
        Fit(["--csv", At("t.csv"), "--target", "k", "--loss", loss, "--steps", "50", .. more]);
        string[] lines = Run("predict", "--model", At("net"), "--csv", At("t.csv")).Out.TrimEnd('\n').Split('\n');
        Assert.Equal($"k,{word} blue,{word} red", lines[0]);
        double[] numbers = [.. lines[1..].SelectMany(line => line.Split(',')[1..]).Select(
            cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.True(word == "score" || numbers.All(number => number is >= 0 and <= 1));
    }

    [Theory]
    [InlineData("hinge", "score y\n")]
    [InlineData("soft-margin", "score y\n")]
    [InlineData("bce-with-logits", "y\n")]
    [InlineData("bce", "y\n")]
    [InlineData("mse", "y\n")]
    public void A_margin_is_not_called_by_its_target(string loss, string header)
    {
        Table("a,y\n", i => $"{i},{i % 2}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", loss, "--steps", "5");
        Assert.StartsWith(header, Run("predict", "--model", At("net"), "--csv", At("t.csv")).Out);
    }

    [Fact]
    public void Equal_targets_have_no_share_of_explained_spread()
    {
        Table("a,y\n", i => $"{i},0.1\n");
        Answer fit = Fit("--csv", At("t.csv"), "--target", "y", "--steps", "5");
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(fit.Out).RootElement.GetProperty("scores")
            .GetProperty("R²").ValueKind);
        Assert.Contains("R²            — (there is no spread to explain: the targets are equal)",
            Run("train", "--csv", At("t.csv"), "--target", "y", "--steps", "5").Out);
        File.WriteAllText(At("one.csv"), "a,y\n1,2\n");
        Assert.Contains("— (there is no spread to explain",
            Run("eval", "--model", At("net"), "--csv", At("one.csv")).Out);
    }

    [Fact]
    public void Quantiles_that_cross_are_counted()
    {
        Table("a,y\n", i => $"{i},{i * 37 % 100}\n");
        Answer fit = Fit("--csv", At("t.csv"), "--target", "y", "--quantiles", "0.3,0.5,0.7", "--steps", "1");
        string[] lines = Run("predict", "--model", At("net"), "--csv", At("t.csv")).Out.TrimEnd('\n').Split('\n')[1..];
        double[][] rows = [.. lines.Select(line => line.Split(',').Select(
            cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        int crossing = rows.Count(row => row[0] > row[1] || row[1] > row[2]);
        Assert.InRange(crossing, 1, 100);
        Assert.Equal(crossing, JsonDocument.Parse(Run("eval", "--model", At("net"), "--csv", At("t.csv"), "--json").Out)
            .RootElement.GetProperty("scores").GetProperty("crossing rows").GetInt32());
        Assert.Contains("\"crossing rows\":", fit.Out);
    }

    [Theory]
    [InlineData("--target y --loss cross-entropy", "column 'y' has 100 categories in 100 rows: if these are numbers")]
    [InlineData("--target y --categories y", "column 'y' has 100 categories in 100 rows: if these are numbers")]
    [InlineData("--target y", "column 'id' has 80 categories in 100 rows: --ignore leaves it out")]
    [InlineData("--target y --ignore id", "")]
    [InlineData("--target k --ignore id", "")]
    public void As_many_categories_as_rows_are_doubted(string words, string doubt)
    {
        Table("a,y,k,id\n", i => $"{i},{i * 37 % 100}.5,k{i % 40},id{i}\n");
        Answer answer = Run(["train", "--csv", At("t.csv"), "--steps", "5", .. words.Split(' ')]);
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.True(doubt == "" ? !answer.Error.Contains("categories in") : answer.Error.Contains(doubt), answer.Error);
    }

    [Fact]
    public void Whole_numbers_of_an_array_are_classes_until_they_are_as_many_as_its_rows()
    {
        Npz.Write(At("f.npz"), new Dictionary<string, NpyArray>
        {
            ["x"] = NpyArray.Of<double>([100, 1], [.. Enumerable.Range(0, 100).Select(i => (double)i)]),
            ["y"] = NpyArray.Of<int>([100], [.. Enumerable.Range(0, 100).Select(i => 7 * i)]),
        });
        Answer answer = Run("train", "--data", At("f.npz"), "--steps", "5");
        Assert.Contains("column 'y' has 100 categories in 100 rows: if these are numbers", answer.Error);
        answer = Run("train", "--data", At("f.npz"), "--steps", "5", "--loss", "mse");
        Assert.DoesNotContain("categories", answer.Error);
    }

    private static int CsvRows(string text) => text.Split('\n')[1..].Count(line => line != "");
}
