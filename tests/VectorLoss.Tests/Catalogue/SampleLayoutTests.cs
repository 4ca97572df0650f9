using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Samples that have dimensions of their own, as tools read them.</summary>
public class SampleLayoutTests
{
    private static readonly double[] Numbers = [.. Enumerable.Range(0, 120).Select(i => Math.Sin(i * 37) * 2)],
        Targets = [.. Enumerable.Range(0, 120).Select(i => i * 29 % 7 < 3 ? 1.0 : 0)];

    public static TheoryData<string> OfPlaces => ["multi-class-dice", "generalized-dice", "lovasz-softmax"];

    // As PyTorch users write it: torch.softmax(input, 1), and sums over dimensions 2 and more.
    [Fact]
    public void Classes_stand_behind_the_samples_as_in_PyTorch()
    {
        const int Samples = 5, Classes = 4, Places = 6;
        double mean = 0;
        for (int n = 0; n < Samples; n++)
            for (int c = 0; c < Classes; c++)
            {
                double both = 0, chances = 0, targets = 0;
                for (int i = 0; i < Places; i++)
                {
                    int At(int of) => (n * Classes + of) * Places + i;
                    double sum = Enumerable.Range(0, Classes).Sum(of => Math.Exp(Numbers[At(of)])),
                        chance = Math.Exp(Numbers[At(c)]) / sum, target = Targets[At(c)];
                    (both, chances, targets) = (both + chance * target, chances + chance, targets + target);
                }
                mean += (1 - (2 * both + 1) / (chances + targets + 1)) / (Samples * Classes);
            }
        LossOutcome outcome = LossTool.Run<double>(Request("multi-class-dice", [5, 4, 2, 3], 4));
        Assert.Equal(mean, outcome.Value.Values[0], 1e-14);
    }

    [Theory, MemberData(nameof(OfPlaces))]
    public void Dimensions_of_a_sample_are_a_row_and_its_gradient_stays_in_place(string loss)
    {
        LossRequest rows = Request(loss, [5, 24], 4) with { Reduction = "none" };
        LossOutcome expected = LossTool.Run<double>(Weighed(rows));
        foreach (int[] shape in (int[][])[[5, 4, 6], [5, 4, 2, 3], [5, 4, 1, 6, 1]])
        {
            LossRequest deep = Request(loss, shape, 4) with { Reduction = "none" };
            Same(expected, LossTool.Run<double>(Weighed(deep)));
            Same(expected, LossTool.Run<double>(Weighed(deep with { ClassAxis = 1 })));
            Assert.Equal(LossTool.Curvatures<double>(Weighed(rows))["input"],
                LossTool.Curvatures<double>(Weighed(deep))["input"]);
            if (loss != "lovasz-softmax")
                Assert.Equal(LossTool.Bounds<float>(Weighed(rows)).Gradients["input"],
                    LossTool.Bounds<float>(Weighed(deep)).Gradients["input"]);
        }
        Same(LossTool.Run<double>(Request(loss, [1, 120], 4)),
            LossTool.Run<double>(Request(loss, [4, 30], 4) with { ClassAxis = 0 }));
    }

    [Theory]
    [InlineData(new[] { 5, 4, 2, 3 }, new[] { 5, 2, 3, 4 }, 3)]
    [InlineData(new[] { 5, 4, 2, 3 }, new[] { 5, 2, 3, 4 }, null)]
    [InlineData(new[] { 5, 4, 2, 3 }, new[] { 5, 2, 4, 3 }, -2)]
    [InlineData(new[] { 5, 4, 6 }, new[] { 5, 6, 4 }, null)]
    public void Classes_on_another_axis_are_found_and_put_back(int[] shape, int[] moved, int? axis)
    {
        int at = (axis ?? -1) < 0 ? (axis ?? -1) + moved.Length : axis!.Value;
        int[] from = Moved(shape, moved, at);
        foreach (string loss in OfPlaces.Select(row => row.Data))
        {
            LossRequest request = Request(loss, shape, 4) with { Reduction = "none" };
            LossOutcome expected = LossTool.Run<double>(request);
            LossOutcome found = LossTool.Run<double>(request with
            {
                ClassAxis = axis,
                Inputs = request.Inputs.ToDictionary(pair => pair.Key,
                    pair => new LossArray(moved, [.. from.Select(i => pair.Value.Values[i])])),
            });
            Assert.Equal([5], found.Value.Shape);
            Assert.Equal(expected.Value.Values, found.Value.Values);
            Assert.Equal([.. from.Select(i => expected.Gradients["input"][i])], found.Gradients["input"]);
        }
    }

    [Fact]
    public void Steps_lie_before_their_features()
    {
        LossRequest Of(params int[] shape) => Request("soft-dtw", shape, 6, "features") with { Reduction = "none" };
        Same(LossTool.Run<double>(Of(5, 24)), LossTool.Run<double>(Of(5, 4, 6)));
        foreach (int[] shape in (int[][])[[5, 6, 4], [5, 2, 2, 6]])
            Assert.StartsWith(
                $"input has shape [{string.Join(", ", shape)}]; soft-dtw takes a sequence a row, or (N, steps, 6",
                Assert.Throws<ArgumentException>(() => LossTool.Run<double>(Of(shape))).Message);
    }

    [Theory]
    [InlineData("dice")]
    [InlineData("jaccard")]
    [InlineData("tversky")]
    [InlineData("focal-tversky")]
    [InlineData("combo")]
    [InlineData("lovasz-hinge")]
    [InlineData("wasserstein")]
    [InlineData("sinkhorn-divergence")]
    public void One_dimension_of_a_sample_is_a_row_and_two_are_refused(string loss)
    {
        LossOutcome rows = LossTool.Run<double>(Request(loss, [20, 6], 0) with { Reduction = "none" });
        foreach (int[] shape in (int[][])[[20, 1, 6], [20, 6, 1], [20, 1, 6, 1]])
            Same(rows, LossTool.Run<double>(Request(loss, shape, 0) with { Reduction = "none" }));
        string refusal = Assert.Throws<ArgumentException>(
            () => LossTool.Run<double>(Request(loss, [4, 5, 2, 3], 0))).Message;
        Assert.StartsWith(
            $"input has shape [4, 5, 2, 3]; a row of {loss} is a sample: reshape to [4, 30] where", refusal);
        Assert.Contains("[20, 6] where dimensions 0 and 1 do", refusal);
    }

    [Theory]
    [InlineData(new[] { 5, 4, 4 }, null, "ClassAxis must be said for input of shape [5, 4, 4]")]
    [InlineData(new[] { 5, 6, 3 }, null, "input has shape [5, 6, 3]; multi-class-dice has 4 classes")]
    [InlineData(new[] { 5, 4, 6 }, 2, "input has shape [5, 4, 6]; multi-class-dice has 4 classes")]
    [InlineData(new[] { 5, 24 }, 1, "input has shape [5, 24]; multi-class-dice has 4 classes")]
    [InlineData(new[] { 5, 4, 6 }, 3, "ClassAxis is 3; input has shape [5, 4, 6].")]
    [InlineData(new[] { 5, 6 }, null, "input has shape [5, 6]; a row of multi-class-dice has 4 equal parts.")]
    public void What_is_ambiguous_or_wrong_is_refused(int[] shape, int? axis, string message)
        => Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => LossTool.Run<double>(
            Request("multi-class-dice", shape, 4) with { ClassAxis = axis })).Message);

    [Fact]
    public void Targets_of_another_shape_are_refused_by_the_shapes_that_were_given()
    {
        LossRequest request = Request("multi-class-dice", [5, 4, 6], 4);
        Assert.StartsWith("target has shape [5, 24]; beside input it must be [5, 4, 6].",
            Assert.Throws<ArgumentException>(() => LossTool.Run<double>(request with
            {
                Inputs = new Dictionary<string, LossArray>(request.Inputs) { ["target"] = new([5, 24], Targets) },
            })).Message);
    }

    [Theory]
    [InlineData("multi-class-dice")]
    [InlineData("soft-dtw")]
    [InlineData("dice")]
    public void Checks_draw_samples_with_dimensions_of_their_own(string loss)
    {
        LossCard card = LossCatalog.Find(loss)!;
        LossCase deep = Enumerable.Range(0, 100).Select(seed => LossCase.Draw(card, seed))
            .First(one => one.Request.Inputs["input"].Shape.Length > 2);
        Assert.All(deep.Check(), report => Assert.True(report.Passed, report.ToText()));
    }

    private static LossRequest Request(string loss, int[] shape, int parts, string option = "classes")
    {
        int count = shape.Aggregate(1, (product, length) => product * length);
        return new(LossCatalog.Find(loss)!)
        {
            Options = parts == 0 ? new Dictionary<string, double>() : new() { [option] = parts },
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new(shape, Numbers[..count]),
                ["target"] = new(shape, Targets[..count]),
            },
        };
    }

    private static LossRequest Weighed(LossRequest request) => request with
    {
        Inputs = new Dictionary<string, LossArray>(request.Inputs)
        {
            ["sample_weight"] = new([5], [1, 2, 0, 0.5, 3]),
            ["mask"] = new([5], [1, 1, 1, 0, 1]),
        },
    };

    private static void Same(LossOutcome expected, LossOutcome found)
    {
        Assert.Equal(expected.Value.Shape, found.Value.Shape);
        Assert.Equal(expected.Value.Values, found.Value.Values);
        foreach ((string name, double[] gradient) in expected.Gradients)
            Assert.Equal(gradient, found.Gradients[name]);
    }

    /// <summary>Where each number of an array comes from whose dimension 1 goes to another axis.</summary>
    private static int[] Moved(int[] shape, int[] moved, int axis)
    {
        int[] from = new int[moved.Aggregate((product, length) => product * length)];
        for (int i = 0; i < from.Length; i++)
        {
            int[] place = new int[moved.Length];
            for (int d = moved.Length - 1, rest = i; d >= 0; d--)
                (rest, place[d]) = Math.DivRem(rest, moved[d]);
            List<int> origin = [.. place];
            origin.RemoveAt(axis);
            origin.Insert(1, place[axis]);
            from[i] = origin.Zip(shape).Aggregate(0, (index, pair) => index * pair.Second + pair.First);
        }
        return from;
    }
}
