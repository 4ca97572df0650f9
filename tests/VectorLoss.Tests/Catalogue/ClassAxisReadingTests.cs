using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Arrays whose classes are not on the last axis, as tools read them.</summary>
public class ClassAxisReadingTests
{
    private static readonly double[] Numbers = [.. Enumerable.Range(0, 60).Select(i => -2 - (Math.Sin(i * 37) * 1.5))];

    public static TheoryData<int[], int> Shapes => new()
    {
        { [2, 3, 10], 1 }, { [2, 3, 2, 5], 1 }, { [5, 3, 4], 1 }, { [3, 20], 0 }, { [4, 5, 3], -1 }, { [4, 3, 5], 1 },
        { [2, 5, 3, 2], 2 }, { [1, 60], 1 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Any_axis_gives_what_the_kernels_give(int[] shape, int axis)
    {
        ClassAxis classes = ClassAxis.Of(shape, axis);
        int at = axis < 0 ? axis + shape.Length : axis, rows = 60 / classes.Classes;
        int[] of = [.. shape[..at], .. shape[(at + 1)..]];
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row * 7 % classes.Classes)];
        double[] gradient = new double[60], values = new double[rows];
        double value = new NegativeLogLikelihood().ValueAndGradient(Numbers, classes, labels, gradient);
        new NegativeLogLikelihood().Values(Numbers, classes, labels, values);
        LossRequest request = new(NegativeLogLikelihood.Card)
        {
            Inputs = Arrays(shape, new(of, Array.ConvertAll(labels, label => (double)label))),
            ClassAxis = axis,
        };
        LossOutcome outcome = LossTool.Run<double>(request);
        Assert.Equal([value], outcome.Value.Values);
        Assert.Equal(gradient, outcome.Gradients["input"]);
        LossOutcome each = LossTool.Run<double>(request with { Reduction = "none" });
        Assert.Equal(of, each.Value.Shape);
        Assert.Equal(values, each.Value.Values);
        Assert.Equal(60, LossTool.Bounds<float>(request).Gradients["input"].Length);
        double[] targets = Array.ConvertAll(Numbers, number => number * number / 20);
        double soft = new NegativeLogLikelihood().ValueAndGradient(Numbers, classes, targets, gradient);
        outcome = LossTool.Run<double>(request with { Inputs = Arrays(shape, new(shape, targets)) });
        Assert.Equal([soft], outcome.Value.Values);
        Assert.Equal(gradient, outcome.Gradients["input"]);
    }

    [Theory]
    [InlineData(new[] { 2, 3, 10 }, new[] { 2, 10 }, 3)]
    [InlineData(new[] { 2, 3, 10 }, new[] { 2, 3 }, 10)]
    [InlineData(new[] { 2, 3, 2, 5 }, new[] { 2, 2, 5 }, 3)]
    public void Labels_tell_the_axis_where_only_one_fits(int[] shape, int[] labels, int classes)
    {
        double[] zeros = new double[labels.Aggregate((product, length) => product * length)];
        LossOutcome outcome = LossTool.Run<double>(new(CrossEntropy.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new(shape, new double[60]),
                ["target"] = new(labels, zeros),
            },
        });
        Assert.Equal(Math.Log(classes), outcome.Value.Values[0], 1e-14);
    }

    [Theory]
    [InlineData("labels", "ClassAxis must be said for input of shape [4, 5, 5]")]
    [InlineData("distributions", "ClassAxis must be said for input of shape [4, 5, 5]")]
    [InlineData("beyond", "ClassAxis is 3; input has shape [4, 5, 5].")]
    [InlineData("points", "ClassAxis has no meaning for mse.")]
    public void What_is_ambiguous_or_wrong_is_refused(string kind, string message)
    {
        int[] shape = [4, 5, 5];
        LossCard card = kind == "points" ? SquaredError.Card : CrossEntropy.Card;
        LossRequest request = new(card)
        {
            Inputs = kind == "labels" || kind == "beyond"
                ? new Dictionary<string, LossArray>
                {
                    ["input"] = new(shape, new double[100]),
                    ["target"] = new([4, 5], new double[20])
                }
                : new Dictionary<string, LossArray>
                {
                    ["input"] = new(shape, new double[100]),
                    ["target"] = new(shape, new double[100])
                },
            ClassAxis = kind == "beyond" ? 3 : kind == "points" ? 1 : null,
        };
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => LossTool.Run<double>(request)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_outside_the_domain_is_named_where_it_lies()
    {
        double[] targets = new double[60];
        targets[37] = 1.5;
        LossRequest request = new(CrossEntropy.Card)
        {
            Inputs = Arrays([2, 3, 10], new([2, 3, 10], targets)),
            ClassAxis = 1,
            CheckDomains = true,
        };
        Assert.Equal(37, Assert.Throws<OutOfDomainException>(() => LossTool.Run<double>(request)).Index);
    }

    private static Dictionary<string, LossArray> Arrays(int[] shape, LossArray target)
        => new() { ["input"] = new(shape, Numbers), ["target"] = target };
}
