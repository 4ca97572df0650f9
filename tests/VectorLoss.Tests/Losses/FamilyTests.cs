using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// Laws of the losses of several inputs, rows, label sets, pairs and sequences, through the tool that knows them all.
/// </summary>
public class FamilyTests
{
    public static TheoryData<int> Settings => [.. Enumerable.Range(0, FamilyBatch.Settings.Count)];

    private static LossRequest Batch(int setting, int rows, int columns, string reduction = "mean")
        => FamilyBatch.Of(FamilyBatch.Settings[setting].Loss, FamilyBatch.Settings[setting].Options, rows, columns,
            reduction);

    [Theory, MemberData(nameof(Settings))]
    public void The_gradient_of_every_input_agrees_with_differences(int setting)
    {
        LossRequest request = Batch(setting, 4, 5);
        foreach ((string input, double[] gradient) in LossTool.Run<double>(request).Gradients)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                // Central differences: their error is h²/6 of the third derivative, here below 100, and 2⁻⁵³/h of the
                // value, below 10.
                const double h = 1e-5;
                double difference = (At(request, input, i, h) - At(request, input, i, -h)) / (2 * h);
                Assert.True(Math.Abs(gradient[i] - difference) <= 2e-9 + 1e-9 * Math.Abs(difference),
                    $"d{input}[{i}] is {gradient[i]}, by differences {difference}");
            }
        }
    }

    private static double At(LossRequest request, string input, int i, double step)
    {
        double[] moved = [.. request.Inputs[input].Values];
        moved[i] += step;
        LossArray array = request.Inputs[input] with { Values = moved };
        Dictionary<string, LossArray> inputs = new(request.Inputs) { [input] = array };
        return LossTool.Run<double>(request with { Inputs = inputs }).Value.Values[0];
    }

    [Theory, MemberData(nameof(Settings))]
    public void Sum_is_the_sum_of_none_and_mean_is_it_over_the_losses(int setting)
    {
        double[] each = LossTool.Run<double>(Batch(setting, 6, 7, "none")).Value.Values;
        double sum = LossTool.Run<double>(Batch(setting, 6, 7, "sum")).Value.Values[0],
            mean = LossTool.Run<double>(Batch(setting, 6, 7)).Value.Values[0];
        double bound = 100 * 1.2e-16 * each.Sum(Math.Abs);
        Assert.Equal(each.Sum(), sum, bound);
        // The mean of sequences is over what each has of labels, as in PyTorch.
        if (FamilyBatch.Settings[setting].Loss != "ctc")
            Assert.Equal(sum / each.Length, mean, bound);
    }

    [Theory, MemberData(nameof(Settings))]
    public void A_masked_loss_counts_nothing_even_where_it_is_NaN(int setting)
    {
        LossRequest request = Batch(setting, 6, 7, "none");
        LossOutcome whole = LossTool.Run<double>(request);
        double[] mask = [.. whole.Value.Values.Select((_, i) => i % 3 == 0 ? 0.0 : 1.0)];
        Dictionary<string, LossArray> inputs = new(request.Inputs) { ["mask"] = new(whole.Value.Shape, mask) };
        LossRequest masked = request with { Inputs = inputs };
        double[] values = LossTool.Run<double>(masked).Value.Values;
        Assert.Equal(whole.Value.Values.Zip(mask, (value, kept) => kept == 0 ? 0 : value), values);
    }

    [Theory, MemberData(nameof(Settings))]
    public void A_weight_scales_its_loss_and_its_gradient(int setting)
    {
        LossRequest request = Batch(setting, 6, 7, "sum");
        LossOutcome each = LossTool.Run<double>(request with { Reduction = "none" });
        double[] weights = [.. each.Value.Values.Select((_, i) => i % 3 == 0 ? 0.0 : 2.0)],
            mask = [.. weights.Select(weight => weight / 2)];
        LossOutcome weighted = LossTool.Run<double>(With(request, "sample_weight", each.Value.Shape, weights));
        LossOutcome masked = LossTool.Run<double>(With(request, "mask", each.Value.Shape, mask));
        Assert.Equal(2 * masked.Value.Values[0], weighted.Value.Values[0]);
        foreach ((string input, double[] gradient) in masked.Gradients)
        {
            Assert.Equal(gradient.Select(slope => 2 * slope + 0.0),
                weighted.Gradients[input].Select(slope => slope + 0.0));
        }
    }

    private static LossRequest With(LossRequest request, string name, int[] shape, double[] values)
        => request with { Inputs = new Dictionary<string, LossArray>(request.Inputs) { [name] = new(shape, values) } };

    [Theory, MemberData(nameof(Settings))]
    public void Float_stays_within_the_derived_bound_of_double(int setting)
    {
        if (LossCatalog.Find(FamilyBatch.Settings[setting].Loss)!.Family == LossFamily.Contrast)
            return;
        foreach (string reduction in new[] { "none", "mean" })
        {
            LossRequest request = Batch(setting, 5, 19, reduction);
            LossOutcome exact = LossTool.Run<double>(request), single = LossTool.Run<float>(request),
                bounds = LossTool.Bounds<float>(request);
            Within(exact.Value.Values, single.Value.Values, bounds.Value.Values, "value");
            foreach ((string input, double[] gradient) in exact.Gradients)
                Within(gradient, single.Gradients[input], bounds.Gradients[input], input);
        }
    }

    // Logits far apart have chances and gradients that float has no normal number for.
    [Theory, MemberData(nameof(Settings))]
    public void Float_stays_within_it_at_every_scale(int setting)
    {
        LossCard card = LossCatalog.Find(FamilyBatch.Settings[setting].Loss)!;
        if (card.Family is LossFamily.Contrast or LossFamily.Sequence)
            return;
        foreach (double scale in new[] { 7, 25, 50, 100, 1e3, 1e5 })
        {
            LossRequest request = Batch(setting, 5, 19, "sum");
            request = request with
            {
                Inputs = request.Inputs.ToDictionary(pair => pair.Key, pair => pair.Value with
                {
                    Values = [.. pair.Value.Values.Select(x => (double)(float)(card.Inputs.Any(input
                        => input.Name == pair.Key && input.Domain == Domain.Real) ? x * scale : x))],
                }),
            };
            LossOutcome exact = LossTool.Run<double>(request), single = LossTool.Run<float>(request),
                bounds = LossTool.Bounds<float>(request);
            if (exact.Gradients.Values.Append(exact.Value.Values).Any(numbers => !numbers.All(double.IsFinite)))
                continue;
            Near(exact.Value.Values, single.Value.Values, bounds.Value.Values, $"value at {scale}");
            foreach ((string input, double[] gradient) in exact.Gradients)
                Near(gradient, single.Gradients[input], bounds.Gradients[input], $"{input} at {scale}");
        }
    }

    private static void Within(double[] exact, double[] single, double[] bounds, string what)
    {
        Near(exact, single, bounds, what);
        for (int i = 0; i < exact.Length; i++)
            Assert.True(bounds[i] <= 1e-3 * (1 + Math.Abs(exact[i])),
                $"{what}[{i}]: the bound {bounds[i]} says nothing");
    }

    private static void Near(double[] exact, double[] single, double[] bounds, string what)
    {
        // An infinite bound promises nothing: float has overflown on the way.
        for (int i = 0; i < exact.Length; i++)
            Assert.True(double.IsPositiveInfinity(bounds[i]) || Math.Abs(exact[i] - single[i]) <= bounds[i],
                $"{what}[{i}]: {single[i]} is not within {bounds[i]} of {exact[i]}");
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused_by_name()
    {
        LossRequest request = FamilyBatch.Of("triplet-margin", [], 3, 4);
        Dictionary<string, LossArray> inputs = new(request.Inputs) { ["negative"] = new([3, 3], new double[9]) };
        Assert.Contains("negative",
            Assert.ThrowsAny<ArgumentException>(() => LossTool.Run<double>(request with { Inputs = inputs })).Message);
        inputs.Remove("negative");
        Assert.Contains("negative",
            Assert.ThrowsAny<ArgumentException>(() => LossTool.Run<double>(request with { Inputs = inputs })).Message);
        inputs = new(request.Inputs) { ["foo"] = new([1], [1]) };
        Assert.Contains("foo",
            Assert.ThrowsAny<ArgumentException>(() => LossTool.Run<double>(request with { Inputs = inputs })).Message);
    }
}
