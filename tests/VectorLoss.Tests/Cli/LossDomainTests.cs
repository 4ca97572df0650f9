using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>vectorloss loss</c> refuses numbers that the loss is not made for.</summary>
public sealed class LossDomainTests : Workplace
{
    [Theory]
    [InlineData("hinge", "--target", "0 1",
        "element [0] is 0; hinge takes −1 or 1 here; of targets 0 and 1, give 2·t − 1")]
    [InlineData("hinge", "--target", "1 0.5", "element [1] is 0.5; hinge takes −1 or 1 here")]
    [InlineData("squared-hinge", "--target", "1 0", "give 2·t − 1")]
    [InlineData("soft-margin", "--target", "0 0", "give 2·t − 1")]
    [InlineData("exponential", "--target", "1 0", "give 2·t − 1")]
    [InlineData("perceptron", "--target", "1 2", "element [1] is 2")]
    [InlineData("hinge-embedding", "--target", "1 0", "give 2·t − 1")]
    [InlineData("binary-cross-entropy", "--input", "0.3 7.8",
        "element [1] is 7.8; binary-cross-entropy takes numbers from 0 to 1 here; for logits there is "
            + "binary-cross-entropy-with-logits")]
    [InlineData("bce-with-logits", "--target", "0 2",
        "element [1] is 2; binary-cross-entropy-with-logits takes numbers from 0 to 1")]
    [InlineData("poisson-nll", "--target", "1 -3", "element [1] is -3; poisson-nll takes numbers from 0 up")]
    [InlineData("poisson-nll --log_input 0", "--input", "1 -3", "element [1] is -3")]
    [InlineData("gamma-nll", "--target", "0 1", "element [0] is 0; gamma-nll takes numbers above 0")]
    [InlineData("tweedie --power 2", "--target", "0 1", "element [0] is 0")]
    [InlineData("msle", "--input", "1 -0.5", "element [1] is -0.5")]
    [InlineData("mse", "--weight", "1 -1", "element [1] is -1; weights must be finite and not below 0")]
    [InlineData("mse", "--sample-weight", "-1 1", "element [0] is -1")]
    [InlineData("mse", "--sample_weight", "1 nan", "element [1] is NaN; weights must be finite and not below 0")]
    [InlineData("mse --dtype float", "--weight", "1 -1", "element [1] is -1")]
    [InlineData("hinge --dtype float", "--target", "1 0.1", "element [1] is 0.1; hinge takes −1 or 1 here")]
    [InlineData("gamma-nll --log_input 0", "--input", "1 0", "element [1] is 0; gamma-nll takes numbers above 0")]
    public void The_first_element_outside_the_domain_is_named(string loss, string option, string values, string reason)
    {
        Dictionary<string, string> arrays = new() { ["--input"] = "0.5 0.5", ["--target"] = "1 1" };
        arrays[option] = values;
        Answer answer = Loss(loss, arrays);
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.StartsWith($"vectorloss: {option} {At(option + ".npy")}: ", answer.Line);
        Assert.Contains(reason, answer.Line);
    }

    [Theory]
    [InlineData("hinge", "1 -1")]
    [InlineData("hinge", "1 nan")]
    [InlineData("tweedie", "0 1")]
    [InlineData("kl-div --log_target 1", "-1 -2")]
    [InlineData("bce-with-logits", "0 0.25")]
    public void What_lies_in_the_domain_is_computed_and_so_is_NaN(string loss, string target)
        => Assert.Equal(ExitCode.Done,
            Loss(loss, new() { ["--input"] = "0.5 0.5", ["--target"] = target }).Exit);

    [Theory]
    [InlineData("mse", "Infinity 1", "Infinity 1", "the value is NaN", "--input", "0")]
    [InlineData("mse", "0.5 nan", "1 1", "the value is NaN", "--input", "1")]
    [InlineData("mse", "0.5 1", "1 nan", "the value is NaN", "--target", "1")]
    [InlineData("mse --reduction none", "0.5 -Infinity", "1 -Infinity", "the value is NaN", "--input", "1")]
    public void A_value_that_is_NaN_is_explained_by_the_first_number_that_is_not_finite(string loss, string input,
        string target, string what, string option, string index)
    {
        Answer answer = Loss(loss, new() { ["--input"] = input, ["--target"] = target });
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Contains("NaN", answer.Out);
        Assert.StartsWith($"vectorloss: warning: {option} {At(option + ".npy")}: element [{index}] is ", answer.Line);
        Assert.EndsWith(what, answer.Line);
    }

    [Theory]
    [InlineData("mse", "1e200 0", "0 0", "the value", "double")]
    [InlineData("mse --dtype float", "1e30 0", "0 0", "the value", "float")]
    [InlineData("mse --dtype float", "1e200 0", "0 0", "the value", "float")]
    [InlineData("mse --reduction none", "0 1e200", "0 0", "the value", "double")]
    [InlineData("l1", "1e308 1e308", "-1e308 -1e308", "the value", "double")]
    [InlineData("mse --reduction sum --gradient OUT", "1 0", "0 0", "the gradient of input", "double", "1e308 0")]
    [InlineData("mse --reduction sum --curvature OUT", "0 0", "0 0", "the curvature of input", "double", "1e308 0")]
    [InlineData("mse --reduction sum --gradient OUT --dtype float", "1 0", "0 0", "the gradient of input", "float",
        "3e38 0")]
    public void A_result_beyond_the_range_is_warned_of(string loss, string input, string target, string what,
        string type, string factor = "1 1")
    {
        Answer answer = Loss(loss.Replace("OUT", At("out.npy")),
            new() { ["--input"] = input, ["--target"] = target, ["--factor"] = factor });
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Equal(what == "the value", answer.Out.Contains("Infinity"));
        Assert.Equal($"vectorloss: warning: {what} is infinite: it is beyond the range of {type}, or the loss has no "
            + "bound there", answer.Line);
    }

    [Fact]
    public void Infinite_numbers_that_a_loss_takes_are_no_matter_for_words()
    {
        foreach (string loss in (string[])["bce-with-logits", "mse"])
            Assert.Equal("", Loss(loss, new() { ["--input"] = "-Infinity 0.5", ["--target"] = "0 1" }).Error);
    }

    [Fact]
    public void A_mask_holds_only_0_and_1()
    {
        foreach ((string mask, string reason) in new[]
        {
            ("1 2", "--mask holds 2 at [1], which is neither 0 nor 1"), ("0.5 1", "--mask holds 0.5 at [0]"),
            ("nan 1", "--mask holds NaN at [0]"), ("1 -1", "--mask holds -1 at [1]"),
        })
        {
            Answer answer = Loss("mse", new() { ["--input"] = "1 2", ["--target"] = "1 1", ["--mask"] = mask });
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains(reason, answer.Line);
        }
    }

    [Fact]
    public void A_class_weight_is_named_as_one()
    {
        Npy.Write<double>(At("x.npy"), [1, 3], [1, 2, 3]);
        Npy.Write<double>(At("y.npy"), [1], [0]);
        Npy.Write<double>(At("w.npy"), [3], [1, 1, double.PositiveInfinity]);
        Assert.Contains("w.npy: element [2] is Infinity; weights must be finite and not below 0", Run("loss",
            "cross-entropy", "--input", At("x.npy"), "--target", At("y.npy"), "--weight", At("w.npy")).Line);
    }

    [Fact]
    public void A_mean_over_nothing_is_said_and_not_printed_as_a_number()
    {
        Dictionary<string, string> masked = new()
        {
            ["--input"] = "1 2",
            ["--target"] = "1 1",
            ["--mask"] = "0 0",
        };
        foreach (string reduction in (string[])["mean", "mean_over_weights"])
        {
            Answer answer = Loss($"mse --reduction {reduction}", masked);
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains("Nothing counts: the batch is empty, or it is masked or ignored as a whole", answer.Line);
            Assert.Contains("--empty nan or zero", answer.Line);
        }
        Dictionary<string, string> weightless = new()
        {
            ["--input"] = "1 2",
            ["--target"] = "1 1",
            ["--weight"] = "0 0",
        };
        Assert.Contains("Nothing counts: all weights are 0",
            Loss("mse --reduction mean_over_weights", weightless).Line);
        Assert.Equal("0\n", Loss("mse", weightless).Out);
        Assert.Equal("NaN\n", Loss("mse --empty nan", masked).Out);
        Assert.Equal("0\n", Loss("mse --empty zero", masked).Out);
        Assert.Equal("0\n", Loss("mse --reduction sum", masked).Out);
        Assert.Equal("0\n0\n", Loss("mse --reduction none", masked).Out);
        Npy.Write<double>(At("nothing.npy"), [0], []);
        Assert.Contains("Nothing counts",
            Run("loss", "mse", "--input", At("nothing.npy"), "--target", At("nothing.npy")).Line);
        Assert.Equal("0\n", Run("loss", "mse", "--input", At("nothing.npy"), "--target", At("nothing.npy"),
            "--reduction", "sum").Out);
    }

    [Fact]
    public void What_is_masked_may_be_anything()
    {
        Dictionary<string, string> arrays = new()
        {
            ["--input"] = "0.5 0.5",
            ["--target"] = "1 0",
            ["--mask"] = "1 0",
        };
        Assert.Equal(ExitCode.Done, Loss("hinge", arrays).Exit);
        arrays["--mask"] = "0 1";
        Assert.Contains("element [1] is 0", Loss("hinge", arrays).Line);
    }

    [Fact]
    public void Targets_of_three_inputs_and_of_rows_are_held_to_their_domain_too()
    {
        Assert.Contains("--target", Loss("margin-ranking",
            new() { ["--input1"] = "1 2", ["--input2"] = "2 1", ["--target"] = "1 0" }).Line);
        Assert.Contains("--var", Loss("gaussian-nll",
            new() { ["--input"] = "1 2", ["--target"] = "2 1", ["--var"] = "1 -1" }).Line);
        Npy.Write<double>(At("rows.npy"), [2, 2], [1, 2, 3, 4]);
        Npy.Write<double>(At("signs.npy"), [2], [1, 0]);
        Assert.Contains("element [1] is 0; cosine-embedding takes −1 or 1",
            Run("loss", "cosine-embedding", "--input1", At("rows.npy"), "--input2", At("rows.npy"), "--target",
                At("signs.npy")).Line);
    }

    [Fact]
    public void Targets_of_classes_are_labels_or_probabilities()
    {
        Npy.Write<double>(At("x.npy"), [2, 3], [1, 2, 3, 4, 5, 6]);
        Npy.Write<double>(At("labels.npy"), [2], [0, 3]);
        Npy.Write<double>(At("ignored.npy"), [2], [0, -100]);
        Npy.Write<double>(At("shares.npy"), [2, 3], [0.5, 0.5, 0, 1.5, -0.5, 0]);
        Answer Class(string target)
            => Run("loss", "cross-entropy", "--input", At("x.npy"), "--target", At(target + ".npy"));
        Assert.Contains("--target holds the label 3 for row 1; there are 3 classes", Class("labels").Line);
        Assert.Equal(ExitCode.Done, Class("ignored").Exit);
        Assert.Contains("element [1, 0] is 1.5; cross-entropy takes numbers from 0 to 1", Class("shares").Line);
    }

    private Answer Loss(string loss, Dictionary<string, string> arrays)
    {
        foreach ((string option, string values) in arrays)
        {
            double[] numbers = [.. values.Split(' ').Select(double.Parse)];
            Npy.Write<double>(At(option + ".npy"), [numbers.Length], numbers);
        }
        IEnumerable<string> files = arrays.Keys.SelectMany(option => new[] { option, At(option + ".npy") });
        return Run(["loss", .. loss.Split(' '), .. files]);
    }
}
