using System.Text.Json;
using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class LossCommandTests : Workplace
{
    private string Array(string name, int[] shape, params double[] values)
    {
        Npy.Write<double>(At(name), shape, values);
        return At(name);
    }

    private string[] Huber(params string[] more) => ["loss", "huber", "--input", Array("p.npy", [3], 1, 2, -3),
        "--target", Array("t.npy", [3], 1, 0, 0), .. more];

    [Fact]
    public void Losses_lists_every_card_and_each_card_shows_itself()
    {
        string table = Run("losses").Out;
        Assert.All(LossCatalog.All, card => Assert.Contains(card.Name, table));
        JsonElement all = JsonDocument.Parse(Run("losses", "--json").Out).RootElement;
        Assert.Equal(LossCatalog.All.Count, all.GetProperty("losses").GetArrayLength());
        Assert.All(LossCatalog.All, card =>
        {
            Answer answer = Run("losses", card.Name);
            Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
            Assert.Contains(card.Formula, answer.Out);
            Assert.Equal(card.Family == LossFamily.Point, answer.Out.Contains('●'));
            Assert.DoesNotContain(answer.Out.Split('\n'), line => line.Contains('●') && line.Length > 80);
        });
        Assert.Equal(Run("losses", "mae").Out, Run("losses", "l1").Out);
    }

    [Fact]
    public void Loss_writes_second_derivatives_by_whose_convention_one_asks()
    {
        string[] softmax = ["loss", "cross-entropy", "--input", Array("x.npy", [2, 3], 0, 0, 0, 1, 1, 1),
            "--target", Array("l.npy", [2], 2, 0), "--curvature", At("c.npy")];
        Assert.Equal(ExitCode.Done, Run(softmax).Exit);
        Assert.All(Npy.Read(At("c.npy")).ToDoubles(), number => Assert.Equal(1 / 9.0, number, 1e-15));
        Assert.Equal(ExitCode.Done, Run([.. softmax, "--hessian", "lightgbm", "--reduction", "sum"]).Exit);
        Assert.All(Npy.Read(At("c.npy")).ToDoubles(), number => Assert.Equal(3 / 9.0, number, 1e-15));
        Assert.Equal("vectorloss: --hessian xgboost is of losses that are not averaged: reduce by sum or none",
            Run([.. softmax, "--hessian", "xgboost"]).Line);
        Assert.Contains("huber has no curvature of 'target'", Run(Huber("--curvature-target", At("d.npy"))).Error);
        Assert.False(File.Exists(At("d.npy")));
    }

    [Fact]
    public void Loss_computes_on_arrays_with_options_and_writes_the_gradient()
    {
        Answer answer = Run(Huber("--delta", "1.5", "--reduction", "sum", "--gradient", At("g.npy"),
            "--gradient-target", At("gt.npy")));
        Assert.Equal((ExitCode.Done, "5.25\n", ""), (answer.Exit, answer.Out, answer.Error));
        Assert.Equal([0, 1.5, -1.5], Npy.Read(At("g.npy")).ToDoubles());
        Assert.Equal([0, -1.5, 1.5], Npy.Read(At("gt.npy")).ToDoubles());
    }

    [Fact]
    public void Loss_writes_the_gradients_by_class_weights_and_by_a_temperature()
    {
        Array("x.npy", [2, 2], 0.0, 0, 0, 0);
        Array("y.npy", [2], 0.0, 1);
        Array("w.npy", [2], 1.0, 3);
        string[] classes = ["loss", "cross-entropy", "--input", At("x.npy"), "--target", At("y.npy")];
        Answer answer = Run([.. classes, "--weight", At("w.npy"), "--reduction", "sum", "--gradient-weight",
            At("g.npy")]);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.All(Npy.Read(At("g.npy")).ToDoubles(), slope => Assert.Equal(Math.Log(2), slope, 1e-15));
        // One sample of two classes and two places.
        Assert.Equal(ExitCode.Done, Run("loss", "cross-entropy", "--input", Array("i.npy", [1, 2, 2], 0, 0, 0, 0),
            "--target", Array("l.npy", [1, 2], 0, 0), "--class-axis", "1", "--weight", At("w.npy"), "--reduction",
            "sum", "--gradient-weight", At("g.npy")).Exit);
        Assert.Equal([2 * Math.Log(2), 0], Npy.Read(At("g.npy")).ToDoubles(), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Contains("no gradient of weight here: it is not given",
            Run([.. classes, "--gradient-weight", At("g.npy")]).Error);
        Array("a.npy", [2, 2], 1.0, 0, 0, 1);
        Array("t.npy", [], 2.0);
        string[] pairs = ["loss", "info-nce", "--input1", At("a.npy"), "--input2", At("a.npy")];
        answer = Run([.. pairs, "--temperature", At("t.npy"), "--gradient-temperature", At("g.npy")]);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        // log(1 + e^(-1/τ)) has the slope 1/τ²/(1 + e^(1/τ)).
        Assert.Equal(0.25 / (1 + Math.Exp(0.5)), Npy.Read(At("g.npy")).ToDoubles()[0], 1e-15);
        Assert.Contains("no gradient of temperature here: it is not given",
            Run([.. pairs, "--temperature", "2", "--gradient-temperature", At("g.npy")]).Error);
    }

    [Fact]
    public void Loss_in_float_writes_float_and_json_says_what_was_computed()
    {
        Answer answer = Run(Huber("--dtype", "float", "--reduction", "none", "--json", "--gradient", At("g.npy")));
        JsonElement json = JsonDocument.Parse(answer.Out).RootElement;
        Assert.Equal("huber", json.GetProperty("loss").GetString());
        Assert.Equal([0, 1.5, 2.5], json.GetProperty("value").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(NpyElement.Single, Npy.Read(At("g.npy")).Element);
    }

    [Fact]
    public void Options_are_spelled_with_dashes_or_underscores_and_arrays_may_stand_for_options()
    {
        string input = Array("x.npy", [2, 2], 1, -1, 0, 2), target = Array("y.npy", [2, 2], 1, 0, 1, 1);
        string weight = Array("w.npy", [2], 3, 3);
        string[] words = ["loss", "bce-with-logits", "--input", input, "--target", target];
        string number = Run([.. words, "--pos_weight", "3"]).Out;
        Assert.Equal(number, Run([.. words, "--pos-weight", "3"]).Out);
        Assert.Equal(double.Parse(number), double.Parse(Run([.. words, "--pos-weight", weight]).Out), 1e-15);
    }

    [Fact]
    public void What_does_not_fit_is_one_line_and_exit_code_2()
    {
        string[] rows = ["--input", Array("x.npy", [1, 2], 1, 2), "--target", Array("y.npy", [1], 1)];
        foreach ((string[] words, string part) in new (string[], string)[]
        {
            (Huber("--delta", "-1"), "--delta must be finite and above 0, not -1"),
            (Huber("--delta", "wide"), "--delta takes a number (> 0), not 'wide'"),
            (Huber("--foo", "1"), "huber has no --foo"), (Huber("--foo"), "huber has no --foo"),
            (Huber("--dleta", "1"), "did you mean '--delta'?"), (Huber("--delta"), "--delta needs a value"),
            (Huber("--delta", "--mask"), "--delta needs a value"), (Huber("stray"), "'stray' is no argument"),
            (Huber("--delta", "1", "--delta", "1"), "--delta is given more than once"),
            (Huber("--reduction", "sum", "--reduction", "sum"), "--reduction is given more than once"),
            (Huber("--input", "again.npy"), "--input is given more than once"),
            (Huber("--gradient", "x", "--gradient-input", "y"), "--gradient and --gradient-input mean the same"),
            (Huber("--reduction", "median"), "--reduction takes one of none, sum, mean"),
            (Huber("--reduction", "Mean"), "(did you mean mean?)"),
            (Huber("--count", "3"), "--count has no effect without --reduction mean_by"),
            (Huber("--reduction", "mean_by"), "--reduction mean_by needs --count"),
            (Huber("--reduction", "sum", "--empty", "zero"), "--empty has no effect with --reduction sum"),
            (Huber("--reduction", "mean_by", "--count", "2", "--empty", "nan"),
                "--empty has no effect with --reduction mean_by"),
            (Huber("--hessian", "exact"), "--hessian has no effect without --curvature"),
            (Huber("--gradient", At("g.npy"), "--hessian", "xgboost"), "--hessian has no effect without --curvature"),
            (Huber("--target-kind", "labels"), "--target-kind has no effect on huber, which is no loss of classes"),
            (["loss", "multi-label-margin", "--input", At("x.npy"), "--target-kind", "probabilities"],
                "--target-kind has no effect on multilabel-margin"),
            (Huber("--class-axis", "1"), "--class-axis has no meaning for huber"),
            (["loss", "cox", "--target", At("y.npy")],
                "cox has no --target (its arrays are --input, --time, --event; see 'vectorloss losses cox')"),
            (["loss", "triplet-margin", "--mean", At("y.npy")], "triplet-margin has no --mean"),
            (["loss", "cross-entropy", "--target-knd", "labels"], "did you mean '--target-kind'?"),
            (["loss", "cox", "--tiem", At("y.npy")], "did you mean '--time'?"),
            (Huber("--gradient-var", "x"), "huber has no gradient of 'var'"),
            (Huber("--mask", Array("m.npy", [2], 1, 1)), "--mask has shape [2]"),
            (["loss", "cross-entropy", .. rows, "--ignore_index", "1.5"],
                "--ignore_index must be a whole number, not 1.5"),
            (["loss", "infonce", "--input1", At("x.npy"), "--input2", At("x.npy"), "--views", "2"],
                "--views must be 0 or 1, not 2"),
            (["loss", "huber", "--input", At("missing.npy")], "missing.npy: there is no such file"),
            (["loss", "huber", "--input", Array("q.npy", [2], 1, 2)], "huber needs --target"),
            (["loss", "hubr"], "hubr"), (["losses", "hubr"], "hubr"),
            (["loss", "huber", "--dtype", "half"], "--dtype takes one of float, double, not 'half'"),
            (["loss", "mse", "--delta=1", "--input", At("q.npy")], "mse has no --delta"),
            (["verify", At("none.json")], "none.json"), (["verify", Array("r.npy", [1], 1)], "r.npy"),
        })
        {
            Answer answer = Run(words);
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains(part, answer.Line);
        }
    }

    [Fact]
    public void Verify_counts_cases_and_names_each_miss()
    {
        string file = RepositoryFiles.Data("vectors/huber.json");
        Answer good = Run("verify", file);
        Assert.Equal((ExitCode.Done, ""), (good.Exit, good.Error));
        Assert.Contains("72 of 72", good.Out);
        Answer two = Run("verify", file, RepositoryFiles.Data("vectors/l1.json"), "--json", "--dtype", "float");
        JsonElement json = JsonDocument.Parse(two.Out).RootElement;
        JsonElement files = json.GetProperty("files");
        Assert.Equal((96, 0, 2),
            (json.GetProperty("cases").GetInt32(), json.GetProperty("failed").GetInt32(), files.GetArrayLength()));
        Assert.Equal(["loss", "cases", "failed", "worstValue", "worstGradient"],
            files[0].EnumerateObject().Select(member => member.Name));

        string text = File.ReadAllText(file);
        File.WriteAllText(At("wrong.json"), text.Replace("\"delta\":0.5", "\"delta\":0.75", StringComparison.Ordinal));
        Answer bad = Run("verify", At("wrong.json"));
        Assert.Equal(ExitCode.GoalMissed, bad.Exit);
        Assert.Matches(@"missed  huber/\d+: value\[0\] expected [\d.]+, got [\d.]+", bad.Out);
        File.WriteAllText(At("unknown.json"),
            text.Replace("\"loss\":\"huber\"", "\"loss\":\"hubr\"", StringComparison.Ordinal));
        Assert.Contains("0 of 72", Run("verify", At("unknown.json")).Out);
        Assert.Contains("there is no loss 'hubr'; did you mean 'huber'?", Run("verify", At("unknown.json")).Out);
        File.WriteAllText(At("cut.json"), text[..1000]);
        Assert.Contains("cut.json", Run("verify", At("cut.json")).Line);
    }
}
