using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>"None accused" holds for what is drawn, so all kinds of requests are drawn.</summary>
public class LossDrawTests
{
    private const int Seeds = 300;

    public static TheoryData<string> Representatives
        => ["huber", "gaussian-nll", "cosine-distance", "multilabel-margin", "info-nce", "ctc", "cross-entropy", "nll"];

    [Theory, MemberData(nameof(Representatives))]
    public void All_kinds_of_requests_are_drawn(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        LossRequest[] drawn = [.. Enumerable.Range(0, Seeds).Select(seed => LossCase.Draw(card, seed).Request)];
        Assert.All(LossRequest.Reductions, reduction => Assert.Contains(drawn, one => one.Reduction == reduction));
        Assert.All(Enum.GetValues<EmptyBatch>(), empty => Assert.Contains(drawn, one => one.Empty == empty));
        Assert.Contains(drawn, one => one.Inputs.ContainsKey("mask"));
        Assert.Contains(drawn, one => one.Inputs.ContainsKey("sample_weight"));
        Assert.Contains(drawn, one => one.Inputs.ContainsKey("mask") && one.Inputs.ContainsKey("sample_weight"));
        Assert.Contains(drawn, one => RequestReading.Of(new RequestLayout(one).Request).Counted == 0);
        if (card.Family is not (LossFamily.Row or LossFamily.Group or LossFamily.LabelSet
            or LossFamily.Contrast or LossFamily.Similarity or LossFamily.Sequence))
            Assert.Contains(drawn, one => one.Inputs.ContainsKey("weight"));
        if (card.Family == LossFamily.Sequence)
            return;
        double[] sizes = [.. drawn.Select(one => one.Inputs[card.Inputs[0].Name].Values.Max(Math.Abs))];
        Assert.Contains(sizes, size => size > 1e15);
        Assert.Contains(drawn, one => one.Inputs[card.Inputs[0].Name].Shape.Length == 3);
        if (card.Family is LossFamily.Label or LossFamily.Centred)
        {
            Assert.Contains(drawn, one => one.Inputs["target"].Shape.Length < one.Inputs["input"].Shape.Length);
            Assert.Contains(drawn, one => one.Inputs["target"].Shape.Length == 3);
            Assert.All(LossRequest.TargetKinds, kind => Assert.Contains(drawn, one => one.TargetKind == kind));
        }
        else if (card.Family == LossFamily.Point)
        {
            Assert.Contains(sizes, size => size < 1e-15);
        }
    }

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("nll")]
    [InlineData("sparsemax")]
    [InlineData("distillation")]
    [InlineData("zlpr")]
    [InlineData("multilabel-margin")]
    public void Rows_in_the_middle_are_drawn_and_pass(string name)
    {
        LossCase[] drawn = [.. Enumerable.Range(0, Seeds).Select(seed => LossCase.Draw(LossCatalog.Find(name)!, seed))
            .Where(one => one.Request.ClassAxis == 1)];
        Assert.Contains(drawn, one => one.Request.Inputs["input"].Shape is [_, > 1, > 1]);
        Assert.All(drawn.Take(6), one => Assert.All(one.Check(), GradientAssert.Passed));
        Assert.All(drawn.Take(6), one => Assert.True(one.FloatError() <= 1));
    }

    [Fact]
    public void The_error_of_floats_is_the_largest_share_of_a_bound_that_promises_something()
        => Assert.Equal(0.75, LossCase.Worst(narrow: [1, 5, double.NaN, 3, 2.5],
            wide: [1.5, 2, double.NaN, double.PositiveInfinity, 1], bounds: [1, double.PositiveInfinity, 1, 1, 2]));

    public static TheoryData<string> All => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(All))]
    public void Every_option_is_drawn_with_other_values_than_the_usual(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        LossRequest[] drawn = [.. Enumerable.Range(0, Seeds).Select(seed => LossCase.Draw(card, seed).Request)];
        Assert.All(card.Options.Concat(card.Create.FamilyOptions), option => Assert.True(Array.Exists(drawn,
            one => one.Options.TryGetValue(option.Name, out double value) && value != option.Usual), option.Name));
    }

    // A loss that leans to one side has other code, or another error, on the other.
    [Fact]
    public void Losses_that_lean_are_drawn_to_lean_to_both_sides()
    {
        LossCard[] leaning = [.. LossCatalog.All.Where(card => card.Options.Any(IsLevel))];
        Assert.NotEmpty(leaning);
        foreach (LossCard card in leaning)
        {
            double[] levels = [.. Enumerable.Range(0, Seeds).SelectMany(seed => LossCase.Draw(card, seed)
                .Request.Options.Where(one => one.Key == "quantile").Select(one => one.Value))];
            Assert.Contains(levels, level => level < 0.5);
            Assert.Contains(levels, level => level > 0.5);
        }
        static bool IsLevel(LossOption option) => option.Name == "quantile";
    }

    // One request in four has an extreme size.
    [Theory]
    [InlineData("gaussian-nll", "var", 0.22, 4.5)]
    [InlineData("binary-cross-entropy-with-logits", "target", 0.02, 0.98)]
    [InlineData("huber", "input", -2, 2)]
    public void Numbers_are_drawn_from_the_middle_of_their_domain(string name, string input, double least, double most)
    {
        double[][] drawn = [.. Enumerable.Range(0, Seeds)
            .Select(seed => LossCase.Draw(LossCatalog.Find(name)!, seed).Request.Inputs[input].Values)];
        double[][] usual = [.. drawn.Where(one => Array.TrueForAll(one, x => x >= least && x <= most))];
        Assert.True(usual.Length > Seeds / 2, $"{usual.Length}");
        double middle = (least + most) / 2;
        Assert.Contains(usual, one => Array.Exists(one, x => x < middle));
        Assert.Contains(usual, one => Array.Exists(one, x => x > middle));
    }

    // The mean itself in the place of its logarithm.
    [Fact]
    public void What_an_option_says_of_an_input_is_drawn()
    {
        LossRequest[] drawn = [.. Enumerable.Range(0, Seeds).Select(seed
            => LossCase.Draw(PoissonNegativeLogLikelihood.Card, seed).Request)];
        foreach (IGrouping<bool, LossRequest> some in drawn.GroupBy(one
            => one.Options.GetValueOrDefault("log_input", 1) == 0))
            Assert.Equal(!some.Key, some.SelectMany(one => one.Inputs["input"].Values).Any(mean => mean <= 0));
        Assert.Contains(drawn, one => one.Options.GetValueOrDefault("log_input", 1) == 0);
    }

    // 300 draws of a third are 100 ± 8; five deviations leave out a half and a quarter.
    [Theory]
    [InlineData("mask")]
    [InlineData("factor")]
    [InlineData("sample_weight", "weight")]
    public void Weights_factors_and_masks_are_drawn_in_one_case_of_three_each(params string[] names)
        => Assert.InRange(Enumerable.Range(0, Seeds).Count(seed
            => names.Any(LossCase.Draw(Huber.Card, seed).Request.Inputs.ContainsKey)), 60, 140);

    // What chooses between two variables: three comparisons, and a mask of zeros and ones.
    [Fact]
    public void Every_kind_of_choice_is_drawn()
    {
        HashSet<string> kinds = [];
        HashSet<double> masks = [];
        for (int seed = 0; seed < 60; seed++)
        {
            OpBoard board = new(new Random(seed));
            board.Choice();
            for (int i = 0; i < board.Tape.Recording.Count; i++)
            {
                string kind = board.Tape.Recording.Describe(i).Split(' ', '(')[1];
                kinds.Add(kind);
                if (kind == "Input")
                    masks.UnionWith(board.Tape.Recording.Values(i).ToArray());
            }
        }
        Assert.Superset(new HashSet<string>(["Less", "LessOrEqual", "Equal", "Input", "Where"]), kinds);
        Assert.Equal([0, 1], masks.Order());
    }

    [Fact]
    public void One_seed_is_one_request()
        => Assert.All(LossCatalog.All, card => Assert.Equal(
            LossCase.Draw(card, 7).Request.Inputs.SelectMany(input => input.Value.Values),
            LossCase.Draw(card, 7).Request.Inputs.SelectMany(input => input.Value.Values)));
}
