using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>A linear layer and a softmax loss in pieces, against the same in one piece.</summary>
public class LinearSoftmaxTests
{
    private const int Rows = 23, Features = 7, Classes = 11;
    private static readonly double[] Hidden = Numbers(1, Rows * Features), Weight = Numbers(2, Classes * Features),
        Bias = Numbers(3, Classes);
    private static readonly int[] Labels = [.. Enumerable.Range(0, Rows).Select(row => row % 5 == 2 ? -100
        : row * 3 % Classes)];

    private static double[] Numbers(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextDouble() - 2)];
    }

    private static LinearLayer<double> Layer
        => new() { Hidden = Hidden, Weight = Weight, Bias = Bias, Features = Features, Classes = Classes };

    private static ClassOptions<double> Options(string options, double[] sums) => new()
    {
        Batch = new()
        {
            Weights = options.Contains("weights") ? Array.ConvertAll(Numbers(5, Rows), Math.Abs) : null,
            Mask = options.Contains("mask") ? Enumerable.Range(0, Rows).Select(row => row % 3 != 0).ToArray() : null,
            Reduction = options.Contains("sum") ? Reduction.Sum : Reduction.Mean,
        },
        Ignore = ClassOptions<double>.PyTorchIgnore,
        ClassWeights = options.Contains("weights") ? Array.ConvertAll(Numbers(4, Classes), Math.Abs) : null,
        LabelSmoothing = options.Contains("smoothing") ? 0.2 : 0,
        Softcap = options.Contains("softcap") ? 5 : 0,
        LseSquareScale = options.Contains("z-loss") ? 0.1 : 0,
        LogSumExp = sums,
    };

    [Theory]
    [InlineData("plain")]
    [InlineData("weights smoothing mask")]
    [InlineData("softcap z-loss sum")]
    [InlineData("soft weights smoothing z-loss")]
    public void Pieces_give_what_the_whole_gives(string options)
    {
        double[]? targets = options.Contains("soft ") ? [.. Numbers(6, Rows * Classes).Select(t => Math.Abs(t) / 10)]
            : null;
        double[] logits = new double[Rows * Classes], sums = new double[Rows], pieceSums = new double[Rows];
        MatrixProduct.Linear<double>(false, true, Rows, Classes, Features, Hidden, Features, Weight, Features, Bias,
            Activation.None, logits, Classes);
        double whole = targets is null
            ? new CrossEntropy().ValueAndGradient(logits, Classes, Labels, logits, Options(options, sums))
            : new CrossEntropy().ValueAndGradient(logits, Classes, targets, logits, Options(options, sums));
        double[] dHidden = new double[Hidden.Length], dWeight = new double[Weight.Length], dBias = new double[Classes];
        MatrixProduct.Multiply<double>(false, false, Rows, Features, Classes, logits, Weight, dHidden);
        MatrixProduct.Multiply<double>(true, false, Classes, Features, Rows, logits, Hidden, dWeight);
        for (int i = 0; i < logits.Length; i++)
            dBias[i % Classes] += logits[i];
        foreach (int piece in (int[])[1, 2, 5, Rows, 100])
        {
            double[] pHidden = new double[Hidden.Length], pWeight = new double[Weight.Length],
                pBias = new double[Classes];
            LinearGradients<double> gradients = new() { Hidden = pHidden, Weight = pWeight, Bias = pBias };
            double[] workspace = new double[piece * Classes];
            double value = targets is null
                ? new CrossEntropy().ValueAndGradient(Layer, Labels, gradients, workspace, Options(options, pieceSums))
                : new CrossEntropy().ValueAndGradient(Layer, targets, gradients, workspace,
                Options(options, pieceSums));
            Assert.Equal(whole, value);
            Assert.Equal(sums, pieceSums);
            Assert.Equal(dHidden, pHidden);
            Assert.Equal(dBias, pBias);
            // 23 products of size ≤ 2·w, w ≤ 4, in other groups: 23·8·2⁻⁵².
            for (int i = 0; i < dWeight.Length; i++)
                Assert.Equal(dWeight[i], pWeight[i], 1e-13);
        }
    }

    [Fact]
    public void A_weight_stored_by_feature_gives_the_same()
    {
        double[] turned = new double[Weight.Length], workspace = new double[4 * Classes],
            first = new double[Weight.Length], second = new double[Weight.Length];
        for (int i = 0; i < Weight.Length; i++)
            turned[i % Features * Classes + i / Features] = Weight[i];
        LinearLayer<double> other = new()
        {
            Hidden = Hidden,
            Weight = turned,
            Bias = Bias,
            Features = Features,
            Classes = Classes,
            WeightByFeature = true
        };
        double value = new CategoricalFocal().ValueAndGradient(Layer, Labels, new() { Weight = first }, workspace,
            Options("", []));
        Assert.Equal(value, new CategoricalFocal().ValueAndGradient(other, Labels, new() { Weight = second },
            workspace, Options("", [])), 1e-14);
        for (int i = 0; i < Weight.Length; i++)
            Assert.Equal(first[i], second[i % Features * Classes + i / Features], 1e-14);
    }

    [Fact]
    public void Hidden_rows_that_do_not_count_reach_nothing_not_even_with_a_NaN()
    {
        double[] hidden = [.. Hidden], dHidden = new double[Hidden.Length], dWeight = new double[Weight.Length];
        for (int i = 2 * Features; i < 3 * Features; i++)
            hidden[i] = double.NaN;
        LinearLayer<double> layer = new() { Hidden = hidden, Weight = Weight, Features = Features, Classes = Classes };
        double value = new CrossEntropy().ValueAndGradient(layer, Labels, new() { Hidden = dHidden, Weight = dWeight },
            new double[6 * Classes], Options("", []));
        Assert.True(double.IsFinite(value));
        Assert.All(dWeight, slope => Assert.True(double.IsFinite(slope)));
        Assert.All(dHidden[(2 * Features)..(3 * Features)], slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_written()
    {
        double[] workspace = new double[Classes], dWeight = [.. Enumerable.Repeat(7.0, Weight.Length)];
        CrossEntropy loss = default;
        Assert.Throws<ArgumentException>(() => loss.ValueAndGradient(Layer, Labels[1..], new() { Weight = dWeight },
            workspace));
        Assert.Throws<ArgumentException>(() => loss.ValueAndGradient(Layer, Labels, new() { Weight = dWeight },
            workspace.AsSpan(1), Options("", [])));
        Assert.Throws<ArgumentException>(() => loss.ValueAndGradient(Layer, Labels,
            new() { Weight = dWeight, Hidden = new double[3] }, workspace, Options("", [])));
        Assert.Throws<ArgumentException>(() => loss.ValueAndGradient(Layer, Labels,
            new() { Weight = dWeight, Bias = dWeight.AsSpan(0, Classes) }, workspace, Options("", [])));
        Assert.Throws<ArgumentException>(() => loss.ValueAndGradient(Layer, Labels, new() { Weight = dWeight },
            workspace)); // −100 is no label
        Assert.Throws<ArgumentException>(() => default(CrossEntropy).ValueAndGradient(
            new LinearLayer<double>() { Hidden = Hidden, Weight = Weight, Features = Features, Classes = Classes + 1 },
            Labels, new() { Weight = dWeight }, workspace));
        Assert.All(dWeight, slope => Assert.Equal(7, slope));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        double[] dHidden = new double[Hidden.Length], dWeight = new double[Weight.Length], dBias = new double[Classes],
            workspace = new double[4 * Classes];
        void Once() => new CrossEntropy().ValueAndGradient(Layer, Labels,
            new LinearGradients<double> { Hidden = dHidden, Weight = dWeight, Bias = dBias }, workspace,
            new() { Ignore = ClassOptions<double>.PyTorchIgnore });
        Allocations.None(Once);
    }
}
