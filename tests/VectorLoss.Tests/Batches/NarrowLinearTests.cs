using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>A linear layer that is stored in 16 bits, with a softmax loss: what floats give, rounded once.</summary>
[Collection(nameof(Alone))]
public class NarrowLinearTests
{
    private const int Rows = 23;

    /// <summary>Classes and features: tails of registers, one block of classes, and several.</summary>
    public static TheoryData<int, int> Sizes
        => new() { { 1, 1 }, { 3, 5 }, { 21, 19 }, { 193, 33 }, { 512, 3 }, { 513, 40 }, { 1100, 7 } };

    [Theory, MemberData(nameof(Sizes))]
    public void Rows_that_go_through_at_once_give_what_floats_give_rounded_once(int classes, int features)
    {
        foreach (bool byFeature in (bool[])[false, true])
            foreach (bool labelled in (bool[])[false, true])
                foreach (int threads in (int[])[1, 3])
                {
                    Once(x => (BFloat16)x, x => x, new(classes, features, byFeature, labelled, threads));
                    Once(x => (Half)x, x => (float)x, new(classes, features, byFeature, labelled, threads));
                }
    }

    private static void Once<S>(Func<float, S> round, Func<S, float> widen, Given given) where S : unmanaged
    {
        Layer<S> layer = new(given, round);
        Layer<float> wide = layer.Only(given.Counts, widen);
        Layer<S> found = layer.Run(Rows);
        Assert.Equal(wide.Expected(), found.Value);
        Assert.Equal(wide.LogSumExp, found.LogSumExp.Where(number => !float.IsNaN(number)));
        Assert.Equal(wide.Weight.Gradient.Select(round), found.Weight.Gradient);
        Assert.Equal(wide.Bias.Gradient.Select(round), found.Bias.Gradient);
        Assert.Equal(wide.Hidden.Gradient.Select(round), found.CountedRows());
        Assert.All(found.OtherRows(), number => Assert.Equal(0, widen(number)));
        Assert.Equal(layer.Values(Rows), layer.Values(2));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Rows_in_pieces_round_the_gradient_of_the_weight_once_a_piece(int classes, int features)
    {
        foreach (bool byFeature in (bool[])[false, true])
        {
            Given given = new(classes, features, byFeature, true, 1);
            Layer<BFloat16> layer = new(given, x => (BFloat16)x), whole = layer.Run(Rows), pieces = layer.Run(4);
            Assert.Equal(whole.Value, pieces.Value);
            Assert.Equal(whole.LogSumExp, pieces.LogSumExp);
            Assert.Equal(whole.Hidden.Gradient, pieces.Hidden.Gradient);
            Assert.Equal(whole.Bias.Gradient, pieces.Bias.Gradient);
            // A slope of the mean is at most 1 / rows that count, a hidden number at most 2: no partial sum is above 2.
            // Five pieces and the whole round to 8 bits each.
            double bound = 6 * 2 * Math.ScaleB(1, -9);
            for (int i = 0; i < whole.Weight.Gradient.Length; i++)
                Assert.InRange((float)pieces.Weight.Gradient[i] - whole.Weight.Gradient[i], -bound, bound);
        }
    }

    [Fact]
    public void NaN_reaches_what_it_touches_and_nothing_else()
    {
        Given given = new(5, 3, false, true, 1);
        Layer<Half> layer = new(given, x => (Half)x);
        layer.Hidden.Numbers[3 * Array.IndexOf(given.Mask, true)] = Half.NaN;
        layer.Hidden.Numbers[3 * Array.IndexOf(given.Mask, false)] = Half.NaN;
        Layer<Half> found = layer.Run(Rows);
        Assert.True(double.IsNaN(found.Value));
        Assert.Equal(given.Counts.Length - 1, found.LogSumExp.Count(number => !float.IsNaN(number)));
        Assert.All(found.OtherRows(), number => Assert.Equal(Half.Zero, number));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Half[] x = new Half[6], y = new Half[4];
        LinearLayer<Half> Of(Half[] hidden, Half[] weight) => new()
        {
            Hidden = hidden,
            Weight = weight,
            Features = 2,
            Classes = 2,
        };
        int[] labels = new int[3];
        float[] work = new float[NarrowLinearSoftmaxLosses.WorkspaceLength(1, 2, 2)];
        void Refused(string words, Action act)
            => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(act).Message);
        Refused("Hidden has 4 elements", () => NarrowLinearSoftmaxLosses.Value<CrossEntropy, Half>(default,
            new() { Hidden = y, Weight = x, Features = 3, Classes = 2 }, labels, work));
        Refused("Weight has 6 elements", () => NarrowLinearSoftmaxLosses.Value<CrossEntropy, Half>(
            default, Of(x, x), labels, work));
        Refused("labels has 2 elements", () => NarrowLinearSoftmaxLosses.Value<CrossEntropy, Half>(
            default, Of(x, y), labels.AsSpan(1), work));
        Refused("workspace has 9 elements; 10 are needed", () => NarrowLinearSoftmaxLosses.Value<CrossEntropy, Half>(
            default, Of(x, y), labels, work.AsSpan(0, 9)));
        Refused("gradient of Weight has 6 elements", () => NarrowLinearSoftmaxLosses.ValueAndGradient(
            new CrossEntropy(), Of(x, y), labels, new LinearGradients<Half> { Weight = new Half[6] }, work));
        Refused("gradient of Hidden overlaps Hidden", () => NarrowLinearSoftmaxLosses.ValueAndGradient(
            new CrossEntropy(), Of(x, y), labels, new LinearGradients<Half> { Hidden = x }, work));
        Refused("values has 2 elements", () => NarrowLinearSoftmaxLosses.Values<CrossEntropy, Half>(
            default, Of(x, y), labels, work.AsSpan(0, 2), work));
        Refused("rows", () => NarrowLinearSoftmaxLosses.WorkspaceLength(0, 2, 2));
        Refused("classes", () => NarrowLinearSoftmaxLosses.WorkspaceLength(2, 0, 2));
        Refused("features", () => NarrowLinearSoftmaxLosses.WorkspaceLength(2, 2, 0));
        Assert.Contains("NarrowLinearSoftmaxLosses does not support Single", Assert.Throws<NotSupportedException>(
            () => NarrowLinearSoftmaxLosses.Value<CrossEntropy, float>(default,
                new() { Hidden = work, Weight = work, Features = 2, Classes = 2 }, labels, work)).Message);
        Assert.Equal(Array.MaxLength, NarrowLinearSoftmaxLosses.WorkspaceLength(1 << 30, 1 << 20, 9));
    }

    [Fact]
    public void No_row_that_counts_gives_zeros()
    {
        Given given = new(3, 2, true, true, 1);
        Array.Clear(given.Mask);
        Layer<Half> found = new Layer<Half>(given, x => (Half)x).Run(Rows);
        Assert.True(double.IsNaN(found.Value));
        Assert.All([.. found.Weight.Gradient, .. found.Bias.Gradient, .. found.Hidden.Gradient],
            number => Assert.Equal(Half.Zero, number));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Given given = new(600, 9, false, true, 1);
        Layer<BFloat16> layer = new(given, x => (BFloat16)x);
        float[] work = new float[NarrowLinearSoftmaxLosses.WorkspaceLength(5, 600, 9)];
        Allocations.None(() => layer.Call(work, []));
    }

    private sealed record Given(int Classes, int Features, bool ByFeature, bool Labelled, int Threads)
    {
        public bool[] Mask { get; } = [.. Enumerable.Range(0, Rows).Select(row => row % 5 != 3)];

        public int[] Labels { get; } = [.. Enumerable.Range(0, Rows).Select(row => row % Classes)];

        public float[] Targets { get; } = Draw(Rows * Classes, 5, 0, 0.3);

        public int[] Counts => [.. Enumerable.Range(0, Rows).Where(row => Mask[row])];
    }

    private static float[] Draw(int count, int seed, double low = -2, double high = 2)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(low + (high - low) * random.NextDouble()))];
    }

    private sealed record Part<S>(S[] Numbers)
    {
        public S[] Gradient { get; } = new S[Numbers.Length];
    }

    /// <summary>A layer with its gradients.</summary>
    private sealed class Layer<S>(Given given, Part<S> hidden, Part<S> weight, Part<S> bias) where S : unmanaged
    {
        public Layer(Given given, Func<float, S> round)
            : this(given, new([.. Draw(Rows * given.Features, 1).Select(round)]),
                new([.. Draw(given.Classes * given.Features, 2).Select(round)]),
                new([.. Draw(given.Classes, 3).Select(round)]))
        {
        }

        public Part<S> Hidden => hidden;

        public Part<S> Weight => weight;

        public Part<S> Bias => bias;

        public double Value { get; private set; }

        public float[] LogSumExp { get; } = new float[hidden.Numbers.Length / given.Features];

        /// <summary>Some of the rows, as floats.</summary>
        public Layer<float> Only(int[] rows, Func<S, float> widen) => new(given,
            new([.. Pick(hidden.Numbers, rows).Select(widen)]), new([.. weight.Numbers.Select(widen)]),
            new([.. bias.Numbers.Select(widen)]));

        public IEnumerable<S> CountedRows() => Pick(hidden.Gradient, given.Counts);

        public IEnumerable<S> OtherRows()
            => Pick(hidden.Gradient, [.. Enumerable.Range(0, Rows).Except(given.Counts)]);

        private IEnumerable<S> Pick(S[] numbers, int[] rows)
            => rows.SelectMany(row => numbers.Skip(row * given.Features).Take(given.Features));

        private LinearLayer<T> LayerOf<T>(T[] hiddenRows, T[] weights, T[] biases) where T : unmanaged => new()
        {
            Hidden = hiddenRows,
            Weight = weights,
            Bias = biases,
            Features = given.Features,
            Classes = given.Classes,
            WeightByFeature = given.ByFeature,
        };

        /// <summary>With room for so many rows, in memory of its own.</summary>
        public Layer<S> Run(int rows)
        {
            Layer<S> own = new(given, new(hidden.Numbers), new(weight.Numbers), new(bias.Numbers));
            own.Value = own.Call(new float[NarrowLinearSoftmaxLosses.WorkspaceLength(rows, given.Classes,
                given.Features)], own.LogSumExp);
            return own;
        }

        public double Call(Span<float> workspace, Span<float> sums)
        {
            LinearGradients<S> gradients = new()
            {
                Hidden = hidden.Gradient,
                Weight = weight.Gradient,
                Bias = bias.Gradient,
            };
            LinearLayer<S> layer = LayerOf(hidden.Numbers, weight.Numbers, bias.Numbers);
            ClassOptions<float> options = Options(sums);
            return given.Labelled
                ? NarrowLinearSoftmaxLosses.ValueAndGradient(
                    new CategoricalFocal(), layer, given.Labels, gradients, workspace, options)
                : NarrowLinearSoftmaxLosses.ValueAndGradient(
                    new CategoricalFocal(), layer, given.Targets, gradients, workspace, options);
        }

        public float[] Values(int rows)
        {
            float[] values = new float[Rows];
            float[] work = new float[NarrowLinearSoftmaxLosses.WorkspaceLength(rows, given.Classes, given.Features)];
            LinearLayer<S> layer = LayerOf(hidden.Numbers, weight.Numbers, bias.Numbers);
            if (given.Labelled)
                NarrowLinearSoftmaxLosses.Values(
                    new CategoricalFocal(), layer, given.Labels, values, work, Options([]));
            else
                NarrowLinearSoftmaxLosses.Values(
                    new CategoricalFocal(), layer, given.Targets, values, work, Options([]));
            return values;
        }

        private ClassOptions<float> Options(Span<float> sums) => new()
        {
            Batch = new() { Mask = given.Mask, Threads = given.Threads },
            LogSumExp = sums,
        };

        /// <summary>What floats give of rows that all count.</summary>
        public double Expected()
        {
            LinearLayer<float> layer = LayerOf(
                (float[])(object)hidden.Numbers, (float[])(object)weight.Numbers, (float[])(object)bias.Numbers);
            LinearGradients<float> gradients = new()
            {
                Hidden = (float[])(object)hidden.Gradient,
                Weight = (float[])(object)weight.Gradient,
                Bias = (float[])(object)bias.Gradient,
            };
            float[] work = new float[LogSumExp.Length * (given.Classes + given.Features) + given.Classes];
            ClassOptions<float> options = new() { LogSumExp = LogSumExp };
            int[] labels = [.. given.Counts.Select(row => given.Labels[row])];
            float[] targets = [.. given.Counts.SelectMany(
                row => given.Targets.Skip(row * given.Classes).Take(given.Classes))];
            return given.Labelled
                ? new CategoricalFocal().ValueAndGradient(layer, labels, gradients, work, options)
                : new CategoricalFocal().ValueAndGradient(layer, targets, gradients, work, options);
        }
    }
}
