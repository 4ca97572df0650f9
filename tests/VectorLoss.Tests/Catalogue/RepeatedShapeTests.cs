using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Arrays of every loss that repeat give the bits of the same arrays written out.</summary>
public class RepeatedShapeTests
{
    private const int Rows = 3, Columns = 4, Seeds = 12;

    public static TheoryData<string> All => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(All))]
    public void Every_array_beside_the_first_repeats(string loss)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            Random random = new(seed);
            LossRequest request = Batch(loss, random, seed);
            bool isElementwise = request.Card.Family is LossFamily.Point or LossFamily.Triple;
            int[] shape = LossTool.Run<double>(request with { Reduction = "none" }).Value.Shape;
            string[] common = ["sample_weight", "factor", "mask"];
            Dictionary<string, LossArray> whole = new(request.Inputs);
            foreach (string name in common.Where(_ => random.Next(2) == 0))
                whole[name] = new(shape, [.. Enumerable.Range(0, Length(shape))
                    .Select(_ => name == "mask" ? random.Next(4) == 0 ? 0 : 1.0 : 0.5 + random.NextDouble())]);
            Dictionary<string, LossArray> given = new(whole);
            Dictionary<string, int[]> sources = [];
            foreach ((string name, LossArray array) in whole.Skip(1).Where(pair => Repeats(request.Card, pair.Key)))
            {
                bool isOfRows = !isElementwise && array.Shape.AsSpan().SequenceEqual(shape);
                (int[] small, sources[name]) = Drawn(array.Shape, random, isOfRows, lacks: name != "target" || isOfRows
                    || !(request.Card.HasClasses || IsOfClasses(request.Card)));
                int count = Length(small);
                double[] values = array.Values[..count];
                given[name] = new(small, values);
                whole[name] = array with { Values = [.. sources[name].Select(at => values[at])] };
            }
            Same(request with { Inputs = whole }, request with { Inputs = given }, sources);
        }
    }

    private static void Same(LossRequest whole, LossRequest given, Dictionary<string, int[]> sources)
    {
        string shapes = string.Join(", ", given.Inputs.Select(pair => $"{pair.Key} {pair.Value}"));
        foreach (string reduction in (string[])["none", "mean"])
        {
            LossRequest all = whole with { Reduction = reduction }, some = given with { Reduction = reduction };
            LossOutcome expected = LossTool.Run<double>(all), found = LossTool.Run<double>(some);
            Assert.Equal(expected.Value.Shape, found.Value.Shape);
            Assert.True(expected.Value.Values.SequenceEqual(found.Value.Values), shapes);
            Assert.Equal(LossTool.Run<float>(all).Value.Values, LossTool.Run<float>(some).Value.Values);
            Assert.Equal(expected.Gradients.Keys, found.Gradients.Keys);
            foreach ((string input, double[] gradient) in expected.Gradients)
            {
                int[] from = sources.GetValueOrDefault(input) ?? [.. Enumerable.Range(0, gradient.Length)];
                double[] sums = new double[given.Inputs[input].Values.Length];
                for (int at = 0; at < from.Length; at++)
                    sums[from[at]] += gradient[at];
                bool isWhole = sums.Length == from.Length;
                double rounding = isWhole ? 0 : 4 * Math.ScaleB(gradient.Sum(Math.Abs), -53);
                Assert.Equal(sums.Length, found.Gradients[input].Length);
                Assert.All(sums.Zip(found.Gradients[input]), pair => Assert.True(
                    pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= rounding,
                    $"{input} of {shapes}: {pair.First:R}, not {pair.Second:R}"));
            }
        }
    }

    // A set of labels does not hold one of them twice.
    private static bool Repeats(LossCard card, string name)
        => card.Inputs.FirstOrDefault(input => input.Name == name) is not { } input
            || (input.Kind is LossInputKind.PerElement or LossInputKind.PerRow && card.Family != LossFamily.LabelSet);

    private static bool IsOfClasses(LossCard card) => card.Family is LossFamily.Label or LossFamily.Centred;

    /// <summary>A shape that repeats to another, and which of its numbers each number of that repeats.</summary>
    private static (int[] Shape, int[] From) Drawn(int[] to, Random random, bool isOfRows, bool lacks)
    {
        int[] shape = Array.ConvertAll(to, length => random.Next(2) == 0 ? 1 : length);
        int[] from = [.. Enumerable.Range(0, Length(to)).Select(at =>
        {
            int index = 0, step = 1;
            for (int d = to.Length - 1; d >= 0; d--)
            {
                (at, int place) = Math.DivRem(at, to[d]);
                index += shape[d] == 1 ? 0 : place * step;
                step *= shape[d];
            }
            return index;
        })];
        // One number a row may keep the dimension of the row.
        if (isOfRows && random.Next(2) == 0)
            return ([.. shape, 1], from);
        while (lacks && shape is [1, ..] && random.Next(2) == 0)
            shape = shape[1..];
        return (shape, from);
    }

    [Theory]
    [InlineData("distillation", "target", new[] { 3 }, new[] { 3, 3 })]
    [InlineData("box-iou", "target", new[] { 4 }, new[] { 4, 4 })]
    [InlineData("mse", "target", new[] { 3 }, new[] { 3, 3 })]
    public void What_could_be_rows_or_columns_is_refused(string loss, string name, int[] shape, int[] first)
    {
        LossRequest request = FamilyBatch.Of(loss, [], first[0], first[1]);
        string message = Assert.Throws<ArgumentException>(
            () => LossTool.Run<double>(With(request, name, shape))).Message;
        Assert.StartsWith($"{name} has shape [{shape[0]}] beside", message);
        Assert.Contains($"say [{shape[0]}, 1] for one number a row, or [1, {shape[0]}] for one a column.", message);
    }

    // Labels of classes are no rows of another loss, and no distribution has fewer dimensions than its logits.
    [Theory]
    [InlineData("distillation", "target", new[] { 3 })]
    [InlineData("cross-entropy", "target", new[] { 4 })]
    [InlineData("cross-entropy", "target", new[] { 3, 2 })]
    [InlineData("cosine-embedding", "target", new[] { 2 })]
    [InlineData("cosine-embedding", "target", new[] { 3, 4 })]
    [InlineData("sup-con", "target", new[] { 1, 3 })]
    [InlineData("dice", "target", new[] { 2, 3, 4 })]
    public void What_fits_no_way_is_refused_by_its_shape(string loss, string name, int[] shape)
    {
        LossRequest request = FamilyBatch.Of(loss, [], Rows, Columns);
        ArgumentException problem = Assert.Throws<ArgumentException>(
            () => LossTool.Run<double>(With(request, name, shape)));
        Assert.Equal(name, problem.ParamName);
        Assert.StartsWith($"{name} has shape [{string.Join(", ", shape)}]; beside ", problem.Message);
    }

    [Theory]
    [InlineData(new[] { 2, 3, 4 }, 1, new[] { 2, 1, 4 })]
    [InlineData(new[] { 2, 3, 4 }, 1, new[] { 1, 1, 4 })]
    [InlineData(new[] { 2, 3, 4 }, 1, new[] { 4 })]
    [InlineData(new[] { 2, 3, 4 }, null, new[] { 1, 4 })]
    [InlineData(new[] { 2, 3, 4 }, -1, new[] { 2, 1 })]
    [InlineData(new[] { 2, 3, 4 }, -1, new[] { 2, 3, 1 })]
    public void Labels_and_weights_keep_the_dimension_of_the_classes_or_repeat(int[] shape, int? axis, int[] labels)
    {
        int at = axis == 1 || (axis is null && labels[^1] == 4) ? 1 : 2;
        int[] rows = [.. shape[..at], .. shape[(at + 1)..]];
        double[] numbers = [.. Enumerable.Range(0, Length(shape)).Select(i => Math.Sin(37 * i))];
        LossRequest Of(int[] of, double[] values, int[] weightsOf, double[] weights) => new(CrossEntropy.Card)
        {
            ClassAxis = axis ?? at,
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new(shape, numbers),
                ["target"] = new(of, values),
                ["sample_weight"] = new(weightsOf, weights),
            },
        };
        double[] given = [.. Enumerable.Range(0, Length(labels)).Select(i => (double)(i % 3))];
        int[] kept = labels.Length == 3 ? [.. labels[..at], .. labels[(at + 1)..]] : labels;
        int missing = rows.Length - kept.Length;
        double[] all = [.. Enumerable.Range(0, Length(rows)).Select(i =>
        {
            (int row, int column) = Math.DivRem(i, rows[1]);
            int first = missing == 0 && kept[0] != 1 ? row : 0, second = kept[^1] != 1 ? column : 0;
            return given[first * kept[^1] + second];
        })];
        LossOutcome expected = LossTool.Run<double>(Of(rows, all, rows, all)),
            found = LossTool.Run<double>(Of(labels, given, labels, given) with { ClassAxis = axis });
        Assert.Equal(expected.Value.Values, found.Value.Values);
        Assert.Equal(expected.Gradients["input"], found.Gradients["input"]);
    }

    // Both dimensions might count the classes: repeated distributions tell it no more than whole ones.
    [Fact]
    public void A_class_axis_that_a_repeated_target_does_not_tell_must_be_said()
    {
        LossRequest request = new(CrossEntropy.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([2, 3, 4], new double[24]),
                ["target"] = new([1, 3, 1], [0.5, 0.25, 0.25]),
            },
        };
        Assert.StartsWith("ClassAxis must be said",
            Assert.Throws<ArgumentException>(() => LossTool.Run<double>(request)).Message);
        Assert.Equal(Math.Log(3), LossTool.Run<double>(request with { ClassAxis = 1 }).Value.Values[0], 1e-14);
    }

    // Second derivatives by a number that repeats within a row, or among rows that are compared, are no sums.
    [Theory]
    [InlineData("cosine-distance", "target", new[] { 3, 1 })]
    [InlineData("cosine-distance", "target", new[] { 1, 4 })]
    [InlineData("clip", "input2", new[] { 1, 4 })]
    [InlineData("distillation", "target", new[] { 1 })]
    public void Curvatures_by_numbers_that_repeat_are_those_of_differences(string loss, string name, int[] shape)
    {
        LossRequest request = With(FamilyBatch.Of(loss, [], Rows, Columns), name, shape);
        double[] curvature = LossTool.Curvatures<double>(request)[name], at = request.Inputs[name].Values;
        const double Step = 1e-5;
        for (int i = 0; i < at.Length; i++)
        {
            double Slope(double step) => LossTool.Run<double>(request with
            {
                Inputs = new Dictionary<string, LossArray>(request.Inputs)
                {
                    [name] = new(shape, [.. at.Select((x, k) => k == i ? x + step : x)]),
                },
            }).Gradients[name][i];
            Assert.Equal((Slope(Step) - Slope(-Step)) / (2 * Step), curvature[i], 1e-7);
        }
    }

    [Fact]
    public void A_number_outside_its_domain_is_named_where_it_stands()
    {
        LossRequest request = With(FamilyBatch.Of("zlpr", [], Rows, Columns), "target", [3, 1]) with
        {
            CheckDomains = true,
        };
        Array.Copy((double[])[0, 7, 1], request.Inputs["target"].Values, 3);
        Assert.Equal(1, Assert.Throws<OutOfDomainException>(() => LossTool.Run<double>(request)).Index);
    }

    private static LossRequest With(LossRequest request, string name, int[] shape) => request with
    {
        Inputs = new Dictionary<string, LossArray>(request.Inputs)
        {
            [name] = new(shape, [.. Enumerable.Range(0, Length(shape)).Select(i => 0.5 + Math.Cos(i))]),
        },
    };

    private static LossRequest Batch(string loss, Random random, int seed)
    {
        LossRequest request = FamilyBatch.Of(loss, [], Rows, Columns, seed: seed);
        bool isOfLabels = request.Card.Inputs[1].Domain == Domain.Label,
            isOfBoth = request.Card.Create.FamilyOptions.Any(option => option.Name == "label_smoothing");
        if (!IsOfClasses(request.Card) || (isOfLabels && (!isOfBoth || random.Next(2) == 0)))
            return request;
        LossArray input = request.Inputs["input"];
        return request with
        {
            TargetKind = "probabilities",
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                ["target"] = input with { Values = Array.ConvertAll(input.Values, _ => random.NextDouble()) },
            },
        };
    }

    private static int Length(int[] shape) => shape.Aggregate(1, (product, length) => product * length);
}
