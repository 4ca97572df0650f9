using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Tables as users have them: constant columns, quotes, dressed numbers, one class, several arrays.</summary>
public sealed class OddTableTests : TableWorkplace
{
    // The mean of 80 tenths is not a tenth, and the rounding is no deviation to divide by.
    [Theory]
    [InlineData("0.1")]
    [InlineData("3.3")]
    [InlineData("-1e-300")]
    [InlineData("0")]
    public void A_column_of_one_number_is_not_divided_by_the_rounding_of_its_mean(string number)
    {
        Table("a,k,y,z\n", i => $"{i},{number},{i % 7},{number}\n");
        Fit("--csv", At("t.csv"), "--target", "y,z", "--steps", "5");
        JsonElement notes = JsonDocument.Parse(StoredModel.Load(At("net")).Notes["table"]).RootElement;
        foreach (JsonElement column in (JsonElement[])[notes.GetProperty("inputs")[1], notes.GetProperty("targets")[1]])
        {
            Assert.Equal(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture),
                column.GetProperty("mean").GetDouble());
            Assert.Equal(1, column.GetProperty("deviation").GetDouble());
        }
    }

    // A reader that goes on behind a quote takes lines into one cell, and says nothing of the rows that are lost.
    [Theory]
    [InlineData("a,y\n1,u\n2,\"v\n3,u\n", "line 3, cell 2")]
    [InlineData("a,y\n1,u\n2,\"v\n3,\"u\"\n4,u\n", "line 3, cell 2")]
    [InlineData("a,y\n5\" pipe,1\n6\" pipe,2\n", "line 2, cell 1")]
    [InlineData("a,y\n1,\"u\"v\n2,u\n", "line 2, cell 2")]
    [InlineData("a,y\n1,\"\n2,u\n", "line 2, cell 2")]
    [InlineData("\"a,y\n1,u\n", "line 1, cell 1")]
    public void A_quote_that_is_not_closed_is_refused_where_it_stands(string text, string place)
    {
        File.WriteAllText(At("t.csv"), text);
        Refused(["--csv", At("t.csv"), "--target", "y", "--test", "0"],
            $"{At("t.csv")}: {place}: a quote is not closed");
    }

    [Theory]
    [InlineData("\"a \"\"b\"\", c\"", "a \"b\", c")]
    [InlineData(" \"a,b\" ", "a,b")]
    [InlineData("\"\"", "")]
    [InlineData("say \"hi\" now", "say \"hi\" now")]
    [InlineData("\"two\nlines\"", "two\nlines")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\0\"", "\0\"")]
    public void Quotes_are_taken_off(string raw, string text) => Assert.Equal(text, Cells.Unquoted(raw, ','));

    [Theory]
    [InlineData("$5")]
    [InlineData("-€1,000.50")]
    [InlineData("5 %")]
    [InlineData("10€")]
    [InlineData("1'000")]
    [InlineData("1’000’000.5")]
    [InlineData("1 000")]
    [InlineData("1\u00a0000")]
    [InlineData("−1.5")]
    public void A_dressed_number_is_no_category(string cell)
    {
        Table("a;y\n", i => $"{i};{(i == 0 ? cell : "2")}\n");
        Refused(["--csv", At("t.csv"), "--target", "y"], $"column 'y': '{cell}' looks like a number");
        Table("a;y\n", i => $"{i};{(i % 2 == 0 ? cell : "other")}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--steps", "5", "--categories", "y");
    }

    [Theory]
    [InlineData("12 34")]
    [InlineData("1-2")]
    [InlineData("#5")]
    [InlineData("v1.2")]
    [InlineData("192.168.100.200")]
    [InlineData("2024-01-31")]
    [InlineData("12:30")]
    [InlineData("%")]
    [InlineData("12")]
    [InlineData("-1e5")]
    public void Other_texts_and_numbers_are_not_dressed(string cell) => Assert.False(Cells.IsDressedNumber(cell));

    // A whole number beside a missing cell is written with a point and a zero by tools that have no whole number for
    // what is missing.
    [Fact]
    public void A_whole_number_is_one_category_with_and_without_its_point()
    {
        string[] codes = ["0", "01", "0.0", "01"], classes = ["7.0", "8"];
        Table("a,k,y\n", i => $"{i % 2},{codes[i % 4]},{classes[i % 2]}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--categories", "k", "--loss", "cross-entropy", "--steps", "5");
        JsonElement notes = JsonDocument.Parse(StoredModel.Load(At("net")).Notes["table"]).RootElement;
        string[] Levels(string part, int column) => [.. notes.GetProperty(part)[column].GetProperty("categories")
            .EnumerateArray().Select(level => level.GetString()!)];
        Assert.Equal(["0", "01"], Levels("inputs", 1));
        Assert.Equal(["7.0", "8"], Levels("targets", 0));
        File.WriteAllText(At("other.csv"), "a,k,y\n0,0.00,7\n1,01,8.0\n");
        Answer answer = Run("eval", "--model", At("net"), "--csv", At("other.csv"));
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        File.WriteAllText(At("other.csv"), "a,k,y\n0,1,7\n");
        Assert.Contains("'1'", Run("eval", "--model", At("net"), "--csv", At("other.csv")).Error);
    }

    [Theory]
    [InlineData("0.0", "0")]
    [InlineData("-12.000", "-12")]
    [InlineData("1.10", "1.10")]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("007.0", "007")]
    [InlineData("v1.0", "v1.0")]
    [InlineData("1.", "1.")]
    public void A_category_is_its_text(string cell, string category) => Assert.Equal(category, Cells.Category(cell));

    [Theory]
    [InlineData("sep=;\n", ';', "\n")]
    [InlineData("SEP=|\r\n", '|', "\r\n")]
    [InlineData("\"sep=,\"\n", ',', "\n")]
    [InlineData("sep=\t\n", '\t', "\n")]
    public void A_line_that_names_the_separator_is_no_header(string first, char separator, string end)
    {
        string[] rows = [.. Enumerable.Range(0, 20).Select(i => $"x,{i}".Replace(',', separator))];
        File.WriteAllText(At("t.csv"), first + string.Join(end, [$"a{separator}y", .. rows]));
        Fit("--csv", At("t.csv"), "--target", "y", "--categories", "a", "--steps", "5");
        File.WriteAllText(At("t.csv"), first + $"a{separator}y{end}x{separator}1{end}x{separator}1{separator}2");
        Refused(["--csv", At("t.csv"), "--target", "y"], "row 2 (line 4) has 3 cells, the header has 2");
        File.WriteAllText(At("t.csv"), first + $"a{separator}{end}x{separator}1");
        Refused(["--csv", At("t.csv"), "--target", "y"], "column 2 has no name in line 2");
    }

    [Theory]
    [InlineData("# written by a tool\na,y\n1,2\n", "line 1 is a comment; a table begins with its header")]
    [InlineData("sep=,\n# written by a tool\na,y\n1,2\n", "line 2 is a comment; a table begins with its header")]
    [InlineData("a,y\n1,2\n# the rest is of May\n",
        "row 2 (line 3) has 1 cell, the header has 2; a line that begins with # is no comment here")]
    public void A_comment_is_called_one(string text, string reason)
    {
        File.WriteAllText(At("t.csv"), text);
        Refused(["--csv", At("t.csv"), "--target", "y"], reason);
    }

    [Fact]
    public void One_class_is_told_and_exported()
    {
        Table("a,y\n", i => $"{i},one\n");
        Answer answer = Fit("--csv", At("t.csv"), "--target", "y", "--steps", "5");
        Assert.Contains("column 'y' has one class, 'one', which is all that the net can say", answer.Error);
        Assert.Equal(ExitCode.Done, Run("export", "--model", At("net"), "--onnx", At("net.onnx")).Exit);
        using OnnxSession model = new(File.ReadAllBytes(At("net.onnx")));
        Assert.Equal([1], model.Run<float>([3], 1));
    }

    [Fact]
    public void Several_targets_of_a_loss_of_classes_are_refused_for_their_number()
    {
        Table("a,p,q\n", i => $"{i},{i % 2},{i % 3}\n");
        Refused(["--csv", At("t.csv"), "--target", "p,q", "--loss", "poly-cross-entropy"],
            "--loss poly-cross-entropy takes one target of classes, not 2");
    }

    // Whether 3.7 is a yes or a no, nobody has said.
    [Theory]
    [InlineData("hinge", "a", "0 is")]
    [InlineData("hinge", "b", "2.5 is no target of hinge, whose targets are 0 and 1, or -1 and 1")]
    [InlineData("bce-with-logits", "b", "2.5 is no target of bce-with-logits, whose targets are from 0 to 1")]
    public void Yes_and_no_are_compared_with_yes_and_no(string loss, string column, string reason)
    {
        Table("a,b,y\n", i => $"{i % 2},{(i == 3 ? "2.5" : "1")},{i % 2}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", loss, "--steps", "5");
        Answer answer = Run("eval", "--model", At("net"), "--csv", At("t.csv"), "--target", column);
        if (column == "a")
            Assert.Equal(ExitCode.Done, answer.Exit);
        else
            Assert.EndsWith($"row 4 (line 5), column 'b': {reason}", answer.Line);
    }

    // With a fifth of every label spread over two classes, the best probability of the right one is 0.9.
    [Fact]
    public void Options_of_the_families_of_classes_are_those_of_the_card()
    {
        Table("a,y\n", i => $"{(i % 2 == 0 ? -1 : 1)},{(i % 2 == 0 ? "p" : "q")}\n");
        string[] words = ["--csv", At("t.csv"), "--target", "y", "--weight-decay", "0", "--steps", "2000", "--loss"];
        Fit([.. words, "cross-entropy:label-smoothing=0.2"]);
        Run("predict", "--model", At("net"), "--csv", At("t.csv"), "--out", At("p.csv"));
        Assert.Equal(0.9, double.Parse(File.ReadLines(At("p.csv")).ElementAt(1).Split(',')[1],
            System.Globalization.CultureInfo.InvariantCulture), 1e-3);
        Fit([.. words[..^3], "--steps", "5", "--loss", "categorical-focal:gamma=1,lse_square_scale=0.01"]);
        Refused([.. words[..^3], "--loss", "cross-entropy:label_smoothing=1.5"], "label_smoothing must be from 0 to 1");
        Refused([.. words[..^3], "--loss", "cross-entropy:softcap=5"],
            "cross-entropy has no option 'softcap'; it has: label_smoothing, lse_square_scale");
    }

    [Fact]
    public void Columns_of_an_array_of_targets_are_no_inputs()
    {
        float[] x = [.. Enumerable.Range(0, 100).Select(i => (float)(i % 7))];
        Npz.Write(At("d.npz"), new Dictionary<string, NpyArray>
        {
            ["x"] = NpyArray.Of<float>([100], x),
            ["y"] = NpyArray.Of<float>([100, 2], [.. x.SelectMany(one => (float[])[one, -one])]),
        });
        foreach (string target in (string[])["y1", "y0"])
        {
            Fit("--data", At("d.npz"), "--target", target, "--steps", "5");
            Assert.Equal([1, 128, 1], StoredModel.Load(At("net")).Layers.ToArray());
        }
        Npz.Write(At("d.npz"), new Dictionary<string, NpyArray>
        {
            ["x"] = NpyArray.Of<float>([100], x),
            ["y"] = NpyArray.Of<long>([100], [.. x.Select(one => (long)one)]),
        });
        Fit("--data", At("d.npz"), "--quantiles", "0.1,0.9", "--steps", "5");
    }
}
