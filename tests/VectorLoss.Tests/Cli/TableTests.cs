using System.Globalization;
using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>train</c>, <c>predict</c> and <c>eval</c> on tables of the user.</summary>
public sealed class TableTests : TableWorkplace
{
    private static string Intervals => RepositoryFiles.Data("tables/intervals.csv");

    // One price in fifteen is ten times too high. The truth without noise is known: only Huber comes near it.
    [Fact]
    public void Under_outliers_Huber_is_nearer_to_the_truth_than_least_squares()
    {
        double squares = Away("mse"), huber = Away("huber:delta=0.1");
        Assert.True(huber < 15_000 && squares > 10 * huber, $"mse {squares}, huber {huber}");

        double Away(string loss)
        {
            Fit("--csv", Houses, "--target", "price", "--ignore", "truth", "--loss", loss);
            Answer answer = Run("predict", "--model", At("net"), "--csv", Houses, "--out", At("out.csv"));
            Assert.Equal(ExitCode.Done, answer.Exit);
            double[] prices = Column(At("out.csv"), 0), truth = Column(Houses, 5);
            double away = Math.Sqrt(prices.Zip(truth, (price, real) => (price - real) * (price - real)).Average());
            // eval says the same, to what predict keeps of a price.
            answer = Run("eval", "--model", At("net"), "--csv", Houses, "--target", "truth", "--json");
            Assert.Equal(away, JsonDocument.Parse(answer.Out).RootElement.GetProperty("scores").GetProperty("RMSE")
                .GetDouble(), 1e-6 * away);
            return away;
        }
    }

    // 3,000 rows that training has not seen know a share of 0.9 to ± 0.0055 (one deviation).
    [Fact]
    public void Intervals_of_two_quantiles_cover_what_they_say()
    {
        Answer answer = Fit("--csv", Intervals, "--target", "y", "--quantiles", "0.05,0.95", "--test", "0.5");
        JsonElement scores = JsonDocument.Parse(answer.Out).RootElement.GetProperty("scores");
        Assert.Equal(0.9, scores.GetProperty("coverage").GetDouble(), 0.02);
        Assert.Equal(0.05, scores.GetProperty("below 0.05").GetDouble(), 0.02);
        Assert.Equal(0.95, scores.GetProperty("below 0.95").GetDouble(), 0.02);
        answer = Run("predict", "--model", At("net"), "--csv", Intervals);
        Assert.StartsWith("y 0.05,y 0.95\n", answer.Out);
    }

    [Fact]
    public void Classes_are_predicted_by_name_with_their_probabilities()
    {
        Table("a,kind\n", i => $"{i % 7},{(i % 7 > 3 ? "\"big, or so\"" : "small")}\n");
        Answer answer = Fit("--csv", At("t.csv"), "--target", "kind");
        Assert.Equal(1, JsonDocument.Parse(answer.Out).RootElement.GetProperty("scores").GetProperty("accuracy")
            .GetDouble());
        File.WriteAllText(At("new.csv"), "b,a\nx,6\ny,0\n");
        answer = Run("predict", "--model", At("net"), "--csv", At("new.csv"));
        string[] lines = answer.Out.Split('\n');
        Assert.Equal("kind,\"probability big, or so\",probability small", lines[0]);
        Assert.StartsWith("\"big, or so\",", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("small,", lines[2], StringComparison.Ordinal);
        Assert.Equal(1, lines[1].Split(',')[2..].Sum(one => double.Parse(one, CultureInfo.InvariantCulture)), 1e-6);
        answer = Run("eval", "--model", At("net"), "--csv", At("t.csv"));
        Assert.Matches(@"accuracy +1\n", answer.Out);
        Assert.Matches(@"macro F1 +1\n", answer.Out);
        // A number that names a class, where a loss of classes is asked for.
        Table("a,b\n", i => $"{i % 7},{i % 7 / 3}\n");
        answer = Fit("--csv", At("t.csv"), "--target", "b", "--loss", "cross-entropy");
        Assert.Equal("[1,128,3]", JsonDocument.Parse(answer.Out).RootElement.GetProperty("layers").GetRawText());
    }

    [Fact]
    public void Several_labels_and_several_numbers_are_targets_too()
    {
        Table("a,b,p,q\n", i => $"{(i % 5) - 2},{(i % 3) - 1},{(i % 5 > 2 ? 1 : 0)},{(i % 3 > 1 ? 1 : 0)}\n");
        JsonElement run = JsonDocument.Parse(Fit("--csv", At("t.csv"), "--target", "p,q").Out).RootElement;
        Assert.Equal("binary-cross-entropy-with-logits", run.GetProperty("loss").GetString());
        Assert.Equal(1, run.GetProperty("scores").GetProperty("macro F1").GetDouble());
        run = JsonDocument.Parse(Fit("--csv", At("t.csv"), "--target", "p,q", "--loss", "hinge").Out).RootElement;
        Assert.Equal(1, run.GetProperty("scores").GetProperty("exact match").GetDouble());
        run = JsonDocument.Parse(Fit("--csv", At("t.csv"), "--target", "p,q", "--loss", "l1").Out).RootElement;
        Assert.True(run.GetProperty("scores").GetProperty("R² q").GetDouble() > 0.9);
    }

    [Theory]
    [InlineData("test", "--test", "0.25")]
    [InlineData("validation", "--test", "0", "--validation", "0.25")]
    [InlineData("training", "--test", "0")]
    public void Scores_say_whose_they_are(string scored, params string[] more)
    {
        Table("a,y\n", i => $"{i},{3 * i % 7}.5\n");
        string[] words = ["--csv", At("t.csv"), "--target", "y", .. more];
        Assert.Equal(scored, JsonDocument.Parse(Fit(words).Out).RootElement.GetProperty("scored").GetString());
        Answer answer = Run(["train", "--steps", "5", .. words]);
        Assert.Matches($@"(?m)^Scores of +{scored} rows, which training {(scored == "test" ? "did not see" : "saw")}",
            answer.Out);
    }

    [Fact]
    public void Another_column_to_compare_with_is_of_the_table_and_as_many()
    {
        Table("a,y,z\n", i => $"{i},{3 * i % 7}.5,{i}.25\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--ignore", "z");
        string[] words = ["eval", "--model", At("net"), "--csv", At("t.csv"), "--target"];
        Assert.Contains("'zz'", Run([.. words, "zz"]).Line);
        Assert.Equal("vectorloss: --target: the net predicts 1 column, not 2", Run([.. words, "y,z"]).Line);
        Assert.NotEqual(Run([.. words, "z"]).Out, Run([.. words, "y"]).Out);
        Assert.Equal(Run([.. words[..^1]]).Out, Run([.. words, "y"]).Out);
        Table("a,y\n", i => $"{i},c{i % 2}\n");
        Fit("--csv", At("t.csv"), "--target", "y");
        Assert.Equal("vectorloss: --target a: the net predicts classes, and reads numbers from this column",
            Run([.. words, "a"]).Line);
    }

    [Fact]
    public void What_is_missing_is_refused_dropped_or_filled()
    {
        Table("a,c,y\n", i => $"{(i % 9 == 4 ? "NA" : $"{i % 9}")},{(i % 8 == 3 ? "" : $"c{i % 2}")},{i % 9}\n");
        string[] words = ["--csv", At("t.csv"), "--target", "y"];
        Refused([.. words], $"{At("t.csv")}: row 4 (line 5), column 'c': a value is missing");
        Fit([.. words, "--missing", "drop"]);
        File.WriteAllText(At("new.csv"), "a,c\n1,c0\n,c1\n2,c1\n");
        string[] lines = Run("predict", "--model", At("net"), "--csv", At("new.csv")).Out.Split('\n');
        Assert.Equal((5, "NaN"), (lines.Length, lines[2]));
        Fit([.. words, "--missing", "mean"]);
        lines = Run("predict", "--model", At("net"), "--csv", At("new.csv")).Out.Split('\n');
        Assert.NotEqual("NaN", lines[2]);
        Table("a,y\n", i => $"{i},{(i == 7 ? "" : "1")}\n");
        Refused([.. words, "--missing", "mean"], "row 8 (line 9), column 'y': the value to be learned is missing");
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("-0,25")]
    [InlineData("1,000")]
    [InlineData("12,345,678.5")]
    [InlineData("1.234,5")]
    public void A_number_with_a_comma_is_no_category(string cell)
    {
        Table("a;y\n", i => $"{i};{(i == 0 ? cell : "2")}\n");
        Answer answer = Run("train", "--csv", At("t.csv"), "--target", "y");
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains($"column 'y': '{cell}' looks like a number", answer.Error);
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("softmax")]
    public void Numbers_of_a_table_are_no_probabilities(string output)
    {
        Table("a,y,z\n", i => $"{i},{i + 0.5},{-i}\n");
        Fit(["--csv", At("t.csv"), "--target", "y,z"]);
        Answer answer = Run("export", "--model", At("net"), "--onnx", At("net.onnx"), "--output", output);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains($"--output {output}: the net predicts numbers of the table's units", answer.Line);
    }

    // The model takes the numbers of the table and gives those that predict does: the scaling is in it.
    [Theory]
    [InlineData("float", "--scale", "standard")]
    [InlineData("double", "--scale", "standard")]
    [InlineData("double", "--scale", "none")]
    [InlineData("double", "--quantiles", "0.1,0.5,0.9")]
    [InlineData("double", "--loss", "mse", "--target", "y,z")]
    [InlineData("double", "--loss", "poisson-nll")]
    public void An_exported_net_takes_and_gives_the_numbers_of_the_table(string type, params string[] more)
    {
        Table("kind,a,b,y,z\n", i
            => $"{(i % 3 == 0 ? "x" : "y")},{1000 + i},{(i % 5) - 40},{200 + (i * i % 90)},{-i}\n");
        string[] target = more.Contains("--target") ? [] : ["--target", "y", "--ignore", "z"];
        Fit(["--csv", At("t.csv"), "--categories", "kind", .. target, "--dtype", type, "--init", "he", .. more]);
        bool isMean = more[^1] == "poisson-nll";
        Answer answer = Run("export", "--model", At("net"), "--onnx", At("net.onnx"), "--output",
            isMean ? "exponential" : "linear");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("a category 1 or 0: kind=x, kind=y, a, b", answer.Out);
        Assert.Contains(isMean ? "means (exponential) [" : "predictions [",
            answer.Out);
        Run("predict", "--model", At("net"), "--csv", At("t.csv"), "--out", At("out.csv"));
        string[] rows = File.ReadAllLines(At("t.csv"))[1..];
        double[] inputs = [.. rows.Select(row => row.Split(',')).SelectMany(cells => new[]
            { cells[0] == "x" ? 1 : 0, cells[0] == "x" ? 0 : 1, Number(cells[1]), Number(cells[2]) })];
        double[] expected = [.. File.ReadAllLines(At("out.csv"))[1..].SelectMany(row => row.Split(',')).Select(Number)];
        using OnnxSession model = new(File.ReadAllBytes(At("net.onnx")));
        double[] found = type == "double" ? model.Run<double>(inputs, 4) : model.Run<float>(inputs, 4);
        Assert.Equal(expected.Length, found.Length);
        // A hundred roundings of numbers up to 1,000, as the inputs are. What predict writes is a float, as short
        // as it can be read again: two roundings.
        double unit = 100 * 1000 * (type == "double" ? Math.ScaleB(1, -53) : Math.ScaleB(1, -24));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second,
            unit + Math.ScaleB(Math.Abs(pair.First), -23)));

        static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Preparation_is_learned_on_the_training_rows_and_kept_with_the_net()
    {
        Table("a,c,y\n", i => $"{i},{(i % 3 == 0 ? "x" : "y")},{i}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--test", "0", "--validation", "0");
        JsonElement notes = JsonDocument.Parse(StoredModel.Load(At("net")).Notes["table"]).RootElement;
        JsonElement a = notes.GetProperty("inputs")[0];
        // 0 to 99: the mean and the deviation of whole numbers in a row.
        Assert.Equal(49.5, a.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(Math.Sqrt(((100.0 * 100) - 1) / 12), a.GetProperty("deviation").GetDouble(), 1e-12);
        Assert.Equal("[\"x\",\"y\"]", notes.GetProperty("inputs")[1].GetProperty("categories").GetRawText());
        // Half of the rows are not for training: the mean is no longer that of all.
        Fit("--csv", At("t.csv"), "--target", "y", "--test", "0.5");
        notes = JsonDocument.Parse(StoredModel.Load(At("net")).Notes["table"]).RootElement;
        Assert.NotEqual(49.5, notes.GetProperty("inputs")[0].GetProperty("mean").GetDouble(), 1e-3);
        File.WriteAllText(At("new.csv"), "a,c\n1,z\n");
        Answer answer = Run("predict", "--model", At("net"), "--csv", At("new.csv"));
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Contains("1 category that the training rows do not have", answer.Error);
        Assert.Contains("row 1 (line 2), column 'c': 'z'", answer.Error);
    }

    [Theory]
    [InlineData("a,y\n1,2\nx,3\n", "row 2 (line 3), column 'a': 'x' is no number, and the cells before are numbers")]
    [InlineData("a,y\nx,2\n1,3\n", "row 2 (line 3), column 'a': '1' is a number, and the cells before are texts")]
    [InlineData("a,y\n1,2\n1\n", "row 2 (line 3) has 1 cell, the header has 2")]
    [InlineData("a,y\n\"1\n2\",2\n\n1,2,3\n", "row 2 (line 5) has 3 cells, the header has 2")]
    [InlineData("1,2\n3,4\n", "there is no header: line 1 holds numbers only")]
    [InlineData("a,\n3,4\n", "column 2 has no name in line 1")]
    [InlineData("a,a\n3,4\n", "line 1 names the column 'a' twice")]
    [InlineData("a,y\n", "there is no row below the header")]
    [InlineData("", "the file is empty")]
    [InlineData("a,z\n1,2\n", "has no column 'y'")]
    [InlineData("y\n1\n2\n", "there is no column beside the target to learn from")]
    [InlineData("a,y\n,2\n,3\n4,5\n", "row 1 (line 2), column 'a': a value is missing")]
    [InlineData("a,y\n1,1e999\n", "row 1 (line 2), column 'y': '1e999' is not finite")]
    [InlineData("a,y\n-Inf,1\n2,3\n", "row 1 (line 2), column 'a': '-Inf' is not finite")]
    [InlineData("a,y\n1,-2\n2,3\n", "row 1 (line 2), column 'y': -2 is no target of poisson", "--loss", "poisson")]
    [InlineData("a,y\n1,2\n2,3\n", "row 1 (line 2), column 'y': 2 is no target of bce", "--loss", "bce")]
    [InlineData("a,y\n1,2\n2,3\n", "not take 'triplet-margin'; what it takes is", "--loss", "triplet-margin")]
    [InlineData("a,y\n1,2\n2,3\n", "--ignore: ", "--ignore", "b")]
    [InlineData("a,y\n1,2\n2,3\n", "--ignore: the column 'y' is the target", "--ignore", "y")]
    [InlineData("a,y\n1,u\n2,v\n", "--quantiles suits numbers, and the target holds texts", "--quantiles", "0.5")]
    [InlineData("a,y\n1,2\n2,3\n", "'delta' is given twice", "--loss", "huber:delta=1,delta=2")]
    [InlineData("a,y\n1,2\n2,3\n", "leave none to train on", "--test", "0.9")]
    [InlineData("a,y\n1,2\n2,3\n", "--quantiles suits numbers", "--quantiles", "0.5", "--loss", "mse")]
    public void A_bad_table_is_refused_by_row_and_column(string text, string reason, params string[] more)
    {
        File.WriteAllText(At("t.csv"), text);
        Refused(["--csv", At("t.csv"), "--target", "y", .. more], reason);
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        Refused(["--csv", Houses], "--csv needs --target COLUMN");
        Refused(["--csv", Houses, "--data", Data, "--target", "price"], "--csv and --data exclude each other");
        Refused(["--target", "price"], "--target has no effect without --csv FILE");
        Refused(["--csv", Houses, "--target", "price", "--save", Houses], "would overwrite --csv");
        Refused(["--csv", Houses, "--target", "price", "--target-accuracy", "0.5"], "--target-accuracy is for images");
        Refused(["--csv", Houses, "--target", "price", "--layers", "3,1"], "the first layer has 3 inputs");
        Train("--save", At("digits"));
        Answer answer = Run("predict", "--model", At("digits"), "--csv", Houses);
        Assert.Contains("this net was not trained on a table", answer.Line);
        answer = Run("predict", "--model", At("digits"));
        Assert.Contains("predict needs --csv", answer.Line);
        SafetensorsFile file = SafetensorsFile.Load(At("digits"));
        foreach (string bad in (string[])["", "{}", "{\"format\":2}", "[1]"])
        {
            file.Metadata["table"] = bad;
            file.Save(At("bad"));
            Assert.Contains("the notes on its table are damaged", Run("eval", "--model", At("bad")).Line);
        }
    }

    [Theory]
    [InlineData("--patience", "8", "--optimizer", "adam")]
    [InlineData("--loss", "huber:delta=0.5", "--batch", "17", "--dtype", "double")]
    [InlineData("--quantiles", "0.2,0.8", "--optimizer", "sgd", "--lr", "0.01")]
    public async Task An_interrupted_run_on_a_table_goes_on_to_the_same_file(params string[] more)
    {
        string[] words = ["train", "--csv", Houses, "--target", "price", "--ignore", "truth", "--threads", "1",
            "--steps", "4000", .. more];
        Assert.Equal(ExitCode.Done, Run([.. words, "--save", At("whole")]).Exit);
        using CancellationTokenSource stop = new();
        Task<Answer> training = Task.Run(
            () => Run(stop.Token, [.. words, "--save", At("net"), "--save-every", "1"]),
            TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(At("net")), 60_000);
        await stop.CancelAsync();
        if ((await training).Exit == ExitCode.Interrupted)
            Assert.Equal(ExitCode.Done, Run("train", "--resume", At("net"), "--threads", "2").Exit);
        Assert.Equal(File.ReadAllBytes(At("whole")), File.ReadAllBytes(At("net")));
    }

    public static TheoryData<string> Optimizers
        => [.. UpdateSettings.All.Select(one => one.Name), "sgd --momentum 0.9"];

    // Prices with outliers, counts by an exponential link, and numbers whose logarithms are normal with deviation 2.
    [Theory, MemberData(nameof(Optimizers))]
    public void Every_optimiser_learns_numbers_at_its_usual_rate(string optimizer)
    {
        string[] words = ["--optimizer", .. optimizer.Split(' '), "--steps", "1500"];
        Fit(["--csv", Houses, "--target", "price", "--ignore", "truth", "--loss", "mse", .. words]);
        Random random = new(1);
        Table("a,b,y\n", i => Invariant($"{i % 10},{i % 7},{Math.Round(Math.Exp(1 + (i % 10 / 5.0)))}\n"));
        Fit(["--csv", At("t.csv"), "--target", "y", "--loss", "poisson", .. words]);
        double Draw() => Math.Exp(2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble()));
        Table("a,b,y\n", _ => (Draw(), Draw()) is var (a, b) ? Invariant($"{a},{b},{(a + b) * Draw()}\n") : "");
        Fit(["--csv", At("t.csv"), "--target", "y", "--loss", "mse", .. words]);
        Table("a,b,y,z\n", i => $"{i % 10},{i % 7},{(i % 10) - (i % 7)},{(i % 7) * 3}\n");
        JsonElement scores = JsonDocument.Parse(Fit(["--csv", At("t.csv"), "--target", "y,z", .. words]).Out)
            .RootElement.GetProperty("scores");
        Assert.True(scores.GetProperty("R² y").GetDouble() > 0.8, $"{scores}");
        Assert.True(scores.GetProperty("R² z").GetDouble() > 0.8, $"{scores}");
    }

    // Images and classes keep the rates that they have; a rate that is given is that rate.
    [Theory]
    [InlineData("sgd", "y", 0.005)]
    [InlineData("momentum", "y", 0.0005)]
    [InlineData("adam", "y", 0.005)]
    [InlineData("sgd --momentum 0.5", "y", 0.0025)]
    [InlineData("sgd --lr 0.02", "y", 0.02)]
    [InlineData("sgd", "kind", 0.1)]
    [InlineData("momentum", "kind", 0.05)]
    [InlineData("sgd", null, 0.1)]
    public void The_usual_rate_suits_the_targets(string optimizer, string? target, double rate)
    {
        Table("a,y,kind\n", i => $"{i % 10},{i % 7},{(i % 10 > 4 ? "p" : "q")}\n");
        string[] words = ["--optimizer", .. optimizer.Split(' '), "--steps", "2", "--json"];
        Answer answer = target is null ? Run(["train", "--data", Data, "--layers", "16,12,10", .. words])
            : Fit(["--csv", At("t.csv"), "--target", target, .. words[..^1]]);
        Assert.Equal(rate, JsonDocument.Parse(answer.Out).RootElement.GetProperty("learningRate").GetDouble());
    }

    // Squares of these are 0 or infinite in double; what is learned is what is learned of numbers near 1.
    [Theory]
    [InlineData(1e300, 1)]
    [InlineData(1, 1e-300)]
    [InlineData(1e-300, 1e300)]
    [InlineData(2e307, 1e-307)]
    public void Numbers_of_any_size_are_learned(double inputs, double targets)
    {
        Table("a,y\n", i => Invariant($"{((i % 10) - 4) * inputs:R},{((i % 10) - 5.5) * targets:R}\n"));
        JsonElement scores = JsonDocument.Parse(Fit("--csv", At("t.csv"), "--target", "y", "--steps", "2000").Out)
            .RootElement.GetProperty("scores");
        Assert.True(scores.GetProperty("R²").GetDouble() > 0.9, $"{scores}");
        Assert.True(scores.GetProperty("RMSE").GetDouble() / targets is > 0 and < 1, $"{scores}");
        Assert.True(scores.GetProperty("MAE").GetDouble() / targets is > 0 and < 1, $"{scores}");
    }

    [Theory]
    [InlineData("a,y\n1,1e300\n2,-1e300\n3,1e300\n", "column 'y': 1E+300 is too large for a net of floats", "--scale",
        "none")]
    [InlineData("a,y\n1e39,1\n1e39,2\n1e39,1\n", "row 1 (line 2), column 'a': 1E+39 is too large for a net of floats",
        "--scale", "none")]
    [InlineData("a,y\n1,1e39\n2,1\n3,1e39\n", "column 'y': 1E+39 is too large for a net of floats", "--loss",
        "poisson")]
    public void A_number_beyond_the_range_of_the_net_is_named(string text, string reason, params string[] more)
    {
        File.WriteAllText(At("t.csv"), text);
        Refused(["--csv", At("t.csv"), "--target", "y", "--test", "0", "--batch", "1", .. more], reason);
        if (!more.Contains("poisson"))
            Fit("--steps", "5", "--csv", At("t.csv"), "--target", "y", "--test", "0", "--batch", "1");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Blanks beside commas do not count; a name with commas may stand among others; a wrong part is named by itself.
    [Theory]
    [InlineData("price, EUR", "a")]
    [InlineData("price,EUR", "a")]
    [InlineData("price, EUR", "a,k, or so,so")]
    [InlineData("so, price, EUR", "k, or so, a")]
    [InlineData("price, EUR,so", "a")]
    public void Columns_whose_names_have_commas_are_reached(string target, string ignored)
    {
        Table("a,so,\"price, EUR\",\"k, or so\",b\n", i => $"{i % 3},{i % 4},{i % 5},{i % 7},{i % 11}\n");
        JsonElement run = JsonDocument.Parse(Fit("--csv", At("t.csv"), "--target", target, "--ignore", ignored,
            "--categories", "b", "--steps", "5").Out).RootElement;
        int targets = target.Contains("so") ? 2 : 1, left = ignored.Contains("so,so") ? 3 : ignored == "a" ? 1 : 2;
        Assert.Equal(5 - targets - left - 1 + 11, run.GetProperty("layers")[0].GetInt32());
        Assert.Equal(targets, run.GetProperty("layers")[2].GetInt32());
        if (targets == 1)
        {
            Answer answer = Run("eval", "--model", At("net"), "--csv", At("t.csv"), "--target", "k, or so");
            Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        }
    }

    [Theory]
    [InlineData("--target", "price, EU", "has no column 'price'; did you mean 'price, EUR'?")]
    [InlineData("--target", "price, EUR,,a", "--target takes names of columns with commas between them, each once")]
    [InlineData("--target", "price, EUR,price,EUR", "each once, not 'price,EUR,price,EUR'")]
    [InlineData("--ignore", "a,a", "--ignore takes names of columns")]
    [InlineData("--categories", ",", "--categories takes names of columns")]
    public void A_list_of_columns_that_does_not_fit_is_refused(string option, string word, string reason)
    {
        Table("a,\"price, EUR\",b\n", i => $"{i % 3},{i % 4},{i % 5}\n");
        Refused(["--csv", At("t.csv"), .. option == "--target" ? [] : (string[])["--target", "b"], option, word],
            reason);
    }

    // What would be refused in a column that is used: a decimal comma, a mixed column, a number without bound.
    [Theory]
    [InlineData("\"1,5\"", "2", "looks like a number")]
    [InlineData("1", "two", "is no number")]
    [InlineData("one", "2", "is a number")]
    [InlineData("1e999", "2", "is not finite")]
    public void Cells_of_columns_that_are_not_used_are_not_judged(string first, string second, string reason)
    {
        Table("a,y\n", i => $"{i % 3},{i % 4}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--steps", "5");
        File.WriteAllText(At("bad.csv"), $"a,note,y\n1,{first},3\n2,{second},4\n3,{first},5\n");
        foreach (string[] words in (string[][])[
            ["train", "--csv", At("bad.csv"), "--target", "y", "--ignore", "note", "--steps", "5", "--batch", "1"],
            ["predict", "--model", At("net"), "--csv", At("bad.csv")],
            ["eval", "--model", At("net"), "--csv", At("bad.csv")]])
        {
            Answer answer = Run(words);
            Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        }
        Refused(["--csv", At("bad.csv"), "--target", "y"], reason);
        // predict does not look at the target, eval does.
        File.WriteAllText(At("bad.csv"), $"a,y\n1,{first}\n2,{second}\n3,{first}\n");
        Assert.Equal(ExitCode.Done, Run("predict", "--model", At("net"), "--csv", At("bad.csv")).Exit);
        Assert.Contains(" column 'y'", Run("eval", "--model", At("net"), "--csv", At("bad.csv")).Line);
    }

    [Fact]
    public void Arrays_that_are_not_used_are_not_judged()
    {
        double[] numbers = [.. Enumerable.Range(0, 60).Select(i => i % 7.0)];
        void Save(string name, double x, double y) => Npz.Write(At(name), new Dictionary<string, NpyArray>
        {
            ["x"] = NpyArray.Of<double>([30, 2], [x, .. numbers[1..]]),
            ["y"] = NpyArray.Of<double>([30], [y, .. numbers[1..30]]),
        });
        Save("good.npz", 1, 1);
        Save("x.npz", double.PositiveInfinity, 1);
        Save("y.npz", 1, double.PositiveInfinity);
        Fit("--data", At("good.npz"), "--steps", "5");
        Assert.Equal(ExitCode.Done, Run("predict", "--model", At("net"), "--data", At("y.npz")).Exit);
        Assert.Contains("column 'x0': ∞ is not finite", Run("predict", "--model", At("net"), "--data", At("x.npz"))
            .Line.Replace("Infinity", "∞"));
        Assert.Contains("column 'y'", Run("eval", "--model", At("net"), "--data", At("y.npz")).Line);
        Fit("--data", At("x.npz"), "--ignore", "x0", "--steps", "5");
        Refused(["--data", At("y.npz")], "column 'y'");
    }

    [Fact]
    public void A_net_of_another_program_predicts_no_table()
    {
        SafetensorsFile file = new();
        file.Add<float>("0.weight", [1, 3], [1, 2, 3]);
        file.Save(At("other"));
        Answer answer = Run("predict", "--model", At("other"), "--csv", Houses);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains("this net was not trained on a table", answer.Line);
    }
}
