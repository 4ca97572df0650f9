using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// A linear layer whose logits lie in the gradient of the weight, against all logits at once: the same bits, in float
/// and double, with one block of classes, with several and a rest, and with rows that do not count between others.
/// </summary>
public class LinearLogitsTests
{
    private const int Rows = 40;

    [Theory]
    [InlineData(40, 11, "")]
    [InlineData(41, 300, "gaps")]
    [InlineData(64, 600, "by feature")]
    [InlineData(48, 1300, "gaps soft")]
    [InlineData(40, 2100, "gaps by feature")]
    [InlineData(57, 3000, "capped")]
    public void Every_workspace_gives_the_bits_of_all_logits_at_once(int features, int classes, string how)
    {
        Check<float>(features, classes, how);
        Check<double>(features, classes, how);
    }

    private static void Check<T>(int features, int classes, string how)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Case<T> all = new(features, classes, how);
        Results<T> expected = all.Whole();
        // A row, a block of each row, copies of the rows with that, and everything.
        int block = Rows * Math.Min(classes, MatrixProduct.BlockLength);
        int least = how.Contains("gaps") ? Math.Max(block, classes) + Rows * features : block;
        foreach (int length in (int[])[classes, block, least, least + 3 * classes, Rows * classes + Rows * features])
        {
            Results<T> found = all.InPieces(Math.Max(length, classes), threads: 1 + length % 2);
            Assert.Equal(expected.Value, found.Value);
            Assert.Equal(expected.LogSumExps, found.LogSumExps);
            Assert.Equal(expected.Hidden, found.Hidden);
            Assert.Equal(expected.Bias, found.Bias);
            if (length >= least)
                Assert.Equal(expected.Weight, found.Weight);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(39)]
    public void More_rows_than_features_are_added_in_pieces(int features)
    {
        Case<double> all = new(features, 700, "gaps");
        Results<double> expected = all.Whole(), found = all.InPieces(Rows * MatrixProduct.BlockLength, 1);
        Assert.Equal(expected.Value, found.Value);
        Assert.Equal(expected.Hidden, found.Hidden);
        Assert.Equal(expected.Bias, found.Bias);
        // At most 40 terms of size ≤ 1/40, in other groups: 40·2⁻⁵².
        for (int i = 0; i < expected.Weight.Length; i++)
            Assert.Equal(expected.Weight[i], found.Weight[i], 1e-14);
    }

    [Fact]
    public void Without_a_row_that_counts_the_gradients_are_zero()
    {
        Case<float> none = new(41, 600, "none");
        Results<float> found = none.InPieces(Rows * 300, 1);
        Assert.Equal(0, found.Value);
        Assert.All(found.Weight, slope => Assert.Equal(0, slope));
        Assert.All(found.Hidden, slope => Assert.Equal(0, slope));
        Assert.All(found.Bias, slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Case<float> one = new(40, 600, "gaps");
        Results<float> found = one.Room();
        float[] workspace = new float[Rows * 300];
        Allocations.None(() => one.Run(found, workspace, 1));
    }

    [Theory]
    [InlineData(128, 50_257, 0, 1 << 20)]
    [InlineData(128, 50_257, 1024, 1 << 18)]
    [InlineData(1500, 50_257, 2048, 1500 * (2048 + 508))]
    [InlineData(9000, 50_257, 9000, 9000 * 508)]
    [InlineData(128, 50_257, 64, 1 << 22)]
    [InlineData(4, 10, 64, 4 * 74)]
    [InlineData(0, 10, 64, 10)]
    [InlineData(int.MaxValue, 3_000_000, 1, 1 << 22)]
    public void A_workspace_is_as_long_as_is_said(int rows, int classes, int features, int length)
        => Assert.Equal(length, LinearSoftmaxLosses.WorkspaceLength(rows, classes, features));

    private sealed record Results<T>(T[] Hidden, T[] Weight, T[] Bias, T[] LogSumExps)
    {
        public double Value { get; set; }
    }

    private sealed class Case<T>(int features, int classes, string how)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly bool byFeature = how.Contains("by feature");
        private readonly T[] hidden = Numbers(1, Rows * features, how), weight = Numbers(2, classes * features),
            bias = Numbers(3, classes), targets = how.Contains("soft") ? Numbers(4, Rows * classes) : [];
        private readonly int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row * 37 % classes)];
        private readonly bool[] mask = [.. Enumerable.Range(0, Rows).Select(row => Counts(how, row))];

        private static bool Counts(string how, int row) => how != "none" && (!how.Contains("gaps") || row % 7 > 1);

        /// <summary>Numbers below 1; NaN in the hidden rows that do not count.</summary>
        private static T[] Numbers(int seed, int count, string how = "")
        {
            Random random = new(seed);
            T[] numbers = [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
            for (int i = 0; i < count && how.Length > 0; i++)
                numbers[i] = Counts(how, i / (count / Rows)) ? numbers[i] : T.NaN;
            return numbers;
        }

        private LinearLayer<T> Layer => new()
        {
            Hidden = hidden,
            Weight = weight,
            Bias = bias,
            Features = features,
            Classes = classes,
            WeightByFeature = byFeature,
        };

        private ClassOptions<T> Options(T[] logSumExps, int threads) => new()
        {
            Batch = new() { Mask = mask, Threads = threads, Empty = EmptyBatch.Zero },
            LogSumExp = logSumExps,
            Softcap = how.Contains("capped") ? 3 : 0,
            LabelSmoothing = how.Contains("capped") ? 0.1 : 0,
        };

        /// <summary>Room for the results, full of what must not be read.</summary>
        public Results<T> Room() => new(Full(hidden.Length), Full(weight.Length), Full(classes), Full(Rows));

        private static T[] Full(int count) => [.. Enumerable.Repeat(T.NaN, count)];

        public Results<T> InPieces(int workspace, int threads)
        {
            Results<T> found = Room();
            Run(found, Full(workspace), threads);
            return found;
        }

        public void Run(Results<T> found, T[] workspace, int threads)
        {
            LinearGradients<T> gradients = new() { Hidden = found.Hidden, Weight = found.Weight, Bias = found.Bias };
            ClassOptions<T> options = Options(found.LogSumExps, threads);
            found.Value = targets.Length > 0
                ? new CrossEntropy().ValueAndGradient(Layer, targets, gradients, workspace, options)
                : new CrossEntropy().ValueAndGradient(Layer, labels, gradients, workspace, options);
        }

        /// <summary>The same from all logits, and one product of all rows that count.</summary>
        public Results<T> Whole()
        {
            Results<T> found = new(new T[hidden.Length], new T[weight.Length], new T[classes], Full(Rows));
            T[] logits = new T[Rows * classes];
            MatrixProduct.Linear<T>(false, !byFeature, Rows, classes, features, hidden, features, weight,
                byFeature ? classes : features, bias, Activation.None, logits, classes);
            found.Value = targets.Length > 0
                ? new CrossEntropy().ValueAndGradient(logits, classes, targets, logits, Options(found.LogSumExps, 1))
                : new CrossEntropy().ValueAndGradient(logits, classes, labels, logits, Options(found.LogSumExps, 1));
            for (int i = 0; i < logits.Length; i++)
                found.Bias[i % classes] += logits[i];
            T[] slopes = Counted(logits, classes), rows = Counted(hidden, features);
            for (int row = 0; row < Rows; row++)
                if (mask[row])
                    MatrixProduct.Multiply(false, byFeature, 1, features, classes,
                        logits.AsSpan(row * classes, classes), weight, found.Hidden.AsSpan(row * features, features));
            if (byFeature)
                MatrixProduct.Multiply<T>(true, false, features, classes, rows.Length / features, rows, slopes,
                    found.Weight);
            else
                MatrixProduct.Multiply<T>(true, false, classes, features, rows.Length / features, slopes, rows,
                    found.Weight);
            return found;
        }

        private T[] Counted(T[] numbers, int width) => [.. numbers.Where((_, i) => mask[i / width])];
    }
}
