using System.Text.Json;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Adaptive softmax against PyTorch's, stored in data/adaptive, and against its own parts.</summary>
public class AdaptiveSoftmaxTests
{
    private static readonly JsonSerializerOptions names
        = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Case[] Stored = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(RepositoryFiles.Data("adaptive/reference.json")), names)!;

    public static TheoryData<int, int> Cases
        => [.. Enumerable.Range(0, Stored.Length).SelectMany(at => ((int[])[1, 2]).Select(threads => (at, threads)))];

    [Theory, MemberData(nameof(Cases))]
    public void Losses_and_gradients_are_those_of_PyTorch(int at, int threads)
    {
        Case one = Stored[at];
        double[] values = new double[one.Labels.Length];
        AdaptiveSoftmax.Values(one.Layer, one.Labels, values);
        Near(one.Losses, values);
        BatchOptions<double> options = new() { Threads = threads };
        Assert.Equal(one.Loss, AdaptiveSoftmax.Value(one.Layer, one.Labels, options), 1e-14);
        Results found = Run(one, options);
        Assert.Equal(one.Loss, found.Value, 1e-14);
        Near(one.DHidden, found.Hidden);
        Near(one.DHead, found.Head);
        Near(one.DHeadBias, found.HeadBias);
        Near(one.DTails, found.Tails);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Floats_are_near_them(int at, int threads)
    {
        Case one = Stored[at];
        float[] hidden = Narrow(one.Hidden), head = Narrow(one.Head), bias = Narrow(one.HeadBias),
            tails = Narrow(one.Tails), dHidden = new float[hidden.Length], dTails = new float[tails.Length];
        double loss = AdaptiveSoftmax.ValueAndGradient(new AdaptiveLayer<float>
        {
            Hidden = hidden,
            Head = head,
            HeadBias = bias,
            Tails = tails,
            Cutoffs = one.Cutoffs,
            Features = one.Features,
            Classes = one.Classes,
            Divisor = one.Divisor,
        }, one.Labels, new() { Hidden = dHidden, Tails = dTails }, new() { Threads = threads });
        // Sums of at most 30 products of numbers below 4.
        const double Allowed = 30 * 16 * 6e-8;
        Assert.Equal(one.Loss, loss, Allowed);
        Assert.All(one.DHidden.Zip(dHidden), pair => Assert.Equal(pair.First, pair.Second, Allowed));
        Assert.All(one.DTails.Zip(dTails), pair => Assert.Equal(pair.First, pair.Second, Allowed));
    }

    [Fact]
    public void Probabilities_of_all_classes_have_the_sum_one()
    {
        Case one = Stored[1];
        double sum = 0;
        for (int label = 0; label < one.Classes; label++)
        {
            double[] values = new double[one.Labels.Length];
            AdaptiveSoftmax.Values(one.Layer, [.. one.Labels.Select(_ => label)], values);
            sum += values.Sum(value => Math.Exp(-value));
        }
        Assert.Equal(one.Labels.Length, sum, 1e-13);
    }

    [Fact]
    public void Weights_factors_and_masks_are_those_of_losses_of_rows()
    {
        Case one = Stored[5];
        Random random = new(3);
        int rows = one.Labels.Length;
        double[] weights = Numbers(random, rows, 0, 2), factors = Numbers(random, rows, -1, 1);
        bool[] mask = [.. weights.Select((_, row) => row % 3 != 1)];
        int[] labels = [.. one.Labels.Select((label, row) => mask[row] ? label : -7)];
        BatchOptions<double> Options(Reduction reduction) => new()
        {
            Weights = weights,
            Factors = factors,
            Mask = mask,
            Reduction = reduction,
        };
        double[] losses = new double[rows];
        AdaptiveSoftmax.Values(one.Layer, labels, losses, Options(Reduction.Mean));
        Near([.. one.Losses.Select((loss, row) => mask[row] ? loss * weights[row] * factors[row] : 0)], losses);
        double total = weights.Where((_, row) => mask[row]).Sum();
        Results found = Run(one with { Labels = labels }, Options(Reduction.MeanOverWeights));
        Assert.Equal(losses.Sum() / total, found.Value, 1e-13);
        for (int row = 0; row < rows; row++)
            Near([.. Enumerable.Range(row * one.Features, one.Features).Select(i => mask[row]
                ? one.DHidden[i] * rows * weights[row] * factors[row] / total : 0)],
                found.Hidden[(row * one.Features)..((row + 1) * one.Features)]);
        double Loss(Case moved) => AdaptiveSoftmax.Value(moved.Layer, labels, Options(Reduction.MeanOverWeights));
        GradientAssert.Correct(tails => Loss(one with { Tails = tails.ToArray() }),
            (_, gradient) => found.Tails.CopyTo(gradient), one.Tails);
        GradientAssert.Correct(head => Loss(one with { Head = head.ToArray() }),
            (_, gradient) => found.Head.CopyTo(gradient), one.Head);
    }

    [Fact]
    public void Rows_beyond_a_copied_block_count_as_well()
    {
        // 131,072 numbers are 63 rows of 2,080 features.
        const int Features = 2080, Rows = 150, Classes = 9;
        Random random = new(5);
        int[] cutoffs = [2, 4], labels = [.. Enumerable.Range(0, Rows).Select(row => row * 7 % Classes)];
        Case all = new(Features, Classes, cutoffs, 40, labels, Numbers(random, Rows * Features, -1, 1),
            Numbers(random, 4 * Features, -0.1, 0.1), [], [], [], 0, [], [], [], []);
        int tails = all.Layer.TailsLength;
        all = all with { Tails = Numbers(random, tails, -0.1, 0.1) };
        Results whole = Run(all, Reduction.Sum), sum = new(0, [], new double[4 * Features], [], new double[tails]);
        for (int row = 0; row < Rows; row += 50)
        {
            Results part = Run(all with
            {
                Hidden = all.Hidden[(row * Features)..((row + 50) * Features)],
                Labels = labels[row..(row + 50)],
            }, Reduction.Sum);
            sum = new(sum.Value + part.Value, [.. sum.Hidden, .. part.Hidden], Sum(sum.Head, part.Head), [],
                Sum(sum.Tails, part.Tails));
        }
        Assert.Equal(sum.Value, whole.Value, 1e-11);
        Near(sum.Hidden, whole.Hidden);
        Near(sum.Head, whole.Head, 1e-11);
        Near(sum.Tails, whole.Tails, 1e-11);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_nothing_is_allocated()
    {
        Case one = Stored[0];
        void Refused(string name, Case bad) => Assert.Equal(
            name, Assert.ThrowsAny<ArgumentException>(() => AdaptiveSoftmax.Value(bad.Layer, bad.Labels)).ParamName);
        Refused("Cutoffs", one with { Cutoffs = [] });
        Refused("Cutoffs", one with { Cutoffs = [7, 3] });
        Refused("Cutoffs", one with { Cutoffs = [0, 3] });
        Refused("Cutoffs", one with { Cutoffs = [3, 12] });
        Refused("Divisor", one with { Divisor = 5 });
        Refused("Tails", one with { Tails = one.Tails[1..] });
        Refused("Head", one with { Head = one.Head[1..] });
        Refused("HeadBias", one with { HeadBias = [1] });
        Refused("Hidden", one with { Hidden = one.Hidden[1..] });
        Refused("labels", one with { Labels = one.Labels[1..] });
        Refused("labels", one with { Labels = [.. one.Labels[1..], 12] });
        Refused("labels", one with { Labels = [.. one.Labels[1..], -1] });
        Assert.Throws<ArgumentException>(() => AdaptiveSoftmax.ValueAndGradient(
            one.Layer, one.Labels, new() { Hidden = one.Hidden }));
        Assert.ThrowsAny<ArgumentException>(() => new AdaptiveLayer<float> { Divisor = 0 });
        double[] dHidden = new double[one.Hidden.Length], dTails = new double[one.Tails.Length];
        Allocations.None(() => AdaptiveSoftmax.ValueAndGradient(
            one.Layer, one.Labels, new() { Hidden = dHidden, Tails = dTails }));
    }

    [Fact]
    public void The_op_of_a_tape_agrees_with_differences_and_allocates_nothing()
    {
        int[] chosen = [2, 0, 5, 6, 3];
        RecordedProgram<double> program = new([new(5, 8), new(4, 8), Shape.Row(4), Shape.Row(4 * 10 + 2 * 11)],
            (tape, leaves) =>
            {
                Labels classes = tape.Labels(5);
                chosen.CopyTo(tape.Values(classes));
                Var One() => tape.AdaptiveSoftmax(leaves[0], leaves[1], leaves[2], leaves[3], classes, 7, [2, 4], 2);
                // Twice, so that gradients are added as well as written.
                return tape.Add(tape.Exp(One()), One());
            });
        program.Agrees();
        Allocations.None(() => program.Tape.ForwardBackward(program.Scalar));
        Tape<double> other = new();
        Var x = other.Parameter(new(5, 8)), bias = other.Parameter(Shape.Row(4));
        Assert.Contains("tails 1", Assert.Throws<ArgumentException>(
            () => other.AdaptiveSoftmax(x, x, bias, bias, other.Labels(5), 7, [2, 4], 2)).Message);
        Assert.Contains("no cutoff", Assert.Throws<ArgumentException>(
            () => other.AdaptiveSoftmax(x, x, bias, bias, other.Labels(5), 7, [])).Message);
    }

    [Fact]
    public void A_row_of_NaN_has_a_loss_of_NaN()
    {
        Case one = Stored[0];
        double[] hidden = [.. one.Hidden], values = new double[one.Labels.Length];
        hidden[one.Features] = double.NaN;
        AdaptiveSoftmax.Values((one with { Hidden = hidden }).Layer, one.Labels, values);
        Assert.Equal([1], values.Index().Where(pair => double.IsNaN(pair.Item)).Select(pair => pair.Index));
        Assert.Equal(double.NaN, AdaptiveSoftmax.Value((one with { Hidden = hidden }).Layer, one.Labels));
    }

    private static Results Run(Case one, in BatchOptions<double> options)
    {
        Results found = new(0, new double[one.Hidden.Length], new double[one.Head.Length],
            new double[one.HeadBias.Length], new double[one.Tails.Length]);
        return found with
        {
            Value = AdaptiveSoftmax.ValueAndGradient(one.Layer, one.Labels, new()
            {
                Hidden = found.Hidden,
                Head = found.Head,
                HeadBias = found.HeadBias,
                Tails = found.Tails,
            }, options),
        };
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[] Numbers(Random random, int count, double low, double high)
        => [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextDouble())];

    private static float[] Narrow(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);

    // Sums of at most 30 products of numbers below 4, in another order.
    private static void Near(double[] expected, double[] got, double allowed = 30 * 16 * 1.1e-16)
    {
        Assert.Equal(expected.Length, got.Length);
        Assert.All(expected.Zip(got), pair => Assert.Equal(pair.First, pair.Second, allowed));
    }

    private sealed record Results(double Value, double[] Hidden, double[] Head, double[] HeadBias, double[] Tails);

    private sealed record Case(int Features, int Classes, int[] Cutoffs, double Divisor, int[] Labels, double[] Hidden,
        double[] Head, double[] HeadBias, double[] Tails, double[] Losses, double Loss, double[] DHidden,
        double[] DHead, double[] DHeadBias, double[] DTails)
    {
        internal AdaptiveLayer<double> Layer => new()
        {
            Hidden = Hidden,
            Head = Head,
            HeadBias = HeadBias,
            Tails = Tails,
            Cutoffs = Cutoffs,
            Features = Features,
            Classes = Classes,
            Divisor = Divisor,
        };
    }
}
