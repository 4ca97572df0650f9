using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Tests.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Signed factors of samples: loss and gradient are multiplied, and no divisor knows of them.</summary>
public class FactorTests
{
    public static TheoryData<string> Every => [.. LossCatalog.All.Select(card => card.Name)];

    public static TheoryData<string> Entries => [.. BatchEntry.All.Where(entry
        => entry.Spans.Any(span => span.Name == "factors")).Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Every))]
    public void Each_loss_is_multiplied_and_no_divisor_changes(string name)
    {
        LossRequest request = CatalogueHeadTests.Request(name, "none");
        LossArray each = LossTool.Run<double>(request).Value;
        double[] factors = [.. each.Values.Select((_, i) => 1.5 - i % 4)],
            weights = [.. each.Values.Select((_, i) => 0.25 + i % 3)];
        Values(With(request, each.Shape, factors, null)).AssertNear(each.Values.Zip(factors, (v, f) => v * f));
        Values(With(request, each.Shape, factors, weights)).AssertNear(
            each.Values.Select((v, i) => v * weights[i] * factors[i]));
        double sum = each.Values.Zip(factors, (v, f) => v * f).Sum(), size = each.Values.Sum(Math.Abs) * 2;
        double weighted = each.Values.Select((v, i) => v * weights[i] * factors[i]).Sum() / weights.Sum();
        // A few roundings a loss, and those of the sum.
        double bound = 100 * size * Math.ScaleB(1, -53);
        Assert.Equal(sum, Values(With(request, each.Shape, factors, null) with { Reduction = "sum" })[0], bound);
        // CTC counts by label, classes with weights by class.
        if (name == "ctc")
            return;
        Assert.Equal(sum / each.Values.Length,
            Values(With(request, each.Shape, factors, null) with { Reduction = "mean" })[0], bound);
        Assert.Equal(weighted,
            Values(With(request, each.Shape, factors, weights) with { Reduction = "mean_over_weights" })[0], bound);
    }

    [Theory, MemberData(nameof(Every))]
    public void The_gradient_is_the_sum_of_those_of_each_loss_times_its_factor(string name)
    {
        LossRequest request = CatalogueHeadTests.Request(name, "sum");
        LossArray each = LossTool.Run<double>(request with { Reduction = "none" }).Value;
        double[] factors = [.. each.Values.Select((_, i) => 1.5 - i % 4)];
        LossOutcome all = LossTool.Run<double>(With(request, each.Shape, factors, null));
        LossOutcome[] alone = [.. factors.Select((_, i) => LossTool.Run<double>(
            With(request, each.Shape, [.. factors.Select((_, j) => i == j ? 1.0 : 0)], null)))];
        foreach ((string input, double[] gradient) in all.Gradients)
        {
            double[][] parts = [.. gradient.Select((_, at) => Enumerable.Range(0, alone.Length)
                .Select(i => factors[i] * alone[i].Gradients[input][at]).ToArray())];
            // A few roundings of the largest: in a row of classes small elements remain where large ones cancel.
            double bound = 64 * Math.ScaleB(parts.Max(one => one.Sum(Math.Abs)), -53);
            Assert.All(parts.Zip(gradient), pair => Assert.Equal(pair.First.Sum(), pair.Second, bound));
        }
    }

    [Theory, MemberData(nameof(Entries))]
    public void A_power_of_two_with_a_sign_changes_no_digit(string name)
    {
        BatchEntry entry = BatchEntry.All.Single(one => one.Name == name);
        BatchMemory ones = new(entry), twos = new(entry), absent = new(entry);
        foreach (BatchMemory memory in (BatchMemory[])[ones, twos, absent])
            memory.Fill(entry);
        ones.Numbers("factors").Fill(1);
        twos.Numbers("factors").Fill(-2);
        absent.Lengthen("factors", -absent.Bytes("factors").Length);
        double value = entry.Run(ones);
        Assert.Equal(value, entry.Run(absent));
        Assert.Equal(-2 * value, entry.Run(twos));
        foreach (BatchSpan span in entry.Spans.Where(span => span.IsResult))
        {
            float[] expected = ones.Values(span);
            Assert.Equal(expected, absent.Values(span));
            Assert.Equal(span.Name == "log-sum-exp" ? expected : Array.ConvertAll(expected, x => -2 * x),
                twos.Values(span));
        }
    }

    [Theory, MemberData(nameof(Entries))]
    public void A_factor_that_is_no_number_comes_out_unless_the_mask_leaves_it_out(string name)
    {
        BatchEntry entry = BatchEntry.All.Single(one => one.Name == name);
        BatchMemory finite = new(entry), wild = new(entry);
        finite.Fill(entry);
        wild.Fill(entry);
        (finite.Marks("mask")[0], wild.Marks("mask")[0]) = (false, false);
        wild.Numbers("factors")[0] = float.NaN;
        Assert.Equal(entry.Run(finite), entry.Run(wild));
        foreach (BatchSpan span in entry.Spans.Where(span => span.IsResult))
            Assert.Equal(finite.Values(span), wild.Values(span));
        wild.Fill(entry);
        wild.Marks("mask")[0] = true;
        wild.Numbers("factors")[0] = float.NaN;
        double value = entry.Run(wild);
        Assert.True(double.IsNaN(value) || entry.Spans.Any(span => span.IsResult
            && wild.Values(span).Any(float.IsNaN)), name);
    }

    [Fact]
    public void Products_of_weights_and_factors_are_those_of_one_span()
    {
        Products<float>();
        Products<double>();
    }

    private static void Products<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = VectorLoss.Spans.OrderedSum<T>.Block;
        foreach (int n in (int[])[.. Enumerable.Range(0, 70), block - 1, block, block + 1, 3 * block + 5])
        {
            T[] Draw(int seed)
            {
                Random random = new(seed);
                return [.. Enumerable.Range(0, n).Select(_ => T.CreateTruncating(0.1 + random.NextDouble()))];
            }
            T[] p = Draw(1), t = Draw(2), v = Draw(3), w = Draw(4), f = Draw(5), first = new T[n], second = new T[n];
            T[] product = [.. w.Zip(f, (a, b) => a * b)];
            bool[] mask = [.. w.Select(weight => weight > T.CreateTruncating(0.3))];
            BatchOptions<T> Both() => new() { Weights = w, Factors = f, Mask = mask };
            BatchOptions<T> One() => new() { Weights = product, Mask = mask };
            Huber huber = new(0.2);
            Assert.Equal(huber.ValueAndGradient<Huber, T>(p, t, first, One()),
                huber.ValueAndGradient<Huber, T>(p, t, second, Both()));
            Assert.Equal(first, second);
            huber.Values<Huber, T>(p, t, first, One());
            huber.Values<Huber, T>(p, t, second, Both());
            Assert.Equal(first, second);
            GaussianNegativeLogLikelihood gaussian = new();
            T[] third = new T[n], fourth = new T[n];
            Assert.Equal(gaussian.ValueAndGradient<GaussianNegativeLogLikelihood, T>(
                p, t, v, new() { First = first, Third = third }, One()),
                gaussian.ValueAndGradient<GaussianNegativeLogLikelihood, T>(
                p, t, v, new() { First = second, Third = fourth }, Both()));
            Assert.Equal(first, second);
            Assert.Equal(third, fourth);
            if (n > 64)
                Allocations.None(() =>
                {
                    huber.ValueAndGradient<Huber, T>(p, t, first, Both());
                    gaussian.ValueAndGradient<GaussianNegativeLogLikelihood, T>(p, t, v, default, Both());
                });
        }
    }

    private static double[] Values(LossRequest request) => LossTool.Run<double>(request).Value.Values;

    private static LossRequest With(LossRequest request, int[] shape, double[] factors, double[]? weights)
    {
        Dictionary<string, LossArray> inputs = new(request.Inputs) { ["factor"] = new(shape, factors) };
        if (weights is not null)
            inputs["sample_weight"] = new(shape, weights);
        return request with { Inputs = inputs };
    }
}

file static class Near
{
    /// <summary>Equal but for the roundings of three products.</summary>
    public static void AssertNear(this double[] actual, IEnumerable<double> expected)
    {
        foreach ((double one, double other) in actual.Zip(expected, (a, b) => (a, b)))
            Assert.Equal(other, one, 4 * Math.ScaleB(Math.Abs(other), -53));
    }
}
