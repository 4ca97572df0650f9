using System.Globalization;
using System.Numerics;
using System.Text.Json;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// Adaptive softmax against 50 digits of mpmath and PyTorch 1.13: losses, gradients, log-probabilities, predictions.
/// </summary>
public class AdaptiveProbabilityTests
{
    private static readonly JsonSerializerOptions Names
        = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Defined[] Definitions = Read<Defined>("definition.json");

    private static readonly Peer[] Peers = Read<Peer>("reference.json");

    public static TheoryData<int> Defineds => [.. Enumerable.Range(0, Definitions.Length)];

    public static TheoryData<int> OfPeers => [.. Enumerable.Range(0, Peers.Length)];

    [Theory, MemberData(nameof(Defineds))]
    public void Everything_is_as_defined_in_double_and_float(int at)
    {
        AsDefined<double>(Definitions[at], Math.ScaleB(1, -53));
        AsDefined<float>(Definitions[at], Math.ScaleB(1, -24));
    }

    [Theory, MemberData(nameof(OfPeers))]
    public void Log_probabilities_and_predictions_are_those_of_PyTorch(int at)
    {
        Peer one = Peers[at];
        Layer<double> layer = new(one);
        int rows = one.Labels.Length;
        int[] classes = new int[rows];
        foreach (int threads in (int[])[1, 2])
        {
            double[] logs = new double[rows * one.Classes];
            AdaptiveSoftmax.LogProbabilities(layer.Of(), logs, threads);
            // Sums of at most 30 products of numbers below 4.
            Assert.All(logs, (log, i) => Assert.Equal(one.LogProbabilities[i], log, 30 * 16 * 1.1e-16));
            AdaptiveSoftmax.Predict(layer.Of(), classes, threads);
            Assert.Equal(one.Predictions, classes);
        }
    }

    [Fact]
    public void Unless_something_else_is_said_it_is_what_PyTorch_is_unless_something_else_is_said()
    {
        Peer usual = Peers[0];
        Assert.Empty(usual.HeadBias);
        Assert.Equal(4, new AdaptiveLayer<double>().Divisor);
        Assert.Equal(usual.Loss, AdaptiveSoftmax.Value(new AdaptiveLayer<double>
        {
            Hidden = usual.Hidden,
            Head = usual.Head,
            Tails = usual.Tails,
            Cutoffs = usual.Cutoffs,
            Features = usual.Features,
            Classes = usual.Classes,
        }, usual.Labels), 1e-14);
    }

    [Fact]
    public void Its_losses_are_its_log_probabilities_and_its_predictions_their_greatest()
    {
        // 1,200 classes: predictions of 300 rows are made 218 at a time.
        const int Rows = 300, Features = 20, Classes = 1200;
        Layer<float> layer = Random<float>(Rows, Features, Classes, [3, 500]);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row * 731 % Classes)], found = new int[Rows];
        float[] logs = new float[Rows * Classes], losses = new float[Rows], again = new float[logs.Length];
        AdaptiveSoftmax.LogProbabilities(layer.Of(), logs);
        AdaptiveSoftmax.Values(layer.Of(), labels, losses);
        Assert.All(losses, (loss, row) => Assert.Equal(-logs[row * Classes + labels[row]], loss, 1e-5f));
        AdaptiveSoftmax.LogProbabilities(layer.Of(), again, threads: 3);
        Assert.Equal(logs, again);
        foreach (int threads in (int[])[1, 3])
        {
            AdaptiveSoftmax.Predict(layer.Of(), found, threads);
            Assert.Equal(Enumerable.Range(0, Rows).Select(row => Best(logs, row, Classes)), found);
        }
        // Both ways were gone: a frequent class, and one of a cluster.
        Assert.Contains(found, c => c < 3);
        Assert.Contains(found, c => c >= 500);
        Allocations.None(() => AdaptiveSoftmax.LogProbabilities(layer.Of(), logs));
        Allocations.None(() => AdaptiveSoftmax.Predict(layer.Of(), found));
    }

    [Fact]
    public void NaN_and_infinity_stay_in_their_row_and_extremes_count()
    {
        Layer<double> layer = Random<double>(5, 8, 9, [2, 4], divisor: 2);
        layer.Hidden[8] = double.NaN;
        layer.Hidden[16] = double.PositiveInfinity;
        layer.Hidden.AsSpan(24, 8).Fill(1e5);
        layer.Hidden.AsSpan(32, 8).Clear();
        double[] logs = new double[45];
        int[] classes = new int[5];
        AdaptiveSoftmax.LogProbabilities(layer.Of(), logs);
        AdaptiveSoftmax.Predict(layer.Of(), classes);
        Assert.All(logs, (log, i) => Assert.Equal(i / 9 is 1 or 2, double.IsNaN(log)));
        Assert.Equal([0, 0], classes[1..3]);
        Assert.Equal(0, logs[27..36].Max(), 1e-9);
        Assert.Equal(Best(logs, 3, 9), classes[3]);
        // Four logits of the head alone are 0, then those of a cluster: all are equally probable there.
        Assert.Equal(-Math.Log(4), logs[36], 1e-15);
        Assert.Equal(-Math.Log(4 * 5), logs[44], 1e-15);
        Assert.Equal(0, classes[4]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Layer<float> layer = Random<float>(4, 8, 9, [2, 4], divisor: 2);
        float[] logs = new float[36];
        int[] classes = new int[4];
        Refused("logProbabilities", () => AdaptiveSoftmax.LogProbabilities(layer.Of(), logs.AsSpan(1)));
        Refused("logProbabilities", () => AdaptiveSoftmax.LogProbabilities(layer.Of(), layer.Head.AsSpan(0, 0)));
        Refused("threads", () => AdaptiveSoftmax.LogProbabilities(layer.Of(), logs, 0));
        Refused("threads", () => AdaptiveSoftmax.Predict(layer.Of(), classes, 0));
        Refused("classes", () => AdaptiveSoftmax.Predict(layer.Of(), classes.AsSpan(1)));
        Refused("Tails", () => AdaptiveSoftmax.Predict(layer.Of() with { Tails = layer.Tails.AsSpan(1) }, classes));
        Refused("Cutoffs", () => AdaptiveSoftmax.Predict(layer.Of() with { Cutoffs = [4, 2] }, classes));
        float[] shared = [.. layer.Hidden, .. new float[36]];
        Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => AdaptiveSoftmax.LogProbabilities(
            layer.Of() with { Hidden = shared.AsSpan(0, 32) }, shared.AsSpan(31, 36))).Message);
        int[] places = [2, 4, 0, 0];
        Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => AdaptiveSoftmax.Predict(
            layer.Of() with { Cutoffs = places.AsSpan(0, 2) }, places)).Message);
        AdaptiveSoftmax.LogProbabilities(layer.Of() with { Hidden = [] }, default(Span<float>));
        AdaptiveSoftmax.Predict(layer.Of() with { Hidden = [] }, default);

        static void Refused(string name, Action call)
            => Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(call).ParamName);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 40)]
    [InlineData(17, 33)]
    public void Every_width_adds_the_same(int rows, int columns)
    {
        float[] numbers = new Random(1).GetItems([1e-8f, -3.25f, float.NegativeInfinity, 7e5f, float.NaN], 2 * rows);
        float[] Run<V>() where V : struct, ILanes<V, float>
        {
            float[] all = [.. Enumerable.Range(0, rows * (columns + 3) - 3).Select(i => i / 7f)];
            new AddToRows<float>(numbers, 2, all, columns, columns + 3).Run<V>();
            return all;
        }
        float[] expected = Run<Lane1<float>>();
        Assert.Equal(expected, Run<LanesN<float>>());
        Assert.Equal(expected, Run<Lanes512<float>>());
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(i % (columns + 3) < columns ? i / 7f + numbers[i / (columns + 3) * 2] : i / 7f, expected[i]);
    }

    private static void AsDefined<T>(Defined one, double rounding) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Layer<T> layer = new(one);
        int rows = one.Labels.Length;
        // Of the products in the features and the projection, the log-sum-exp and the sums of the gradients: each has
        // at most 30 terms, of a size that the largest logit and hidden number bound.
        double logit = one.LogProbabilities.Max(text => Math.Abs(Number(text))) + 8,
            size = one.Hidden.Max(Math.Abs) * 8, allowed = 60 * rounding * logit, slopes = allowed * size;
        T[] logs = new T[rows * one.Classes], losses = new T[rows], dHidden = new T[one.Hidden.Length];
        T[] dHead = new T[one.Head.Length], dBias = new T[one.HeadBias.Length], dTails = new T[one.Tails.Length];
        int[] classes = new int[rows];
        AdaptiveSoftmax.LogProbabilities(layer.Of(), logs);
        Near(one.LogProbabilities, logs, allowed);
        AdaptiveSoftmax.Predict(layer.Of(), classes);
        Assert.Equal(one.Predictions, classes);
        AdaptiveSoftmax.Values(layer.Of(), one.Labels, losses);
        Near(one.Losses, losses, allowed);
        Assert.Equal(Number(one.Loss), AdaptiveSoftmax.ValueAndGradient(layer.Of(), one.Labels, new()
        {
            Hidden = dHidden,
            Head = dHead,
            HeadBias = dBias,
            Tails = dTails,
        }), allowed);
        Near(one.DHidden, dHidden, slopes);
        Near(one.DHead, dHead, slopes);
        Near(one.DHeadBias, dBias, slopes);
        Near(one.DTails, dTails, slopes);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Near<T>(string[] expected, T[] found, double allowed) where T : INumber<T>
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected, (text, i) => Assert.Equal(Number(text), double.CreateTruncating(found[i]), allowed));
    }

    private static int Best<T>(T[] logs, int row, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Argmax.Of<T>(logs.AsSpan(row * classes, classes));

    private static Layer<T> Random<T>(int rows, int features, int classes, int[] cutoffs, double divisor = 4)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(2);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 4 - 2)];
        int tails = new AdaptiveLayer<T>
        {
            Cutoffs = cutoffs,
            Classes = classes,
            Features = features,
            Divisor = divisor,
        }.TailsLength;
        return new(new(features, classes, cutoffs, divisor, [], Numbers(rows * features),
            Numbers((cutoffs[0] + cutoffs.Length) * features), [], Numbers(tails)));
    }

    private static TCase[] Read<TCase>(string name)
        => JsonSerializer.Deserialize<TCase[]>(File.ReadAllText(RepositoryFiles.Data($"adaptive/{name}")), Names)!;

    private sealed class Layer<T>(Inputs inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public readonly T[] Hidden = Narrow(inputs.Hidden), Head = Narrow(inputs.Head),
            Bias = Narrow(inputs.HeadBias), Tails = Narrow(inputs.Tails);

        public AdaptiveLayer<T> Of() => new()
        {
            Hidden = Hidden,
            Head = Head,
            HeadBias = Bias,
            Tails = Tails,
            Cutoffs = inputs.Cutoffs,
            Features = inputs.Features,
            Classes = inputs.Classes,
            Divisor = inputs.Divisor,
        };

        private static T[] Narrow(double[] numbers) => Array.ConvertAll(numbers, T.CreateTruncating);
    }

    private record Inputs(int Features, int Classes, int[] Cutoffs, double Divisor, int[] Labels, double[] Hidden,
        double[] Head, double[] HeadBias, double[] Tails);

    private sealed record Defined(int Features, int Classes, int[] Cutoffs, double Divisor, int[] Labels,
        double[] Hidden, double[] Head, double[] HeadBias, double[] Tails, string[] Losses, string Loss,
        string[] LogProbabilities, int[] Predictions, string[] DHidden, string[] DHead, string[] DHeadBias,
        string[] DTails) : Inputs(Features, Classes, Cutoffs, Divisor, Labels, Hidden, Head, HeadBias, Tails);

    private sealed record Peer(int Features, int Classes, int[] Cutoffs, double Divisor, int[] Labels,
        double[] Hidden, double[] Head, double[] HeadBias, double[] Tails, double Loss, double[] LogProbabilities,
        int[] Predictions) : Inputs(Features, Classes, Cutoffs, Divisor, Labels, Hidden, Head, HeadBias, Tails);
}
