using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The class losses beside cross-entropy: formulas, definitions, ties, widths and refusals.</summary>
public class ClassLossTests
{
    private static readonly double[] LogProbabilities = [0, -1e-300, -1e-17, -1e-9, -1e-3, -0.1, -1, -3, -20, -700,
        -1e5];

    [Fact]
    public void Slopes_of_a_log_probability_are_what_dual_numbers_say()
    {
        Slopes(new CrossEntropy());
        Slopes(new CategoricalFocal(0));
        Slopes(new CategoricalFocal(1, 0.25));
        Slopes(new CategoricalFocal(2));
        Slopes(new PolyCrossEntropy(1));
        Slopes(new PolyCrossEntropy(-0.5));
        Slopes(new GeneralizedCrossEntropy(0.7));
        Slopes(new GeneralizedCrossEntropy(1));
        Slopes(new RankingSoftmax());
    }

    private static void Slopes<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        foreach (double at in LogProbabilities)
        {
            double slope = loss.Slope(new Lane1<double>(at)).Number;
            double dual = loss.Value(Dual<Lane1<double>>.Variable(new(at))).Slope.Number;
            // At p = 1 the focal loss takes the logarithm of 0, where a dual number has no slope.
            if (double.IsFinite(dual))
                Assert.Equal(dual, slope, 1e-13 * (1 + Math.Abs(dual)));
            Assert.True(double.IsFinite(slope), $"{loss} at {at}: {slope}");
        }
    }

    [Fact]
    public void At_probability_0_and_1_the_values_are_the_limits()
    {
        Lane1<double> zero = new(double.NegativeInfinity), one = new(0);
        Assert.Equal(0, new CategoricalFocal().Value(one).Number);
        Assert.Equal(0, new CategoricalFocal().Slope(one).Number);
        Assert.Equal(-1, new CategoricalFocal(0).Slope(one).Number);
        Assert.Equal(double.PositiveInfinity, new CategoricalFocal().Value(zero).Number);
        Assert.Equal(-1, new CategoricalFocal().Slope(zero).Number);
        Assert.Equal(2, new GeneralizedCrossEntropy(0.5).Value(zero).Number);
        Assert.Equal(0, new GeneralizedCrossEntropy(0.5).Slope(zero).Number);
        Assert.Equal(0, new PolyCrossEntropy(3).Value(one).Number);
        Assert.Equal(-4, new PolyCrossEntropy(3).Slope(one).Number);
    }

    [Fact]
    public void Options_at_their_neutral_values_give_cross_entropy()
    {
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, 60).Select(_ => 8 * random.NextDouble() - 4)], expected = new double[60],
            actual = new double[60];
        int[] labels = [3, 0, 1, 11, 7];
        double value = new CrossEntropy().ValueAndGradient<CrossEntropy, double>(x, 12, labels, expected);
        void Same(double other)
        {
            Assert.Equal(value, other, 1e-14);
            for (int i = 0; i < 60; i++)
                Assert.Equal(expected[i], actual[i], 1e-15);
        }
        Same(new CategoricalFocal(0).ValueAndGradient<CategoricalFocal, double>(x, 12, labels, actual));
        Same(new PolyCrossEntropy(0).ValueAndGradient<PolyCrossEntropy, double>(x, 12, labels, actual));
        Same(new RankingSoftmax().ValueAndGradient<RankingSoftmax, double>(x, 12, labels, actual));
        double[] logs = new double[60];
        RowFunctions.LogSoftmax<double>(x, 12, logs);
        Assert.Equal(value, new NegativeLogLikelihood().Value<NegativeLogLikelihood, double>(logs, 12, labels), 1e-14);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CategoricalFocal(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CategoricalFocal(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolyCrossEntropy(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedCrossEntropy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedCrossEntropy(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiMargin(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrammerSinger(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyError(-1e-7));
    }

    [Fact]
    public void Losses_by_distance_give_their_definitions_on_every_width()
    {
        for (int classes = 1; classes <= 130; classes++)
        {
            Definition<CrammerSinger>(new(), classes, (x, label) => Largest(x, label));
            Definition<MultiMargin>(new(2, 0.5), classes, (x, label)
                => x.Where((_, c) => c != label).Sum(v => Math.Pow(Math.Max(0, 0.5 - x[label] + v), 2)) / x.Length);
            Definition<Sparsemax>(new(), classes, SparsemaxOf);
            Definition<NegativeLogLikelihood>(new(), classes, (x, label) => -x[label]);
        }
    }

    private static double Largest(double[] x, int label)
        => Math.Max(0, x.Where((_, c) => c != label).Select(v => 1 - x[label] + v).DefaultIfEmpty(0).Max());

    /// <summary>The loss by the paper's closed form, its threshold by sorting.</summary>
    private static double SparsemaxOf(double[] x, int label)
    {
        double[] sorted = [.. x.OrderDescending()];
        double sum = 0, threshold = 0;
        for (int k = 1; k <= sorted.Length && 1 + k * sorted[k - 1] > sum + sorted[k - 1]; k++)
        {
            sum += sorted[k - 1];
            threshold = (sum - 1) / k;
        }
        return -x[label] + 0.5 * x.Where(v => v > threshold).Sum(v => v * v - threshold * threshold) + 0.5;
    }

    private static void Definition<TLoss>(TLoss loss, int classes, Func<double[], int, double> definition)
        where TLoss : struct, ICentredLoss
    {
        const int Rows = 3;
        var random = new Random(classes);
        double[] x = [.. Enumerable.Range(0, Rows * classes).Select(_ => 3 * random.NextDouble() - 1.5)];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(classes))];
        double[] one = Run<TLoss, double, Lane1<double>>(loss, x, classes, labels);
        Assert.Equal(one, Run<TLoss, double, LanesN<double>>(loss, x, classes, labels));
        Assert.Equal(one, Run<TLoss, double, Lanes512<double>>(loss, x, classes, labels));
        Assert.Equal(one, Run<TLoss, double, LanesN<double>>(loss, x, classes, labels, inPlace: true));
        float[] single = [.. x.Select(v => (float)v)];
        float[] narrow = Run<TLoss, float, Lane1<float>>(loss, single, classes, labels);
        Assert.Equal(narrow, Run<TLoss, float, LanesN<float>>(loss, single, classes, labels));
        Assert.Equal(narrow, Run<TLoss, float, Lanes512<float>>(loss, single, classes, labels));
        for (int row = 0; row < Rows; row++)
        {
            double[] here = x[(row * classes)..((row + 1) * classes)];
            double expected = definition(here, labels[row]);
            // Sums of at most 130 terms of size at most ~16: 130·16·2⁻⁵² ≈ 5e-13, and as much for the sorted threshold.
            Assert.Equal(expected, one[x.Length + row], 1e-12);
            Assert.Equal(expected, narrow[x.Length + row], 5e-4);
            for (int c = 0; c < classes; c += 7)
            {
                // Central difference of a piecewise polynomial of degree ≤ 2: exact but for rounding, away from kinks.
                double[] up = [.. here], down = [.. here];
                up[c] += 1e-6;
                down[c] -= 1e-6;
                double slope = (definition(up, labels[row]) - definition(down, labels[row])) / 2e-6;
                Assert.Equal(slope, one[row * classes + c], 1e-6);
            }
        }
    }

    private static T[] Run<TLoss, T, V>(TLoss loss, T[] x, int classes, int[] labels, bool inPlace = false)
        where TLoss : struct, ICentredLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : struct, ILanes<V, T>
    {
        T[] numbers = [.. x], gradient = inPlace ? numbers : new T[x.Length], values = new T[labels.Length];
        new CentredWork<TLoss, T>(loss, new ClassBatch<T>(numbers, classes, labels, default), values, gradient,
            T.One).Run<V>();
        return [.. gradient, .. values];
    }

    [Fact]
    public void Several_strongest_classes_share_the_slope()
    {
        double[] gradient = new double[4];
        double value = new CrammerSinger().ValueAndGradient<CrammerSinger, double>(new double[] { 2, 0, 2, 1 }, 4, [1],
            gradient);
        Assert.Equal(3, value);
        Assert.Equal([0.5, -1, 0.5, 0], gradient);
        // At the kink the slope is 0.
        Assert.Equal(0, new CrammerSinger().ValueAndGradient<CrammerSinger, double>(new double[] { 0, 1, -1, -1 }, 4,
            [1], gradient));
        Assert.Equal([0, 0, 0, 0], gradient);
        new MultiMargin().ValueAndGradient<MultiMargin, double>(new double[] { 0, 1, 0, 0.5 }, 4, [1], gradient);
        Assert.Equal([0, -0.25, 0, 0.25], gradient);
    }

    [Fact]
    public void A_NaN_spoils_its_row_and_a_mask_does_not()
    {
        double[] gradient = new double[6];
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity])
        {
            double[] x = [0, bad, 1, 0, 0, 0];
            Assert.True(double.IsNaN(new Sparsemax().ValueAndGradient<Sparsemax, double>(x, 3, [0, 1], gradient)));
            Assert.All(gradient[..3], slope => Assert.True(double.IsNaN(slope)));
            Assert.All(gradient[3..], slope => Assert.True(double.IsFinite(slope)));
        }
        double[] spoilt = [double.NaN, 0, 1, 0, 0, 0];
        Assert.True(double.IsNaN(new CrammerSinger().ValueAndGradient<CrammerSinger, double>(spoilt, 3, [1, 1],
            gradient)));
        Assert.All(gradient[..3], slope => Assert.True(double.IsNaN(slope)));
        double[] masked = [double.NegativeInfinity, 0.25, 0];
        Assert.Equal(0.140625,
            new Sparsemax().ValueAndGradient<Sparsemax, double>(masked, 3, [1], gradient.AsSpan(0, 3)), 1e-15);
        Assert.Equal([0, -0.375, 0.375], gradient[..3]);
        Assert.Equal(0.75, new CrammerSinger().Value<CrammerSinger, double>(masked, 3, [1]));
    }

    [Fact]
    public void Sparsemax_of_equal_huge_logits_is_uniform()
    {
        float[] x = new float[70], gradient = new float[70];
        Array.Fill(x, 1e20f);
        new Sparsemax().ValueAndGradient<Sparsemax, float>(x, 70, [5], gradient);
        Assert.Equal(1f / 70, gradient[0], 1e-7f);
        Assert.Equal(1f / 70 - 1, gradient[5], 1e-7f);
    }

    [Fact]
    public void The_textbook_error_of_labels_and_of_one_hot_rows_is_one()
    {
        double[] y = [0.1, 0.7, 0.2, 0, 1, 0], t = [0, 1, 0, 1, 0, 0], first = new double[6], second = new double[6];
        var error = new CrossEntropyError();
        double value = error.ValueAndGradient<CrossEntropyError, double>(y, 3, [1, 0], first);
        Assert.Equal(-(Math.Log(0.7 + 1e-7) + Math.Log(1e-7)) / 2, value, 1e-14);
        Assert.Equal(value, error.ValueAndGradient(y, 3, t, second));
        Assert.Equal(first, second);
        Assert.Equal(-1 / (0.7 + 1e-7) / 2, first[1], 1e-14);
        // Without δ, a probability of 0 costs nothing where the target is 0.
        Assert.Equal(-Math.Log(0.5),
            new CrossEntropyError(0).Value<CrossEntropyError, double>(new[] { 0, 0.5 }, 2, new[] { 0, 1.0 }), 1e-15);
    }

    [Fact]
    public void What_belongs_to_other_losses_is_refused()
    {
        double[] x = new double[6];
        int[] labels = [0, 1];
        Assert.Throws<ArgumentException>(() => new MultiMargin().Value<MultiMargin, double>(x, 3, x));
        Assert.Throws<ArgumentException>(() => new CrammerSinger().Value<CrammerSinger, double>(x, 3, labels,
            new() { LabelSmoothing = 0.1 }));
        Assert.Throws<ArgumentException>(() => new NegativeLogLikelihood().Value<NegativeLogLikelihood, double>(x, 3,
            labels, new() { Softcap = 1 }));
        Assert.Throws<ArgumentException>(() => new Sparsemax().Value<Sparsemax, double>(x, 3, labels,
            new() { LseSquareScale = 1 }));
        Assert.Throws<ArgumentException>(() => new Sparsemax().Value<Sparsemax, double>(x, 3, labels,
            new() { LogSumExp = new double[2] }));
    }

    [Fact]
    public void Multi_margin_averages_over_rows_and_nll_over_weights()
    {
        double[] x = [0, 1, 0, 2], weight = [1, 3];
        int[] labels = [0, 1];
        double sum = new MultiMargin().Value<MultiMargin, double>(x, 2, labels,
            new() { Batch = new() { Reduction = Reduction.Sum }, ClassWeights = weight });
        Assert.Equal(sum / 2,
            new MultiMargin().Value<MultiMargin, double>(x, 2, labels, new() { ClassWeights = weight }), 1e-15);
        Assert.Equal(-(0 + 3 * 2) / 4.0,
            new NegativeLogLikelihood().Value<NegativeLogLikelihood, double>(x, 2, labels,
            new() { ClassWeights = weight }), 1e-15);
    }
}
