using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Labels of classes at places in the place of one-hot targets.</summary>
public class PlaceLabelTests
{
    private const int Classes = 4;

    [Theory]
    [InlineData(new[] { 5, 4, 6 }, null, new[] { 5, 6 })]
    [InlineData(new[] { 5, 4, 6 }, null, new[] { 5, 1, 6 })]
    [InlineData(new[] { 5, 4, 2, 3 }, 1, new[] { 5, 2, 3 })]
    [InlineData(new[] { 5, 4, 2, 3 }, 1, new[] { 1, 1, 2, 3 })]
    [InlineData(new[] { 4, 4, 6 }, 1, new[] { 4, 6 })]
    [InlineData(new[] { 5, 2, 3, 4 }, -1, new[] { 5, 2, 3 })]
    [InlineData(new[] { 5, 2, 3, 4 }, null, new[] { 5, 2, 3, 1 })]
    [InlineData(new[] { 5, 24 }, null, new[] { 5, 6 })]
    [InlineData(new[] { 5, 24 }, null, new[] { 1, 6 })]
    [InlineData(new[] { 4, 30 }, 0, new[] { 1, 30 })]
    public void Labels_are_one_hot(int[] shape, int? axis, int[] labelled)
    {
        int at = shape.Length == 2 && axis is null ? 1 : axis is null ? shape[1] == Classes ? 1 : shape.Length - 1
            : axis.Value < 0 ? shape.Length - 1 : axis.Value;
        double[] labels = [.. Enumerable.Range(0, Length(labelled)).Select(i => (double)(i * 7 % 11 % Classes))];
        int inner = axis is null && shape.Length == 2 ? 6 : Length(shape[(at + 1)..]);
        double[] target = [.. Enumerable.Range(0, Length(shape)).Select(i =>
        {
            int place = i / (inner * Classes) * inner + i % inner;
            return labels[place % labels.Length] == i / inner % Classes ? 1.0 : 0;
        })];
        foreach (string loss in SampleLayoutTests.OfPlaces.Select(row => row.Data))
        {
            LossOutcome expected = LossTool.Run<double>(Of(loss, shape, axis, new(shape, target))),
                found = LossTool.Run<double>(Of(loss, shape, axis, new(labelled, labels)));
            Assert.Equal(expected.Value.Values, found.Value.Values);
            Assert.Equal(expected.Gradients["input"], found.Gradients["input"]);
        }
    }

    [Theory]
    [InlineData(4.0)]
    [InlineData(-1.0)]
    [InlineData(0.5)]
    public void What_is_no_class_is_refused_by_its_place(double label)
        => Assert.StartsWith(FormattableString.Invariant($"target holds the label {label} at [0, 2]; there are 4"),
            Assert.Throws<ArgumentException>(() => LossTool.Run<double>(
                Of("lovasz-softmax", [1, 4, 3], null, new([1, 3], [0, 1, label])))).Message);

    // One-hot targets for all samples have a dimension for these: without it they would look like labels.
    [Fact]
    public void Places_of_another_number_are_refused()
    {
        foreach (int[] shape in (int[][])[[5, 7], [6], [4, 6, 1], [7, 4, 6]])
            Assert.StartsWith("target has shape", Assert.Throws<ArgumentException>(() => LossTool.Run<double>(
                Of("generalized-dice", [5, 4, 6], null, new(shape, new double[Length(shape)])))).Message);
    }

    private static LossRequest Of(string loss, int[] shape, int? axis, LossArray target)
        => new(LossCatalog.Find(loss)!)
        {
            Options = new Dictionary<string, double> { ["classes"] = Classes },
            ClassAxis = axis,
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new(shape, [.. Enumerable.Range(0, Length(shape)).Select(i => 2 * Math.Sin(37 * i))]),
                ["target"] = target,
            },
        };

    private static int Length(int[] shape) => shape.Aggregate(1, (product, length) => product * length);
}
