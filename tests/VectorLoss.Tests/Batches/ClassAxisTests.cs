using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Rows that lie apart, or whose classes do: the bits of the same rows side by side, and nothing
/// else.</summary>
[Collection(nameof(Alone))]
public class ClassAxisTests
{
    public static TheoryData<int> Classes => [1, 2, 7, 21, 96, 97, 192, 193, 600];

    private static readonly int[] Threads = [1, 3];

    [Theory, MemberData(nameof(Classes))]
    public void Row_functions_give_the_bits_of_rows_side_by_side(int classes)
    {
        Functions<float>(classes);
        Functions<double>(classes);
    }

    [Theory, MemberData(nameof(Classes))]
    public void Losses_give_the_bits_of_rows_side_by_side(int classes)
    {
        foreach (bool labelled in (bool[])[true, false])
            foreach (int threads in Threads)
                foreach (bool special in (bool[])[true, false])
                {
                    Losses<float>(classes, labelled, threads, special);
                    Losses<double>(classes, labelled, threads, special);
                }
    }

    private static void Functions<T>(int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, RowLayout layout) in RowLayout.Of(classes))
        {
            T[] x = Numbers<T>(layout.Rows * classes, 1), d = Numbers<T>(x.Length, 2), each = d[..layout.Rows];
            // The rows that are limits, and one that nothing is known of.
            x.AsSpan(0, classes).Fill(T.NegativeInfinity);
            x[^1] = T.NaN;
            foreach (int threads in Threads)
            {
                Same(name, layout, x, d, (a, b, axis, y) => RowFunctions.Softmax<T>(a, axis, y, threads));
                Same(name, layout, x, d, (a, b, axis, y) => RowFunctions.LogSoftmax<T>(a, axis, y, threads));
                Same(name, layout, x, d, (a, b, axis, y) => RowFunctions.SoftmaxGradient<T>(a, b, axis, y, threads));
                Same(name, layout, x, d, (a, b, axis, y) => RowFunctions.LogSoftmaxGradient<T>(a, b, axis, y, threads));
                Same(name, layout, x, d,
                    (a, b, axis, y) => RowFunctions.LogSumExpGradient<T>(a, each, axis, y, threads));
                T[] plain = new T[layout.Rows], found = new T[layout.Rows];
                RowFunctions.LogSumExp<T>(x, classes, plain, threads);
                RowFunctions.LogSumExp<T>(layout.Spread<T>(x, T.NaN), layout.Axis, found, threads);
                Assert.Equal(plain, found);
            }
        }
    }

    private delegate void Call<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> d, ClassAxis axis, Span<T> result);

    private static void Same<T>(string name, RowLayout layout, T[] x, T[] d, Call<T> call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] plain = new T[x.Length], found = layout.Spread<T>(plain, T.One), place = layout.Spread<T>(x, T.NaN);
        T[] upstream = layout.Spread<T>(d, T.NaN);
        call(x, d, layout.Axis.Classes, plain);
        call(place, upstream, layout.Axis, found);
        Equal(name, plain, layout.Collect<T>(found, T.One));
        call(place, upstream, layout.Axis, place);
        Equal(name, plain, layout.Collect<T>(place, T.NaN));
    }

    private static void Equal<T>(string name, T[] expected, T[] actual)
        => Assert.True(expected.AsSpan().SequenceEqual(actual), name);

    private static void Losses<T>(int classes, bool labelled, int threads, bool special)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, RowLayout layout) in RowLayout.Of(classes))
        {
            Case<T> given = new(name, layout, labelled, threads, special);
            Softmax(given, new CrossEntropy());
            Softmax(given, new CategoricalFocal());
            Centred(given, new NegativeLogLikelihood());
            if (labelled)
                Centred(given, new MultiMargin());
            else
                Centred(given, new Sparsemax());
        }
    }

    private static void Softmax<TLoss, T>(Case<T> given, TLoss loss)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => given.Check(isSoftmax: true, (x, t, axis, gradient, values, options) =>
        {
            if (given.Labelled)
            {
                loss.Values(x, axis, given.Labels, values, options);
                return gradient.IsEmpty ? loss.Value(x, axis, given.Labels, options)
                    : loss.ValueAndGradient(x, axis, given.Labels, gradient, options);
            }
            loss.Values(x, axis, t, values, options);
            return gradient.IsEmpty ? loss.Value(x, axis, t, options)
                : loss.ValueAndGradient(x, axis, t, gradient, options);
        });

    private static void Centred<TLoss, T>(Case<T> given, TLoss loss)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => given.Check(isSoftmax: false, (x, t, axis, gradient, values, options) =>
        {
            if (given.Labelled)
            {
                loss.Values(x, axis, given.Labels, values, options);
                return gradient.IsEmpty ? loss.Value(x, axis, given.Labels, options)
                    : loss.ValueAndGradient(x, axis, given.Labels, gradient, options);
            }
            loss.Values(x, axis, t, values, options);
            return gradient.IsEmpty ? loss.Value(x, axis, t, options)
                : loss.ValueAndGradient(x, axis, t, gradient, options);
        });

    private delegate double LossCall<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> targets, ClassAxis axis, Span<T> gradient,
        Span<T> values, ClassOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>A batch in two layouts.</summary>
    private sealed class Case<T>(string name, RowLayout layout, bool labelled, int threads, bool special)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] x = Numbers<T>(layout.Rows * layout.Axis.Classes, 3);
        private readonly T[] targets = Array.ConvertAll(Numbers<T>(layout.Rows * layout.Axis.Classes, 4), T.Abs);
        private readonly T[] weights = Array.ConvertAll(Numbers<T>(layout.Rows, 5), T.Abs);
        private readonly T[] classWeights = Array.ConvertAll(Numbers<T>(layout.Axis.Classes, 6), T.Abs);

        private readonly bool[] mask = [.. Enumerable.Range(0, layout.Rows).Select(row => row % 11 != 3)];

        public bool Labelled => labelled;

        public int[] Labels { get; } = [.. Enumerable.Range(0, layout.Rows)
            .Select(row => row % 6 == 4 ? -100 : row * 5 % layout.Axis.Classes)];

        private ClassOptions<T> Options(T[] sums, bool isSoftmax) => new()
        {
            Batch = new()
            {
                Weights = special ? weights : [],
                Mask = special ? mask : [],
                Threads = threads,
                Reduction = special ? Reduction.MeanOverWeights : default,
            },
            Ignore = ClassOptions<T>.PyTorchIgnore,
            ClassWeights = special ? classWeights : [],
            Softcap = special && isSoftmax ? 20 : 0,
            LseSquareScale = special && isSoftmax ? 0.01 : 0,
            LogSumExp = isSoftmax ? sums : [],
        };

        public void Check(bool isSoftmax, LossCall<T> call)
        {
            T[] expected = Run(call, isSoftmax, x, targets, layout.Axis.Classes, new T[x.Length], out T[] gradient);
            T[] there = layout.Spread<T>(x, T.NaN), beside = layout.Spread<T>(targets, T.NaN);
            T[] actual = Run(call, isSoftmax, there, beside, layout.Axis, layout.Spread<T>(new T[x.Length], T.One),
                out T[] spread);
            Equal(name, expected, actual);
            Equal(name, gradient, layout.Collect<T>(spread, T.One));
            Equal(name, expected, Run(call, isSoftmax, there, beside, layout.Axis, there, out _));
            Equal(name, gradient, layout.Collect<T>(there, T.NaN));
        }

        private T[] Run(LossCall<T> call, bool isSoftmax, T[] x, T[] targets, ClassAxis axis, T[] room,
            out T[] gradient)
        {
            T[] values = new T[layout.Rows], sums = new T[layout.Rows];
            ClassOptions<T> options = Options(sums, isSoftmax);
            double alone = call(x, targets, axis, default, values, options);
            double value = call(x, targets, axis, gradient = room, values, options);
            Assert.Equal(alone, value);
            return [.. values, .. sums, T.CreateTruncating(value)];
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        foreach (int classes in (int[])[21, 300])
        {
            ClassAxis axis = ClassAxis.Of([2, classes, 5, 9], axis: 1);
            float[] x = Numbers<float>(2 * classes * 45, 7), gradient = new float[x.Length];
            int[] labels = new int[90];
            Allocations.None(() => new CrossEntropy().ValueAndGradient(x, axis, labels, gradient));
            Allocations.None(() => new MultiMargin().ValueAndGradient(x, axis, labels, gradient));
            Allocations.None(() => RowFunctions.Softmax<float>(x, axis, gradient));
            Allocations.None(() => RowFunctions.SoftmaxGradient<float>(x, x, axis, gradient));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        float[] x = new float[2 * 3 * 4];
        string Refused(ClassAxis axis, int labels)
            => Assert.ThrowsAny<ArgumentException>(() => new CrossEntropy().Value(x, axis, new int[labels])).Message;
        Assert.Contains("labels has 6 elements, rows of logits has 8", Refused(new(3, 4), 6));
        Assert.Contains("24 elements, which are no whole rows of 3 classes (inner 5", Refused(new(3, 5), 8));
        Assert.Contains("no whole rows of 7 classes.", Refused(7, 8));
        Assert.Contains("SampleStride", Refused(new(3, 4) { SampleStride = 11 }, 8));
        Assert.Contains("ClassStride", Refused(new(3, 4) { ClassStride = 3 }, 8));
        Assert.Contains("no whole rows", Refused(new(3) { SampleStride = 22 }, 2));
        Assert.Contains("has no classes there", Assert.Throws<ArgumentOutOfRangeException>(
            () => ClassAxis.Of([2, 3], axis: 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassAxis.Of([2, 0, 5], axis: 1));
        Assert.Equal(0, new CrossEntropy().Value<CrossEntropy, float>([], ClassAxis.Of([2, 3, 0], axis: 1),
            (ReadOnlySpan<int>)[], Reduction.Sum));
    }

    private static T[] Numbers<T>(int count, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() * 12 - 6))];
    }
}
