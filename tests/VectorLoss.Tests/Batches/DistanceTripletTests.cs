using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Tests.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Triplets by any distance: beside PyTorch, beside the loss by norms, and on a tape.</summary>
public class DistanceTripletTests
{
    private static readonly double[] A = [0.5, -2, 3.25, 1, -0.75, 4, -1.5, 0.125, -3, 2, 2, 1];
    private static readonly double[] P = [1, -1.5, 2, 0.25, -1, -2, -2, 1, -3, 1, 2, 3];
    private static readonly double[] N = [-1, 2, 0.5, 1, -1, 3, -2, 1, -2.5, -3, 1, 0];

    // torch.nn.TripletMarginWithDistanceLoss of PyTorch 1.13 in double, distance 1 − cos, margin 0.25, the mean.
    [Theory]
    [InlineData(false, 0.5524889810608948, new[]
    {
        -0.013291347683784196, 0.027013928888717176, 0.008387948587580525,
        -0.00532208239766941, 0.002360297390462226, 0.0027593869234373153,
        -0.035678435392941785, 0.0565454102213825, -0.03273250953480897,
        -0.0046211883600974675, 0.014752255149541907, 0.007998210623245607,
        -0.004496664711717134, 0.008993329423434261, 0.004496664711717099,
        0.008635980181102093, -0.018197243953036554, -0.014187681726096295,
    })]
    [InlineData(true, 0.56554762567664, new[]
    {
        -0.013291347683784196, 0.027013928888717176, 0.008387948587580525,
        0.007675521219459865, -0.017228508060945887, -0.0045556151122693525,
        -0.035678435392941785, 0.0565454102213825, -0.03273250953480897,
        -0.008889861964863157, 0.016886591951924754, 0.011555438627217016,
        -0.004496664711717134, 0.008993329423434261, 0.004496664711717099,
        0.00442677262716442, -0.00221338631358221, -0.00442677262716442,
    })]
    public void It_is_that_of_PyTorch(bool swap, double value, double[] gradients)
    {
        Slopes found = Of(new DistanceTriplet<CosineDistance>(new(), 0.25, swap), A, P, N, 3);
        Assert.Equal(value, found.Value, 1e-15);
        // The first and the last triplet cost nothing.
        Assert.All(found.All, (slopes, input) =>
        {
            Assert.All((double[])[.. slopes[..3], .. slopes[9..]], slope => Assert.Equal(0, slope));
            Assert.All(slopes[3..9], (slope, at) => Assert.Equal(gradients[(6 * input) + at], slope, 1e-16));
        });
    }

    public static TheoryData<int, int, bool> Sizes
        => [.. new[] { (1, 1), (3, 7), (2, 16), (5, 33), (70, 5), (2, 5000), (9, 1000), (300, 64) }
            .SelectMany(size => new[] { (size.Item1, size.Item2, false), (size.Item1, size.Item2, true) })];

    [Theory, MemberData(nameof(Sizes))]
    public void By_a_norm_it_is_the_loss_of_norms(int rows, int columns, bool swap)
    {
        double[] a = Draw(rows * columns, 1), p = Draw(rows * columns, 2), n = Draw(rows * columns, 3);
        Slopes found = Of(new DistanceTriplet<Norm>(new(), 0.75, swap), a, p, n, columns);
        double[][] slopes = [new double[a.Length], new double[a.Length], new double[a.Length]];
        BatchOptions<double> options = Options(rows);
        double value = new TripletMargin(0.75, eps: 0, swap: swap).ValueAndGradient(
            new RowInputs<double> { First = a, Second = p, Third = n, Columns = columns },
            new() { First = slopes[0], Second = slopes[1], Third = slopes[2] }, options);
        Assert.Equal(value, found.Value, 1e-13 * Math.Abs(value));
        Assert.All(slopes, (input, i)
            => Assert.All(input, (slope, at) => Assert.Equal(slope, found.All[i][at], 1e-14)));
    }

    [Fact]
    public void Each_gradient_may_be_left_out()
    {
        DistanceTriplet<SumSquaredError> loss = new(new(), 3, swap: true);
        Slopes whole = Of(loss, A, P, N, 3);
        for (int asked = 1; asked < 8; asked++)
        {
            double[][] slopes = [.. Enumerable.Range(0, 3).Select(i => new double[(asked >> i & 1) * A.Length])];
            loss.ValueAndGradient(new RowInputs<double> { First = A, Second = P, Third = N, Columns = 3 },
                new() { First = slopes[0], Second = slopes[1], Third = slopes[2] });
            Assert.All(slopes, (found, i) => Assert.Equal(found.Length == 0 ? [] : whole.All[i], found));
        }
    }

    [Fact]
    public void What_is_not_a_number_is_seen_where_it_counts()
    {
        float[] a = [1, 2, float.NaN, 0, 1, 1], p = [1, 2, 0, 0, 1, float.NaN], n = [5, 2, 0, 0, 1, 1];
        float[] values = new float[3], slopes = new float[6];
        RowInputs<float> inputs = new() { First = a, Second = p, Third = n, Columns = 2 };
        DistanceTriplet<SumSquaredError> loss = new(new());
        loss.Values(inputs, values, new() { Mask = [true, true, false] });
        Assert.Equal([0, float.NaN, 0], values);
        loss.ValueAndGradient(inputs, new() { Third = slopes }, new() { Mask = [true, true, false] });
        Assert.Equal([0, 0], slopes[..2]);
        Assert.Equal(float.NaN, slopes[2]);
        Assert.Equal([0, 0], slopes[4..]);
    }

    [Fact]
    public void A_batch_of_nothing_is_one_of_others()
    {
        RowInputs<double> nothing = new() { First = [], Second = [], Third = [], Columns = 3 };
        DistanceTriplet<CosineDistance> loss = new(new());
        Assert.Equal(double.NaN, loss.Value(nothing));
        Assert.Equal(0, loss.Value(nothing, new() { Empty = EmptyBatch.Zero }));
        Assert.Throws<InvalidOperationException>(() => loss.Value(
            new RowInputs<double> { First = [], Second = [], Third = [], Columns = 3 },
            new() { Empty = EmptyBatch.Refuse }));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        DistanceTriplet<CosineDistance> loss = new(new());
        Refused(() => loss.Value(new RowInputs<double> { First = A, Second = P, Third = N[..3], Columns = 3 }),
            "Third");
        Refused(() => loss.Value(new RowInputs<double> { First = A, Second = P[..3], Third = N, Columns = 3 }),
            "Second");
        Refused(() => loss.Value(new RowInputs<double> { First = A, Second = P, Third = N, Columns = 5 }), "First");
        Refused(() => loss.Value(new RowInputs<double>
        {
            First = A,
            Second = P,
            Third = N,
            Labels = A[..4],
            Columns = 3,
        }), "Labels");
        Refused(() => loss.ValueAndGradient(new RowInputs<double> { First = A, Second = P, Third = N, Columns = 3 },
            new() { Second = A }), "output of Second");
        Refused(() => new DistanceTriplet<ListMle>(new()).Value(
            new RowInputs<double> { First = A, Second = P, Third = N, Columns = 3 }), "ListMle");
        Assert.Throws<ArgumentOutOfRangeException>("margin", () => new DistanceTriplet<CosineDistance>(new(), 0));
        static void Refused(Action call, string name)
            => Assert.Contains(name, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    [Fact]
    public void An_unconstructed_one_has_the_usual_margin()
        => Assert.Equal(1, default(DistanceTriplet<CosineDistance>).Margin);

    [Fact]
    public void Nothing_is_allocated()
    {
        DistanceTriplet<CosineDistance> loss = new(new(), 1, swap: true);
        double[] slopes = new double[A.Length], others = new double[A.Length], third = new double[A.Length];
        Allocations.None(() => loss.ValueAndGradient(
            new RowInputs<double> { First = A, Second = P, Third = N, Columns = 3 },
            new() { First = slopes, Second = others, Third = third }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void On_a_tape_its_four_rules_agree_with_differences(bool swap)
        => new RecordedProgram<double>([new(4, 3), new(4, 3), new(4, 3)], (tape, v) =>
        {
            Var weights = tape.Input(new(4, 1));
            new[] { 0.5, 2, 1, 3 }.CopyTo(tape.Values(weights));
            return tape.Add(tape.Loss(new DistanceTriplet<SumSquaredError>(new(), 8, swap), v[0], v[1], v[2]),
                tape.Loss(new DistanceTriplet<CosineDistance>(new(), 3, swap), v[0], v[1], v[2],
                    new HeadOptions { Weights = weights, Reduction = Reduction.MeanOverWeights }));
        }).Agrees();

    [Fact]
    public void On_a_tape_the_losses_of_all_rows_are_those_of_the_kernel()
    {
        Tape<double> tape = new();
        Var a = tape.Parameter(new(4, 3)), p = tape.Parameter(new(4, 3)), n = tape.Parameter(new(4, 3));
        A.CopyTo(tape.Values(a));
        P.CopyTo(tape.Values(p));
        N.CopyTo(tape.Values(n));
        DistanceTriplet<CosineDistance> loss = new(new(), 0.25);
        Var rows = tape.Loss(loss, a, p, n, new HeadOptions { Unreduced = true });
        double[] values = new double[4];
        loss.Values(new RowInputs<double> { First = A, Second = P, Third = N, Columns = 3 }, values);
        tape.Forward();
        Assert.Equal(values, tape.Values(rows).ToArray());
        Assert.Contains("4×3", Assert.ThrowsAny<ArgumentException>(
            () => tape.Loss(loss, a, p, tape.Input(new(3, 4)))).Message);
    }

    private sealed record Slopes(double Value, double[][] All);

    private static Slopes Of<TDistance>(
        DistanceTriplet<TDistance> loss, double[] a, double[] p, double[] n, int columns)
        where TDistance : struct, IRowLoss
    {
        double[][] slopes = [new double[a.Length], new double[a.Length], new double[a.Length]];
        RowInputs<double> inputs = new() { First = a, Second = p, Third = n, Columns = columns };
        bool isPlain = ReferenceEquals(a, A);
        BatchOptions<double> options = isPlain ? default : Options(a.Length / columns);
        double value = loss.ValueAndGradient(inputs,
            new() { First = slopes[0], Second = slopes[1], Third = slopes[2] }, options);
        Assert.Equal(value, loss.Value(inputs, options));
        return new(value, slopes);
    }

    // Weights, factors and a mask that repeat with periods of their own.
    private static BatchOptions<double> Options(int rows) => new()
    {
        Reduction = Reduction.MeanOverWeights,
        Weights = Enumerable.Range(0, rows).Select(row => 0.25 + (row % 3)).ToArray(),
        Factors = Enumerable.Range(0, rows).Select(row => row % 4 - 1.5).ToArray(),
        Mask = Enumerable.Range(0, rows).Select(row => row % 5 != 1).ToArray(),
        Upstream = 0.5,
    };

    private static double[] Draw(int count, ulong seed)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Normal())];
    }

    /// <summary>The distance of <see cref="TripletMargin"/> with p = 2 and ε = 0, as a user would write it.</summary>
    private readonly struct Norm : IRowLoss
    {
        public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
            => new((first - second) * (first - second), R.Of(0), R.Of(0));

        public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => new(sums.First, R.Of(1), R.Of(1));

        public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => R.Sqrt(sums.First);

        public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
            => new(R.WhereEqual(sums.First, R.Of(0), R.Of(0), R.Of(1) / R.Sqrt(sums.First)), R.Of(0), R.Of(0));

        public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        {
            R slope = slopes.First * (first - second);
            return new(slope, -slope, R.Of(0));
        }
    }
}
