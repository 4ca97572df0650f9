using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of losses of sequences, beside nested dual numbers and differences.</summary>
public class SequenceProductTests
{
    private const int Classes = 4;

    public static TheoryData<string> Losses => ["ctc", "rnn-t"];

    // Labels of every number up to two registers and a tail, on steps enough and too few.
    [Theory, MemberData(nameof(Losses))]
    public void A_product_is_that_of_nested_dual_numbers(string loss)
    {
        for (int labels = 0; labels <= 9; labels++)
            foreach (int steps in (int[])[1, 2, labels + 4])
                foreach (string reduction in (string[])["sum", "mean"])
                    Agrees(Request(loss, 2, steps, labels, reduction, spread: 2), 1e-12);
    }

    // Alignments that are equally likely: a maximum of equal numbers moves as all of them do.
    [Theory, MemberData(nameof(Losses))]
    public void Equal_alignments_have_the_product_of_differences(string loss)
    {
        LossRequest request = Request(loss, 1, 5, 2, "sum", spread: 0);
        Differ(request);
        Agrees(request, 1e-12);
    }

    [Theory, MemberData(nameof(Losses))]
    public void Long_sequences_agree_with_differences_of_gradients(string loss)
        => Differ(Request(loss, 3, 40, 17, "sum", spread: 3));

    [Theory, MemberData(nameof(Losses))]
    public void Floats_are_the_numbers_of_doubles_rounded(string loss)
    {
        LossRequest request = Request(loss, 2, 9, 3, "sum", spread: 2);
        Dictionary<string, LossArray> way = Direction(request);
        double[] wide = LossTool.HessianProduct<double>(request, way)["log_probs"],
            narrow = LossTool.HessianProduct<float>(request, way)["log_probs"];
        double size = 1 + wide.Max(Math.Abs);
        for (int i = 0; i < wide.Length; i++)
            Assert.Equal(wide[i], narrow[i], 1e-5 * size);
    }

    [Fact]
    public void Masked_and_impossible_samples_have_none_and_others_theirs()
    {
        double[] logs = [.. Enumerable.Range(0, 2 * 2 * 3).Select(i => -1 - Math.Abs(Math.Sin(i)))],
            way = [.. logs.Select((_, i) => Math.Cos(i))], product = new double[12];
        // The first sample has more labels than steps.
        SequenceBatch<double> Batch() => new()
        {
            LogProbabilities = logs,
            Classes = 3,
            Labels = [1, 2, 1, 0],
            Steps = [1, 2],
            LabelCounts = [2, 1],
        };
        double[] Of(bool zero, bool[] mask)
        {
            new ConnectionistTemporalClassification(0, zero).HessianProduct(Batch(), way, product,
                new() { Mask = mask, Reduction = Reduction.Sum });
            return [.. product];
        }
        double[] all = Of(zero: true, [true, true]);
        Assert.Equal([0, 0, 0], all[..3]);
        Assert.Contains(all[3..6], number => number != 0);
        Assert.Equal([0, 0, 0], all[6..9]);
        Assert.Equal(all, Of(zero: false, [false, true]));
        Assert.Contains(Of(zero: false, [true, true])[..3], double.IsNaN);
        Assert.Throws<ArgumentException>(() => new ConnectionistTemporalClassification(0).HessianProduct(
            Batch(), way.AsSpan(1), product));
        Assert.Throws<ArgumentException>(() => new ConnectionistTemporalClassification(0).HessianProduct(
            Batch(), product, product));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        double[] logs = [.. Enumerable.Range(0, 6 * 3 * Classes).Select(i => -1 - Math.Abs(Math.Sin(i)))],
            way = [.. logs.Select((_, i) => Math.Cos(i))], product = new double[logs.Length];
        int[] labels = [1, 2], steps = [6], counts = [2];
        Allocations.None(() =>
        {
            new ConnectionistTemporalClassification().HessianProduct(new SequenceBatch<double>
            {
                LogProbabilities = logs.AsSpan(0, 6 * Classes),
                Classes = Classes,
                Labels = labels,
                Steps = steps,
                LabelCounts = counts,
            }, way.AsSpan(0, 6 * Classes), product.AsSpan(0, 6 * Classes));
            new RecurrentTransducer().HessianProduct(new SequenceBatch<double>
            {
                LogProbabilities = logs,
                Classes = Classes,
                Labels = labels,
                Steps = steps,
                LabelCounts = counts,
            }, way, product);
        });
    }

    private static LossRequest Request(
        string loss, int samples, int steps, int labels, string reduction, double spread)
    {
        Random random = new(labels + steps);
        int nodes = loss == "ctc" ? 1 : labels + 1;
        int[] shape = loss == "ctc" ? [steps, samples, Classes] : [samples, steps, nodes, Classes];
        double[] Numbers(int count, Func<double> number) => [.. Enumerable.Range(0, count).Select(_ => number())];
        return new(LossCatalog.Find(loss)!)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["log_probs"] = new(shape, Numbers(
                    samples * steps * nodes * Classes, () => -1.5 - spread * random.NextDouble())),
                ["targets"] = new([samples, labels], Numbers(samples * labels, () => random.Next(1, Classes))),
                ["input_lengths"] = new([samples], [steps, .. Numbers(samples - 1, () => Math.Max(1, steps - 1))]),
                ["target_lengths"] = new([samples], [labels, .. Numbers(samples - 1, () => labels / 2)]),
            },
            Options = new Dictionary<string, double> { ["zero_infinity"] = 1 },
            Reduction = reduction,
        };
    }

    private static Dictionary<string, LossArray> Direction(LossRequest request)
    {
        Random random = new(7);
        LossArray logs = request.Inputs["log_probs"];
        return new()
        {
            ["log_probs"] = logs with { Values = [.. logs.Values.Select(_ => 2 * random.NextDouble() - 1)] },
        };
    }

    private static void Agrees(LossRequest request, double tolerance)
    {
        Dictionary<string, LossArray> way = Direction(request);
        double[] expected = LossTool.HessianProduct(request, way)["log_probs"],
            found = LossTool.HessianProduct<double>(request, way)["log_probs"];
        // Shares of at most 1, times sums of the direction along an alignment.
        double size = 1 + expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], tolerance * size);
    }

    // h² of the third derivative, and 2⁻⁵³/h of a gradient.
    private static void Differ(LossRequest request)
    {
        const double h = 1e-5;
        LossArray way = Direction(request)["log_probs"], logs = request.Inputs["log_probs"];
        double[] Gradient(double step) => LossTool.Run<double>(request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                ["log_probs"] = logs with { Values = [.. logs.Values.Zip(way.Values, (x, v) => x + step * v)] },
            },
        }).Gradients["log_probs"];
        double[] up = Gradient(h), down = Gradient(-h), found
            = LossTool.HessianProduct<double>(request, new Dictionary<string, LossArray> { ["log_probs"] = way })[
                "log_probs"];
        double size = 1 + found.Max(Math.Abs);
        Assert.Contains(found, number => number != 0);
        for (int i = 0; i < found.Length; i++)
            Assert.Equal((up[i] - down[i]) / (2 * h), found[i], 1e-8 * size);
    }
}
