using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Lanes;
using Xunit;
using Dual = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// Regularisers whose formulas run on registers: against mpmath's 50 digits, on every width, and one of a user.
/// </summary>
public class SeparableRegulariserTests
{
    private static readonly Case[] Stored = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(RepositoryFiles.Data("fenchel-young/reference.json")), JsonSerializerOptions.Web)!;

    // Below and above the limits of rows side by side, whole registers and less.
    private static readonly int[] Columns = [1, 2, 7, 16, 33, 96, 97, 192, 193, 300, 1025];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Stored.Length)];

    public static TheoryData<double> Alphas => [0.5, 1, 1.01, 1.3, 1.5, 2, 3, 50];

    [Theory, MemberData(nameof(Cases))]
    public void Losses_and_slopes_are_those_of_mpmath_within_their_bounds(int at)
    {
        Near<double>(Stored[at], Math.ScaleB(1, -53));
        Near<float>(Stored[at], Math.ScaleB(1, -24));
    }

    [Theory, MemberData(nameof(Alphas))]
    public void Every_width_gives_the_same_bits(double alpha)
    {
        With(alpha, new Widths<float>());
        With(alpha, new Widths<double>());
    }

    [Theory, MemberData(nameof(Alphas))]
    public void A_rise_is_the_derivative_of_the_prediction(double alpha) => With(alpha, new Rises());

    [Theory, MemberData(nameof(Alphas))]
    public void A_NaN_makes_its_row_NaN_and_no_other(double alpha) => With(alpha, new NotNumbers());

    [Theory, MemberData(nameof(Alphas))]
    public void Threads_change_no_bit_and_nothing_is_allocated(double alpha) => With(alpha, new Threads());

    [Fact]
    public void A_regulariser_of_ones_own_may_be_read_alone()
    {
        double[] scores = [0.5, -1.25, 2, 0.75], prediction = new double[4];
        HalfRegulariser half = new();
        double conjugate = ((IRegulariser)half).Conjugate(scores, prediction);
        Assert.Equal(1, prediction.Sum(), 1e-14);
        double product = scores.Zip(prediction, (x, p) => x * p).Sum();
        Assert.Equal(product - half.Value(prediction), conjugate, 1e-14);
    }

    // Of targets whose sum is 1 but for roundings, scores far from 0 show what is missing times 1,000.
    [Theory]
    [InlineData(40, 1)]
    [InlineData(40, 0.75)]
    [InlineData(300, 1)]
    [InlineData(300, 0.75)]
    public void What_targets_miss_of_1_counts_exactly(int columns, double sum)
    {
        float[] scores = [.. Draw<float>(columns, 5, 2).Select(x => x + 1000)], targets = Draw<float>(columns, 6, 1);
        double all = targets.Sum(y => (double)Math.Abs(y)), missing = 1, loss = 0, greatest = scores.Max();
        for (int i = 0; i < columns; i++)
        {
            targets[i] = (float)(Math.Abs(targets[i]) / all * sum);
            missing -= targets[i];
            loss += targets[i] * (Math.Log(targets[i]) - scores[i] + greatest);
        }
        double logSum = Math.Log(scores.Sum(x => Math.Exp(x - greatest)));
        loss += logSum + missing * greatest;
        double found = new FenchelYoung<ShannonRegulariser>(new()).Value<ShannonRegulariser, float>(
            scores, columns, targets);
        Assert.Equal(loss, found, Math.ScaleB(columns + 8, -24) * (4 * logSum + Math.Abs(missing * greatest)));
    }

    private static void Near<T>(Case one, double rounding) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => With(one.Alpha, new Bounds<T>(one, rounding));

    private static void With(double alpha, IVisitor visitor)
    {
        if (alpha == 0.5)
            visitor.Visit(new HalfRegulariser());
        else if (alpha == 1)
            visitor.Visit(new ShannonRegulariser());
        else if (alpha == 1.5)
            visitor.Visit(new RootRegulariser());
        else if (alpha == 2)
            visitor.Visit(new SquaredNormRegulariser());
        else
            visitor.Visit(new TsallisRegulariser(alpha));
    }

    private static T[] Draw<T>(int count, ulong seed, double size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(size * random.Normal()))];
    }

    private interface IVisitor
    {
        void Visit<TRegulariser>(TRegulariser regulariser)
            where TRegulariser : struct, ISeparableRegulariser<TRegulariser>;
    }

    private sealed class Bounds<T>(Case one, double rounding) : IVisitor
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Visit<TRegulariser>(TRegulariser regulariser)
            where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        {
            T[] scores = Array.ConvertAll(one.Scores, T.CreateTruncating), slopes = new T[scores.Length];
            T[] targets = Array.ConvertAll(one.Targets, T.CreateTruncating);
            double loss = double.Parse(one.Loss, CultureInfo.InvariantCulture), power = one.Alpha - 1;
            double found = new FenchelYoung<TRegulariser>(regulariser).ValueAndGradient(
                scores, scores.Length, targets, slopes);
            double[] p = Array.ConvertAll(one.Predictions, text => double.Parse(text, CultureInfo.InvariantCulture));
            double score = power == 0 ? Math.Log(p.Max()) : (Math.Pow(p.Max(), power) - 1) / power, bound = 0;
            for (int i = 0; i < p.Length; i++)
            {
                double gap = one.Scores[i] - one.Scores.Max(), y = one.Targets[i], apart = Math.Abs(p[i] - y);
                // Of entropies without a formula of their own, the terms cancel.
                bound += apart * (Math.Abs(gap) + Math.Abs(score) + 3)
                    + (power is 0 or 0.5 or 1 or -0.5 ? 0 : 8 * (p[i] + y + one.Alpha * Math.Abs(score + gap) * y));
                // A prediction is off by n + 8 roundings of itself, and as if its score were by as many of 1/|α − 1|
                // and of itself; of softmax, of the gap and of the mean gap, which log n bounds.
                double reach = power == 0 ? Math.Log(p.Length) : Math.Max(1, 1 / Math.Abs(power));
                double moves = p[i] == 0 ? 0 : Math.Pow(p[i], 2 - one.Alpha) * (reach + Math.Abs(gap)) + p[i];
                Assert.Equal(p[i] - y, double.CreateTruncating(slopes[i]),
                    rounding * ((p.Length + 8) * moves + 2 * apart));
            }
            Assert.Equal(loss, found, rounding * ((p.Length + 8) * loss + bound));
        }
    }

    private sealed class Widths<T> : IVisitor where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Visit<TRegulariser>(TRegulariser regulariser)
            where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        {
            foreach (int columns in Columns)
                foreach (int rows in (int[])[1, 3, 70])
                {
                    T[] expected = Run<Lane1<T>>(rows, columns), portable = Run<LanesN<T>>(rows, columns);
                    Assert.Equal(expected, portable);
                    Assert.Equal(expected, Run<Lanes512<T>>(rows, columns));
                }

            T[] Run<V>(int rows, int columns) where V : struct, ILanes<V, T>
            {
                T[] scores = Draw<T>(rows * columns, 1, 3), targets = Draw<T>(scores.Length, 2, 1);
                T[] slopes = new T[scores.Length], values = new T[rows];
                for (int i = 0; i < targets.Length; i++)
                    targets[i] = i % 3 == 0 ? T.Zero : T.Abs(targets[i]);
                scores[^1] = T.NegativeInfinity;
                scores.AsSpan(0, columns).Fill(T.One);
                bool[] mask = [.. Enumerable.Range(0, rows).Select(row => row % 7 != 2)];
                new SeparableRows<TRegulariser, T>(regulariser, new(new()
                {
                    First = scores,
                    Second = targets,
                    Columns = columns,
                })
                {
                    Options = new() { Mask = mask },
                    Values = new(values),
                    Gradients = new() { First = slopes },
                    Scale = 0.375,
                }).Run<V>();
                return [.. values, .. slopes];
            }
        }
    }

    private sealed class Rises : IVisitor
    {
        public void Visit<TRegulariser>(TRegulariser regulariser)
            where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        {
            foreach (double gap in (double[])[0, -0.01, -0.25, -0.6, -2, -40])
                foreach (double q in (double[])[0.05, 0.3, 0.9])
                {
                    Lane1<double> level = regulariser.Level(new Lane1<double>(q)), scale = regulariser.Scale(level);
                    Dual variable = Dual.Variable(level), prediction = regulariser.Prediction(
                        Dual.Of(gap), variable, regulariser.Scale(variable));
                    Assert.Equal(prediction.Slope.Number, regulariser.Rise(
                        new(gap), level, scale, prediction.Value).Number, 1e-13 * (1 + prediction.Slope.Number));
                    Assert.InRange(regulariser.Level(new Lane1<double>(q * 1.01)).Number, level.Number, 1);
                }
        }
    }

    private sealed class NotNumbers : IVisitor
    {
        public void Visit<TRegulariser>(TRegulariser regulariser)
            where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        {
            FenchelYoung<TRegulariser> loss = new(regulariser);
            foreach (int columns in (int[])[2, 3, 17, 200])
                for (int at = 0; at < columns; at += Math.Max(1, columns / 20))
                    foreach (float bad in (float[])[float.NaN, float.PositiveInfinity])
                    {
                        float[] scores = Draw<float>(3 * columns, 3, 1), targets = new float[scores.Length];
                        float[] slopes = new float[scores.Length], values = new float[3];
                        scores[columns + at] = bad;
                        (targets[0], targets[columns], targets[2 * columns]) = (1, 1, 1);
                        loss.Values(scores, columns, targets, values);
                        Assert.Equal([false, true, false], values.Select(float.IsNaN));
                        loss.ValueAndGradient(scores, columns, targets, slopes);
                        Assert.All(slopes, (slope, i) => Assert.Equal(i / columns == 1, float.IsNaN(slope)));
                    }
        }
    }

    private sealed class Threads : IVisitor
    {
        public void Visit<TRegulariser>(TRegulariser regulariser)
            where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        {
            FenchelYoung<TRegulariser> loss = new(regulariser);
            float[] scores = Draw<float>(900 * 40, 4, 2), targets = new float[scores.Length];
            for (int i = 0; i < targets.Length; i += 40)
                targets[i] = 1;
            float[] one = new float[scores.Length], many = new float[scores.Length];
            double value = loss.ValueAndGradient(scores, 40, targets, one);
            Assert.Equal(value, loss.ValueAndGradient(scores, 40, targets, many, new() { Threads = 3 }));
            Assert.Equal(one, many);
            Allocations.None(() => loss.ValueAndGradient(scores, 40, targets, one));
        }
    }

    private sealed record Case(double Alpha, double[] Scores, double[] Targets, string Loss, string[] Predictions);
}

/// <summary>The negative entropy of Tsallis of α = ½, (Σ√y − y)/(−¼), whose slope −2/√y + 4 needs no power.</summary>
internal readonly struct HalfRegulariser : ISeparableRegulariser<HalfRegulariser>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public R Level<R>(R greatest) where R : struct, IReal<R> => R.Of(-2) / R.Sqrt(greatest);

    [MethodImpl(Inline)]
    public R Scale<R>(R level) where R : struct, IReal<R> => level;

    [MethodImpl(Inline)]
    public R Prediction<R>(R gap, R level, R scale) where R : struct, IReal<R>
    {
        R root = R.Of(2) / (level + gap);
        return root * root;
    }

    [MethodImpl(Inline)]
    public R Rise<R>(R gap, R level, R scale, R prediction) where R : struct, IReal<R>
        => R.Of(-2) * prediction / (level + gap);

    [MethodImpl(Inline)]
    public R Score<R>(R level) where R : struct, IReal<R> => level + R.Of(4);

    [MethodImpl(Inline)]
    public R Loss<R>(R score, R prediction, R target) where R : struct, IReal<R>
    {
        R size = R.Of(4) - score, apart = R.Sqrt(target) - R.Of(2) / size;
        return R.WhereEqual(target, R.Of(0), R.Of(4) / size, size * apart * apart);
    }

    public double Value(ReadOnlySpan<double> target)
    {
        double sum = 4;
        foreach (double y in target)
            sum -= 4 * Math.Sqrt(y);
        return sum;
    }
}
