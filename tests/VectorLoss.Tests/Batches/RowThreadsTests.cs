using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Rows on several threads: the same bits, nothing allocated, errors handed on.</summary>
[Collection(nameof(Alone))]
public class RowThreadsTests
{
    public static TheoryData<int, int> Shapes => new() { { 4100, 10 }, { 130, 1000 }, { 3, 50_257 }, { 700, 256 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Row_functions_give_the_same_bits_on_any_number_of_threads(int rows, int classes)
    {
        float[] x = Numbers(rows * classes, 1), d = Numbers(x.Length, 2);
        Same(x.Length, (y, threads) => RowFunctions.Softmax<float>(x, classes, y, threads));
        Same(x.Length, (y, threads) => RowFunctions.LogSoftmax<float>(x, classes, y, threads));
        Same(rows, (y, threads) => RowFunctions.LogSumExp<float>(x, classes, y, threads));
        Same(x.Length, (y, threads) => RowFunctions.SoftmaxGradient<float>(x, d, classes, y, threads));
        Same(x.Length, (y, threads) => RowFunctions.LogSoftmaxGradient<float>(x, d, classes, y, threads));
        Same(x.Length, (y, threads) => RowFunctions.LogSumExpGradient<float>(x, d[..rows], classes, y, threads));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Losses_give_the_same_bits_on_any_number_of_threads(int rows, int classes)
    {
        float[] x = Numbers(rows * classes, 3), weights = Array.ConvertAll(Numbers(rows, 4), MathF.Abs);
        float[] distributions = Array.ConvertAll(Numbers(x.Length, 5), MathF.Abs);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 7 == 3 ? -100 : row * 5 % classes)];
        bool[] mask = [.. Enumerable.Range(0, rows).Select(row => row % 11 != 0)];
        Same(x.Length + 2 * rows + 2, (all, threads) =>
        {
            Span<float> gradient = all.AsSpan(0, x.Length), sums = all.AsSpan(x.Length, rows);
            ClassOptions<float> options = new()
            {
                Batch = new() { Threads = threads, Weights = weights, Mask = mask },
                Ignore = [-100],
                LogSumExp = sums,
            };
            Keep(all, 1, new CrossEntropy().ValueAndGradient(x, classes, labels, gradient, options));
            new CategoricalFocal().Values(x, classes, distributions, all.AsSpan(x.Length + rows, rows), options);
            Keep(all, 2, new CrossEntropy().Value(x, classes, labels, options));
        });
        Same(x.Length + 1, (all, threads) =>
        {
            ClassOptions<float> options = new()
            {
                Batch = new() { Threads = threads, Mask = mask },
                LabelSmoothing = 0.1
            };
            Keep(all, 1, new CrossEntropy().ValueAndGradient(x, classes, distributions, all.AsSpan(0, x.Length),
                options));
        });
        Same(x.Length + 1, (all, threads) => Keep(all, 1, new MultiMargin().ValueAndGradient(x, classes, labels,
            all.AsSpan(0, x.Length), new() { Batch = new() { Threads = threads }, Ignore = [-100] })));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(100)]
    public void A_linear_layer_gives_the_same_bits_on_any_number_of_threads(int features)
    {
        const int Rows = 90, Classes = 1000;
        float[] hidden = Numbers(Rows * features, 6), weight = Numbers(Classes * features, 7);
        int[] labels = [.. Enumerable.Range(0, Rows)];
        Same(weight.Length + hidden.Length + 1, (all, threads) =>
        {
            LinearLayer<float> layer = new()
            {
                Hidden = hidden,
                Weight = weight,
                Features = features,
                Classes = Classes
            };
            LinearGradients<float> gradients = new()
            {
                Weight = all.AsSpan(0, weight.Length),
                Hidden = all.AsSpan(weight.Length, hidden.Length)
            };
            Keep(all, 1, new CrossEntropy().ValueAndGradient(layer, labels, gradients, new float[50 * Classes],
                new BatchOptions<float> { Threads = threads }));
        });
    }

    [Fact]
    public void A_worker_s_exception_reaches_the_caller()
    {
        for (int threads = 1; threads <= 3; threads++)
            Assert.Throws<InvalidTimeZoneException>(() => RowPieces.Run<Fails, float>(new(0, 40), threads));
    }

    [Fact]
    public void A_number_of_threads_below_one_is_refused()
    {
        float[] x = new float[6];
        int[] labels = [0, 1];
        Assert.Throws<ArgumentOutOfRangeException>(() => RowFunctions.Softmax<float>(x, 3, x, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowFunctions.LogSumExp<float>(x, 3, new float[2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowFunctions.SoftmaxGradient<float>(x, x, 3, x, 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new CrossEntropy().Value<CrossEntropy, float>(x, 3, labels,
            new BatchOptions<float> { Threads = -1 }));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_is_allocated(int threads)
    {
        const int Rows = 260, Classes = 400;
        float[] x = Numbers(Rows * Classes, 8), gradient = new float[x.Length];
        int[] labels = new int[Rows];
        // A worker that got no piece yet has run nothing yet: warm until a whole round needs nothing new.
        long allocated = 1;
        for (int round = 0; round < 50 && allocated > 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 50; i++)
            {
                RowFunctions.Softmax<float>(x, Classes, gradient, threads);
                new CrossEntropy().ValueAndGradient<CrossEntropy, float>(x, Classes, labels, gradient,
                    new BatchOptions<float> { Threads = threads });
                new MultiMargin().ValueAndGradient<MultiMargin, float>(x, Classes, labels, gradient,
                    new BatchOptions<float> { Threads = threads });
            }
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>
    /// A total becomes 24 bits of it all, which a float holds: its own rounding would hide a difference.
    /// </summary>
    private static void Keep(float[] all, int place, double total)
    {
        long bits = BitConverter.DoubleToInt64Bits(total);
        all[^place] = (bits ^ (bits >>> 24) ^ (bits >>> 48)) & 0xFF_FFFF;
    }

    private static void Same(int length, Action<float[], int> run)
    {
        float[] one = new float[length];
        run(one, 1);
        Assert.Contains(one, number => number != 0);
        foreach (int threads in (int[])[2, 3, 7])
        {
            float[] several = new float[length];
            run(several, threads);
            Assert.True(one.AsSpan().SequenceEqual(several), $"{threads} threads differ");
        }
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 8 * random.NextSingle() - 4)];
    }

    private readonly struct Fails(int start, int rows) : IRowWork<Fails>
    {
        public int Rows => rows;

        public int Classes => 10_000;

        public Fails Piece(int from, int count) => new(start + from, count);

        public double Run() => start <= 17 && 17 < start + rows ? throw new InvalidTimeZoneException() : 0;
    }
}
