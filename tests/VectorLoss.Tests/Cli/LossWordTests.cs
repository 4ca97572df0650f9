using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Every refusal of <c>vectorloss loss</c> is one line that names the option which the user typed.</summary>
public sealed class LossWordTests : Workplace
{
    public static TheoryData<string, string> Options => [.. LossCatalog.All.SelectMany(card => card.Options
        .Concat(card.Create.FamilyOptions).Select(option => (card.Name, option.Name)))];

    // Every range excludes one of these; a margin is any finite number.
    private static readonly double[] Wrong = [-7.5, double.NaN, double.PositiveInfinity];

    [Theory, MemberData(nameof(Options))]
    public void An_option_out_of_range_is_named_as_it_was_typed(string loss, string option)
    {
        LossCard card = LossCatalog.Find(loss)!;
        string[] arrays = Arrays(card);
        int refused = 0;
        foreach (double value in Wrong)
            foreach (string spelling in (string[])["--" + option, "--" + option.Replace('_', '-')])
            {
                string number = value.ToString(CultureInfo.InvariantCulture);
                Answer answer = Run(["loss", loss, .. arrays, $"{spelling}={number}"]);
                if (answer.Exit == ExitCode.Done)
                    continue;
                refused++;
                Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
                Assert.StartsWith($"vectorloss: {spelling} ", answer.Line);
                Assert.DoesNotContain("Parameter", answer.Line);
            }
        Assert.True(refused > 0, $"no wrong value of {option} is refused");
    }

    public static TheoryData<string> Losses => [.. LossCatalog.All.Select(card => card.Name)];

    // What a program calls inputs and options, and a user of the command line never typed.
    private static readonly Regex OfPrograms = new(@"\b(" + string.Join('|', new[]
        {
            typeof(RowInputs<>), typeof(SequenceBatch<>), typeof(ClassOptions<>), typeof(BatchOptions<>),
            typeof(LossRequest),
        }.SelectMany(type => type.GetProperties()).Select(property => property.Name).Except(["Card"])) + @")\b",
        RegexOptions.CultureInvariant);

    [Theory, MemberData(nameof(Losses))]
    public void An_array_that_does_not_fit_is_named_as_it_was_typed(string loss)
    {
        LossCard card = LossCatalog.Find(loss)!;
        string[] arrays = Arrays(card);
        for (int i = 0; i < arrays.Length; i += 2)
        {
            NpyArray array = Npy.Read(arrays[i + 1]);
            double[] values = array.ToDoubles();
            Npy.Write<double>(At("fewer.npy"), [7, 1, 1, 1, 1], new double[7]);
            Npy.Write<double>(At("huge.npy"), array.Shape, Array.ConvertAll(values, _ => 1e9));
            Npy.Write<double>(At("below.npy"), array.Shape, Array.ConvertAll(values, _ => -2.5));
            foreach (string file in (string[])["none.npy", "fewer.npy", "huge.npy", "below.npy", ""])
            {
                string[] changed = [.. arrays];
                changed[i + 1] = At(file);
                Answer answer = Run(["loss", loss, .. changed]);
                if (answer.Exit == ExitCode.Done && file is "huge.npy" or "below.npy")
                    continue;
                Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
                // Of a first input of another shape, what no longer fits is what stands beside it.
                Assert.Contains(i == 0 && file == "fewer.npy" ? " --" : $"{arrays[i]}", answer.Line);
                Assert.DoesNotMatch(OfPrograms, answer.Line);
            }
        }
    }

    [Fact]
    public void An_array_in_the_place_of_another_is_named()
    {
        Npy.Write<double>(At("one.npy"), [2], [1, 1]);
        Npy.Write<double>(At("ends.npy"), [2], [0, double.PositiveInfinity]);
        string[] words = ["loss", "aft-weibull", "--input", At("one.npy"), "--time", At("ends.npy")];
        Assert.Equal("vectorloss: aft-weibull needs --event or --upper", Run(words).Line);
        Assert.Equal("vectorloss: --upper takes the place of --event; give one",
            Run([.. words, "--event", At("one.npy"), "--upper", At("one.npy")]).Line);
        Assert.Contains("did you mean '--upper'? (its arrays are --input, --time, --event;",
            Run([.. words, "--uper", At("one.npy")]).Line);
        Assert.Contains("upper: 0 and above, in place of event", Run("losses", "aft-weibull").Out);
    }

    public static TheoryData<string> LifeTimes => ["aft-weibull", "aft-log-normal", "aft-log-logistic"];

    [Theory, MemberData(nameof(LifeTimes))]
    public void A_time_seen_at_an_end_of_all_times_is_refused(string loss)
    {
        Npy.Write<double>(At("input.npy"), [3], [0.5, 1, 2]);
        foreach (double end in (double[])[0, double.PositiveInfinity])
        {
            Npy.Write<double>(At("lower.npy"), [3], [1, 0, end]);
            Npy.Write<double>(At("upper.npy"), [3], [1, double.PositiveInfinity, end]);
            Answer answer = Run("loss", loss, "--input", At("input.npy"), "--time", At("lower.npy"), "--upper",
                At("upper.npy"));
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains($"--upper {At("upper.npy")}: element [2] is ", answer.Line);
            Assert.EndsWith("beside --time of the same number", answer.Line);
        }
    }

    [Theory]
    [InlineData("multi-class-dice", "--classes 3", "2,5,3", "")]
    [InlineData("lovasz-softmax", "--classes 3", "2,3,5", "")]
    [InlineData("generalized-dice", "--classes 3", "2,5,4", "--input has shape [2, 5, 4]; generalized-dice has 3 "
        + "classes: of (N, classes, …) dimension 1 counts them")]
    [InlineData("multi-class-dice", "--classes 3", "2,3,3", "--class-axis must be said for input of shape [2, 3, 3]")]
    [InlineData("multi-class-dice", "--classes 3 --class-axis -1", "2,3,3", "")]
    [InlineData("soft-dtw", "--features 3", "2,5,3", "")]
    [InlineData("soft-dtw", "--features 3", "2,3,5", "--input has shape [2, 3, 5]; soft-dtw takes a sequence a row, "
        + "or (N, steps, 3 features)")]
    [InlineData("dice", "", "2,1,3,5", "--input has shape [2, 1, 3, 5]; a row of dice is a sample: reshape to [2, 15]")]
    public void Samples_are_read_as_they_lie_or_refused_by_their_shape(
        string loss, string options, string shape, string refusal)
    {
        int[] lengths = [.. shape.Split(',').Select(int.Parse)];
        Npy.Write<double>(At("x.npy"), lengths, new double[lengths.Aggregate((a, b) => a * b)]);
        Answer answer = Run(["loss", loss, "--input", At("x.npy"), "--target", At("x.npy"),
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(refusal == "" ? ExitCode.Done : ExitCode.BadInput, answer.Exit);
        if (refusal != "")
            Assert.StartsWith("vectorloss: " + refusal, answer.Line);
    }

    [Fact]
    public void Paddings_and_labels_of_places_are_told_of_and_named_as_they_were_typed()
    {
        Npy.Write<double>(At("logs.npy"), [2, 1, 2], [-0.5, -1, -0.5, -1]);
        Npy.Write<double>(At("labels.npy"), [1, 2], [1, 0]);
        Npy.Write<double>(At("padding.npy"), [1, 2], [0, 1]);
        Npy.Write<double>(At("wrong.npy"), [1, 2], [1, 0]);
        string[] words = ["loss", "ctc", "--log-probs", At("logs.npy"), "--targets", At("labels.npy"),
            "--input-paddings", At("padding.npy"), "--target-paddings"];
        Answer answer = Run([.. words, At("padding.npy")]);
        Assert.Equal((ExitCode.Done, "1\n"), (answer.Exit, answer.Out));
        Assert.Equal("vectorloss: --target-paddings holds 0 at [0, 1], which is behind a 1: a row is a run of 0 and "
            + "then of 1", Run([.. words, At("wrong.npy")]).Line);
        Assert.Equal("vectorloss: --target-paddings takes the place of --target_lengths; give one",
            Run([.. words, At("padding.npy"), "--target-lengths", At("labels.npy")]).Line);
        Assert.Contains("did you mean '--target-paddings'?",
            Run([.. words[..^1], "--target-padding", At("padding.npy")]).Line.Replace('_', '-'));
        Assert.Contains("target_paddings: 0, and 1 behind the end, in place of target_lengths",
            Run("losses", "ctc").Out);
        Assert.Contains("or a class a place", Run("losses", "lovasz-softmax").Out);
        Assert.DoesNotContain("or a class a place", Run("losses", "dice").Out);
    }

    [Fact]
    public void A_gradient_of_labels_is_refused_by_its_option()
    {
        Npy.Write<double>(At("logits.npy"), [2, 3], [1, 2, 3, 4, 5, 6]);
        Npy.Write<double>(At("labels.npy"), [2], [0, 2]);
        string line = Run("loss", "cross-entropy", "--input", At("logits.npy"), "--target", At("labels.npy"),
            "--gradient-target", At("out.npy")).Line;
        Assert.StartsWith("vectorloss: --gradient-target: cross-entropy has no gradient of target here: it holds",
            line);
    }

    private string[] Arrays(LossCard card)
    {
        LossRequest request = FamilyBatch.Of(card.Name, [], 2, 3);
        foreach ((string name, LossArray array) in request.Inputs)
            Npy.Write<double>(At(name + ".npy"), array.Shape, array.Values);
        return [.. request.Inputs.Keys.SelectMany(name => new[] { "--" + name, At(name + ".npy") })];
    }

    // What a net's output says of the target; a loss that no net is trained with says nothing.
    [Theory]
    [InlineData("mse", "the number that input is, in the terms of the target")]
    [InlineData("bce-with-logits", "the probability 1/(1 + e^−x): input is a logit")]
    [InlineData("bce", "the probability that input is")]
    [InlineData("cross-entropy", "the probabilities softmax(x) of the classes: input holds logits")]
    [InlineData("poisson-nll", "the mean e^x: input is its logarithm")]
    [InlineData("hinge", "the sign of input, which is a score")]
    [InlineData("multi-margin", "the class of the largest score in input")]
    [InlineData("lambda-rank", "the order of a row: input holds scores")]
    [InlineData("triplet-margin", "")]
    [InlineData("info-nce", "")]
    public void A_card_says_what_the_loss_predicts(string name, string predicted)
    {
        Assert.Equal(predicted, JsonDocument.Parse(Run("losses", name, "--json").Out).RootElement
            .GetProperty("predicts").GetString());
        string[] lines = Run("losses", name).Out.Split('\n');
        Assert.Equal(predicted == "" ? [] : [$"predicts    {predicted}"],
            lines.Where(line => line.StartsWith("predicts", StringComparison.Ordinal)));
    }
}
