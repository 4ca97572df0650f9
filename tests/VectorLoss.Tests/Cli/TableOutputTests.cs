using System.Globalization;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>What a net of a table predicts: <c>predict</c> says it, and an exported net the same.</summary>
public sealed class TableOutputTests : TableWorkplace
{
    [Theory]
    [InlineData("lambda-rank", "predictions [")]
    [InlineData("pairwise-logistic", "predictions [")]
    [InlineData("approx-ndcg", "predictions [")]
    [InlineData("list-mle", "predictions [")]
    [InlineData("distillation", "predictions [")]
    [InlineData("cosine-distance", "predictions [")]
    [InlineData("sum-squared-error", "predictions [")]
    [InlineData("poisson", "means (exponential) [")]
    [InlineData("tweedie:log_input=0", "means (exponential) [")]
    [InlineData("mse", "predictions (exponential) [", "--output", "exponential")]
    [InlineData("huber", "predictions (sigmoid) [", "--output", "sigmoid")]
    [InlineData("l1", "predictions (softmax) [", "--output", "softmax")]
    [InlineData("l1", "predictions (sigmoid) [", "--output", "sigmoid", "--scale", "none")]
    [InlineData("bce", "probabilities (sigmoid) [")]
    [InlineData("zlpr", "probabilities (sigmoid) [")]
    [InlineData("binary-sparsemax", "probabilities (binary-sparsemax) [")]
    [InlineData("hinge", "scores [")]
    [InlineData("cross-entropy", "probabilities (softmax) [")]
    [InlineData("crammer-singer", "scores [")]
    public void An_exported_net_gives_what_predict_gives(string loss, string result, params string[] more)
    {
        bool areClasses = loss is "cross-entropy" or "crammer-singer";
        Table("a,b,y,z\n", i => $"{i},{i % 7},{(i > 50 ? 1 : 0)},{i % 2}\n");
        Fit(["--csv", At("t.csv"), "--target", areClasses ? "y" : "y,z", "--loss", loss, "--dtype", "double", "--steps",
            "50", .. areClasses ? ["--ignore", "z"] : Array.Empty<string>(), .. more]);
        Assert.Equal(ExitCode.Done,
            Run("predict", "--model", At("net"), "--csv", At("t.csv"), "--out", At("p.npy")).Exit);
        double[] expected = VectorLoss.Data.Npy.Read(At("p.npy")).ToDoubles();
        Answer answer = Run("export", "--model", At("net"), "--onnx", At("net.onnx"));
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains(result, answer.Out);
        Assert.DoesNotContain("Note", answer.Out);
        using OnnxSession model = new(File.ReadAllBytes(At("net.onnx")));
        double[] inputs = [.. Column(At("t.csv"), 0).Zip(Column(At("t.csv"), 1), (a, b) => new[] { a, b })
            .SelectMany(row => row)];
        // A hundred roundings of numbers of up to 100.
        Assert.All(expected.Zip(model.Run<double>(inputs, 2)),
            pair => Assert.Equal(pair.First, pair.Second, 1e4 * Math.ScaleB(1, -53)));
    }

    // One input that is always the same: all that can be learned is the share of each answer.
    [Theory]
    [InlineData("sparsemax", "y,probability n,probability y")]
    [InlineData("cross-entropy", "y,probability n,probability y")]
    [InlineData("binary-sparsemax", "y")]
    [InlineData("bce-with-logits", "y")]
    [InlineData("bce", "y")]
    [InlineData("mse", "y")]
    public void The_probability_of_what_seven_of_ten_rows_are_is_learned(string loss, string header)
    {
        bool areTexts = header.Length > 1;
        Table("a,y\n", i => $"1,{(i % 10 < 7 ? areTexts ? "y" : "1" : areTexts ? "n" : "0")}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", loss, "--test", "0", "--layers",
            areTexts ? "1,2" : "1,1", "--batch", "100", "--epochs", "3000", "--lr", "0.01", "--dtype", "double");
        string[] lines = Run("predict", "--model", At("net"), "--csv", At("t.csv")).Out.Split('\n');
        Assert.Equal(header, lines[0]);
        Assert.Equal(0.7, double.Parse(lines[1].Split(',')[^1], CultureInfo.InvariantCulture), 1e-3);
    }

    // Scores have no unit: a distance from the grades would say nothing.
    [Theory]
    [InlineData("lambda-rank")]
    [InlineData("pairwise-logistic")]
    [InlineData("approx-ndcg")]
    [InlineData("list-mle")]
    [InlineData("distillation")]
    public void Ranks_are_scored_by_their_order(string loss)
    {
        Table("a,p,q,r\n", i => $"{i % 10},{(i % 10 > 4 ? 3 : 0)},1,{(i % 10 > 4 ? 0 : 3)}\n");
        Answer answer = Fit("--csv", At("t.csv"), "--target", "p,q,r", "--loss", loss, "--steps", "400");
        Assert.Contains("\"scores\":{\"pairs in order\":1}", answer.Out);
        // The first row has p < q < r, and the net knows it; here one of the three pairs is the other way round.
        File.WriteAllText(At("one.csv"), "a,p,q,r\n0,0,2,1\n");
        Assert.StartsWith("score p,score q,score r\n",
            Run("predict", "--model", At("net"), "--csv", At("one.csv")).Out);
        answer = Run("eval", "--model", At("net"), "--csv", At("one.csv"));
        Assert.Matches(@"pairs in order +0\.66667\n", answer.Out);
    }

    [Theory]
    [InlineData("poisson-nll", "exponential", "it takes logarithms of means")]
    [InlineData("tweedie", "sigmoid", "it takes logarithms of means")]
    [InlineData("bce-with-logits", "sigmoid", "it takes logits, and the sigmoid follows")]
    [InlineData("zlpr", "sigmoid", "it takes logits")]
    [InlineData("multilabel-soft-margin", "softmax", "it takes logits")]
    [InlineData("binary-sparsemax", "sigmoid", "it takes logits, and its projection follows")]
    [InlineData("hinge", "sigmoid", "does not suit --loss hinge, which takes scores of either sign")]
    [InlineData("soft-margin", "exponential", "which takes scores of either sign")]
    [InlineData("cross-entropy", "sigmoid", "has no effect with --loss cross-entropy")]
    [InlineData("softmax-cross-entropy", "softmax", "has no effect with --loss softmax-cross-entropy")]
    [InlineData("cross-entropy-error", "linear", "has no effect with --loss cross-entropy-error")]
    public void An_output_layer_that_the_loss_has_or_does_not_look_at_is_refused(string loss, string output,
        string reason)
    {
        Table("a,y\n", i => $"{i},{i % 2}\n");
        Refused(["--csv", At("t.csv"), "--target", "y", "--loss", loss, "--output", output], reason);
        if (loss is not ("zlpr" or "multilabel-soft-margin"))
            Refused(["--data", Data, "--loss", loss, "--output", output], reason);
    }

    [Fact]
    public void What_a_loss_cannot_learn_from_is_refused()
    {
        Table("a,y\n", i => $"{i},{i % 2}\n");
        string[] words = ["--csv", At("t.csv"), "--target", "y"];
        Refused([.. words, "--quantiles", "0.1,0.9", "--output", "sigmoid"], "--output has no effect with --quantiles");
        Refused([.. words, "--loss", "lambda-rank"], "--loss lambda-rank: the loss compares the outputs of a sample");
        Refused([.. words, "--loss", "mse", "--output", "softmax"], "nothing can be learned");
        Refused([.. words, "--loss", "tweedie:power=2.5"], "0 is no target of tweedie:power=2.5, whose targets are "
            + "above 0");
        Refused(["--data", Data, "--loss", "tweedie:power=2.5"], "With these options targets are above 0");
        foreach (string loss in (string[])["dpo", "ipo", "simpo", "policy-kl", "hinge-embedding", "kl-div"])
            Refused([.. words, "--loss", loss], $"--loss does not take '{loss}'; what it takes is no output of a net");
    }

    [Theory]
    [InlineData("mse", "exponential", "the net predicts numbers of the table's units")]
    [InlineData("poisson", "sigmoid", "what the net predicts is the exponential of its last layer")]
    [InlineData("cross-entropy", "exponential", "what the net predicts is the softmax of its last layer")]
    [InlineData("sparsemax", "softmax", "what the net predicts is the sparsemax of its last layer")]
    [InlineData("hinge", "sigmoid", "the net predicts scores")]
    [InlineData("crammer-singer", "softmax", "the net predicts scores")]
    public void A_model_has_no_other_output_than_the_loss_leads_to(string loss, string output, string reason)
    {
        Table("a,y\n", i => $"{i},{i % 2}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", loss, "--steps", "5");
        string[] words = ["export", "--model", At("net"), "--onnx", At("net.onnx"), "--output"];
        Assert.Contains($"--output {output}: {reason}", Run([.. words, output]).Line);
        Assert.False(File.Exists(At("net.onnx")));
        Assert.Equal(ExitCode.Done, Run([.. words, "linear"]).Exit);
    }

    [Fact]
    public void What_is_scaled_behind_its_output_layer_has_no_linear_output_and_sparsemax_no_other()
    {
        Table("a,y\n", i => $"{i},{i % 3}\n");
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", "mse", "--output", "exponential", "--steps", "5");
        string[] words = ["export", "--model", At("net"), "--onnx", At("net.onnx")];
        Assert.Contains("the net's numbers are scaled behind its exponential",
            Run([.. words, "--output", "linear"]).Line);
        Fit("--csv", At("t.csv"), "--target", "y", "--loss", "sparsemax", "--steps", "5");
        Assert.Contains("ONNX has no sparsemax; --output linear writes the scores", Run(words).Line);
        Answer answer = Run([.. words, "--output", "linear"]);
        Assert.Contains("scores [batch, 3]", answer.Out);
    }
}
