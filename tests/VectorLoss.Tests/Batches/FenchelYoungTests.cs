using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// Fenchel–Young losses: beside the losses they are, beside mpmath, and with regularisers of one's own.
/// </summary>
public class FenchelYoungTests
{
    private const int Rows = 40, Columns = 9;

    // A double is off by at most half of this, relative to itself.
    private static readonly double Ulp = Math.ScaleB(1, -52);

    private static readonly FenchelYoung<ShannonRegulariser> Shannon = new(new());
    private static readonly FenchelYoung<SquaredNormRegulariser> SquaredNorm = new(new());
    private static readonly FenchelYoung<TsallisRegulariser> Tsallis = new(new());

    // Rows of scores, their targets, and loss and prediction by bisection of the threshold with 40 digits of mpmath.
    [Theory]
    [InlineData(1.5, new[] { 0.5, -1.25, 2, 0.75 }, new[] { 0.0, 0, 1, 0 }, 0.032341419956921476,
        new[] { 0.033637917510626184, 0.0, 0.8712475581975874, 0.09511452429178639 })]
    [InlineData(1.5, new[] { 0.1, 0.2, -0.3, 0.05 }, new[] { 0.25, 0.25, 0.125, 0.375 }, 0.02124721342886446,
        new[] { 0.28601399144622114, 0.3419942673847595, 0.11209288769206745, 0.2598988534769519 })]
    [InlineData(1.5, new[] { 3.0, -40, 2.5, 2.75 }, new[] { 0, 0.5, 0.5, 0 }, 21.708809679417893,
        new[] { 0.4806060593436027, 0.0, 0.19647727398973067, 0.3229166666666667 })]
    [InlineData(1.25, new[] { 0.5, -1.25, 2, 0.75 }, new[] { 0.0, 0, 1, 0 }, 0.15046570915682722,
        new[] { 0.09650155303528077, 0.00020637437243599323, 0.7556648475447217, 0.14762722504756146 })]
    [InlineData(1.25, new[] { 3.0, -40, 2.5, 2.75 }, new[] { 0, 0.5, 0.5, 0 }, 21.786628288120426,
        new[] { 0.4459920621704128, 0.0, 0.2295844928947847, 0.3244234449348025 })]
    [InlineData(3, new[] { 0.5, -1.25, 2, 0.75 }, new[] { 0.0, 0, 1, 0 }, 0.0, new[] { 0.0, 0, 1, 0 })]
    [InlineData(3, new[] { 0.1, 0.2, -0.3, 0.05 }, new[] { 0.25, 0.25, 0.125, 0.375 }, 0.0730961799313225,
        new[] { 0.334069992096112, 0.558213901313015, 0.0, 0.10771610659087308 })]
    public void Entmax_is_that_of_mpmath(
        double alpha, double[] scores, double[] target, double value, double[] prediction)
    {
        FenchelYoung<TsallisRegulariser> loss = new(new(alpha));
        double[] gradient = new double[4];
        double found = loss.ValueAndGradient<TsallisRegulariser, double>(scores, 4, target, gradient);
        // The terms of the value are at most the distance of the scores, and a few more roundings of it.
        Assert.Equal(value, found, 16 * Ulp * (1 + scores.Max() - scores.Min()));
        Assert.All(gradient, (slope, i) => Assert.Equal(prediction[i] - target[i], slope, 16 * Ulp));
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(30.0, false)]
    [InlineData(1.0, true)]
    [InlineData(1000.0, true)]
    public void By_the_entropy_it_is_cross_entropy(double size, bool isLabelled)
    {
        double[] scores = Draw(Rows * Columns, 1, size), targets = Targets(isLabelled);
        double[] gradient = new double[scores.Length], expected = new double[scores.Length];
        double[] values = new double[Rows], others = new double[Rows];
        default(CrossEntropy).Values<CrossEntropy, double>(scores, Columns, targets, others);
        Shannon.Values<ShannonRegulariser, double>(scores, Columns, targets, values);
        for (int row = 0; row < Rows; row++)
        {
            double entropy = targets[(row * Columns)..((row + 1) * Columns)]
                .Sum(y => y == 0 ? 0 : -y * Math.Log(y));
            // Both are sums of nine terms that the cross-entropy and the entropy bound.
            Assert.Equal(others[row] - entropy, values[row], 12 * Ulp * (others[row] + entropy));
        }
        default(CrossEntropy).ValueAndGradient<CrossEntropy, double>(scores, Columns, targets, expected);
        Shannon.ValueAndGradient<ShannonRegulariser, double>(scores, Columns, targets, gradient);
        Assert.All(expected, (slope, i) => Assert.Equal(slope, gradient[i], 12 * Ulp / Rows));
    }

    [Fact]
    public void A_confident_row_keeps_its_digits()
    {
        // log(1 + 2e⁻⁵⁰) with the scores far from 0.
        double[] scores = [10_050, 10_000, 10_000];
        double found = Shannon.Value<ShannonRegulariser, double>(scores, 3, [1, 0, 0]);
        Assert.Equal(3.8574996959278356e-22, found, 1e-36);
        Assert.Equal(0, SquaredNorm.Value<SquaredNormRegulariser, double>(scores, 3, [1, 0, 0]));
        Assert.Equal(0, Tsallis.Value<TsallisRegulariser, double>(scores, 3, [1, 0, 0]));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(20.0)]
    public void By_the_squared_norm_it_is_sparsemax_and_by_alpha_2_too(double size)
    {
        double[] scores = Draw(Rows * Columns, 2, size), targets = Targets(isLabelled: false);
        double[] values = new double[Rows], others = new double[Rows], byAlpha = new double[Rows];
        double[] gradient = new double[scores.Length], expected = new double[scores.Length];
        default(Sparsemax).Values<Sparsemax, double>(scores, Columns, targets, others);
        SquaredNorm.Values<SquaredNormRegulariser, double>(scores, Columns, targets, values);
        new FenchelYoung<TsallisRegulariser>(new(2)).Values<TsallisRegulariser, double>(
            scores, Columns, targets, byAlpha);
        // Nine terms, of which none is larger than the distance of two scores.
        double bound = 12 * Ulp * (1 + scores.Max() - scores.Min());
        Assert.All(others, (value, row) => Assert.Equal(value, values[row], bound));
        Assert.All(others, (value, row) => Assert.Equal(value, byAlpha[row], bound));
        default(Sparsemax).ValueAndGradient<Sparsemax, double>(scores, Columns, targets, expected);
        SquaredNorm.ValueAndGradient<SquaredNormRegulariser, double>(scores, Columns, targets, gradient);
        Assert.All(expected, (slope, i) => Assert.Equal(slope, gradient[i], 12 * Ulp / Rows));
        new FenchelYoung<TsallisRegulariser>(new(2)).ValueAndGradient<TsallisRegulariser, double>(
            scores, Columns, targets, gradient);
        Assert.All(expected, (slope, i) => Assert.Equal(slope, gradient[i], 24 * Ulp / Rows));
    }

    [Fact]
    public void As_alpha_nears_1_it_becomes_softmax()
    {
        double[] scores = Draw(Rows * Columns, 3, 2), targets = Targets(isLabelled: false);
        double[] soft = new double[scores.Length], near = new double[scores.Length];
        Shannon.ValueAndGradient<ShannonRegulariser, double>(scores, Columns, targets, soft);
        double last = 1;
        foreach (double alpha in (double[])[1.1, 1.01, 1.001, 1 + 1e-6, 1 + 1e-9, 1 + 1e-12])
        {
            new FenchelYoung<TsallisRegulariser>(new(alpha)).ValueAndGradient<TsallisRegulariser, double>(
                scores, Columns, targets, near, new() { Reduction = Reduction.Sum, Upstream = 1.0 / Rows });
            double apart = near.Zip(soft, (a, b) => Math.Abs(a - b)).Max();
            // The difference is of first order in α − 1: a power of the scores' distance, here at most 12, halved.
            Assert.True(apart <= 72 * (alpha - 1) / Rows + 12 * Ulp / Rows, $"{alpha}: {apart}");
            Assert.True(apart <= last);
            last = apart;
        }
    }

    public static TheoryData<double, int, double> Roots => [.. new[] { 1.0001, 1.2, 1.5, 2, 2.5, 4, 50 }
        .SelectMany(alpha => new[] { (alpha, 1, 1.0), (alpha, 2, 1e-3), (alpha, 100, 1.0), (alpha, 1000, 1e-2),
            (alpha, 10_000, 100.0), (alpha, 3000, 0.0) })];

    [Theory, MemberData(nameof(Roots))]
    public void Predictions_are_distributions(double alpha, int columns, double size)
    {
        double[] scores = Draw(columns, 5, size), prediction = new double[columns];
        double conjugate = new TsallisRegulariser(alpha).Conjugate(scores, prediction);
        Assert.Equal(1, prediction.Sum(), Ulp * (columns + 16));
        Assert.All(prediction, p => Assert.InRange(p, 0, 1));
        Assert.InRange(conjugate, scores.Max() - (16 * Ulp * (1 + size)), scores.Max() + Math.Log(columns) + Ulp);
    }

    [Fact]
    public void It_is_0_just_where_the_prediction_is_the_target()
    {
        double[] scores = Draw(Rows * Columns, 6, 1), targets = Targets(isLabelled: false);
        Zero(Shannon);
        Zero(SquaredNorm);
        Zero(Tsallis);
        Zero(new FenchelYoung<TsallisRegulariser>(new(3)));
        Zero(new FenchelYoung<BoxRegulariser>(new()));

        void Zero<TRegulariser>(FenchelYoung<TRegulariser> loss) where TRegulariser : struct, IRegulariser
        {
            double[] values = new double[Rows], found = new double[scores.Length];
            loss.Values<TRegulariser, double>(scores, Columns, targets, values);
            // Of a strongly convex regulariser the loss is at least half of the squared distance; here all are > 1e-3.
            Assert.All(values, value => Assert.True(value > 1e-3));
            for (int at = 0; at < scores.Length; at += Columns)
                loss.Regulariser.Conjugate(scores.AsSpan(at, Columns), found.AsSpan(at, Columns));
            loss.Values<TRegulariser, double>(scores, Columns, found, values);
            Assert.All(values, value => Assert.Equal(0, value, 16 * Ulp * (1 + scores.Max() - scores.Min())));
        }
    }

    [Fact]
    public void Weights_factors_and_mask_count_as_everywhere()
    {
        double[] scores = Draw(Rows * Columns, 7, 1), targets = Targets(isLabelled: false);
        BatchOptions<double> options = new()
        {
            Reduction = Reduction.MeanOverWeights,
            Weights = Enumerable.Range(0, Rows).Select(row => 0.25 + (row % 3)).ToArray(),
            Factors = Enumerable.Range(0, Rows).Select(row => row % 4 - 1.5).ToArray(),
            Mask = Enumerable.Range(0, Rows).Select(row => row % 5 != 1).ToArray(),
            Upstream = 0.5,
        };
        double[] expected = new double[scores.Length], gradient = new double[scores.Length];
        double value = default(Sparsemax).ValueAndGradient<Sparsemax, double>(
            scores, Columns, targets, expected, new() { Batch = options });
        Assert.Equal(value, SquaredNorm.ValueAndGradient<SquaredNormRegulariser, double>(
            scores, Columns, targets, gradient, options), 1e-14);
        Assert.Equal(
            value, SquaredNorm.Value<SquaredNormRegulariser, double>(scores, Columns, targets, options), 1e-14);
        Assert.All(expected, (slope, i) => Assert.Equal(slope, gradient[i], 1e-16));
        Assert.All(gradient[Columns..(2 * Columns)], slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void What_is_not_a_number_is_seen_where_it_counts()
    {
        Seen(Shannon);
        Seen(SquaredNorm);
        Seen(Tsallis);
        Seen(new FenchelYoung<TsallisRegulariser>(new(2.5)));

        static void Seen<TRegulariser>(FenchelYoung<TRegulariser> loss) where TRegulariser : struct, IRegulariser
        {
            float[] scores = [1, float.NaN, float.NaN, 0, 3, 1, float.NegativeInfinity, 1], values = new float[4];
            float[] targets = [1, 0, 0, 1, 1, 0, 0, 1], slopes = new float[8];
            BatchOptions<float> options = new() { Mask = [true, false, true, true] };
            loss.Values(scores, 2, targets, values, options);
            Assert.Equal(float.NaN, values[0]);
            Assert.Equal(0, values[1]);
            Assert.True(float.IsFinite(values[2]));
            // A class that is left out, without a target, costs nothing.
            Assert.Equal(0, values[3]);
            loss.ValueAndGradient(scores, 2, targets, slopes, options);
            Assert.Equal([float.NaN, float.NaN, 0, 0], slopes[..4]);
            Assert.Equal([0, 0], slopes[6..]);
            loss.Values([1, 2], 2, [float.NaN, 0], values.AsSpan(..1));
            Assert.Equal(float.NaN, values[0]);
        }
    }

    [Fact]
    public void A_batch_of_nothing_is_one_of_others()
    {
        Assert.Equal(double.NaN, Tsallis.Value<TsallisRegulariser, double>([], 3, []));
        Assert.Equal(0, Tsallis.Value<TsallisRegulariser, double>([], 3, [], new() { Empty = EmptyBatch.Zero }));
        Assert.Throws<InvalidOperationException>(
            () => Tsallis.Value<TsallisRegulariser, double>([], 3, [], new() { Empty = EmptyBatch.Refuse }));
        Assert.Equal(1.5, default(TsallisRegulariser).Alpha);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        double[] six = [1, 2, 3, 4, 5, 6], simplex = [1, 0, 0, 0, 0.5, 0.5];
        Refused("scores", () => Shannon.Value<ShannonRegulariser, double>(six, 4, six));
        Refused("columns", () => Shannon.Value<ShannonRegulariser, double>(six, 0, six));
        Refused("targets", () => Shannon.Value<ShannonRegulariser, double>(six, 3, six.AsSpan(..3)));
        Refused("gradient", () => Shannon.ValueAndGradient<ShannonRegulariser, double>(
            six, 3, simplex, new double[5]));
        Refused("values", () => Shannon.Values<ShannonRegulariser, double>(six, 3, simplex, six.AsSpan(..2)));
        Refused("Weights", () => Shannon.Value<ShannonRegulariser, double>(
            six, 3, simplex, new() { Weights = [1, -1] }));
        Refused("alpha", () => _ = new TsallisRegulariser(1));
        OutOfDomainException found = Assert.Throws<OutOfDomainException>(
            () => Tsallis.Value<TsallisRegulariser, double>(
                six, 3, [1, 0, 0, 0, -0.5, 1.5], new() { CheckDomains = true }));
        Assert.Equal((4, Domain.Probability), (found.Index, found.Domain));
        Tsallis.Value<TsallisRegulariser, double>(
            six, 3, [1, 0, 0, 0, -0.5, 1.5], new() { CheckDomains = true, Mask = [true, false] });
        Assert.Throws<NotSupportedException>(() => Shannon.Value<ShannonRegulariser, Half>([], 3, []));
        Tape<double> tape = new();
        Var scores = tape.Parameter(new(2, 3)), targets = tape.Parameter(new(2, 3));
        Refused("targets", () => tape.Loss(Shannon, scores, targets));
        Assert.Contains("2×3", Assert.ThrowsAny<ArgumentException>(
            () => tape.Loss(Shannon, scores, tape.Input(new(3, 2)))).Message);

        static void Refused(string name, Action call)
            => Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(call).ParamName);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        None(Shannon);
        None(SquaredNorm);
        None(Tsallis);
        None(new FenchelYoung<BoxRegulariser>(new()));

        static void None<TRegulariser>(FenchelYoung<TRegulariser> loss) where TRegulariser : struct, IRegulariser
        {
            double[] scores = Draw(Rows * Columns, 8, 1), targets = Targets(isLabelled: false);
            double[] gradient = new double[scores.Length];
            Allocations.None(() => loss.ValueAndGradient<TRegulariser, double>(scores, Columns, targets, gradient));
        }
    }

    [Fact]
    public void On_a_tape_its_rules_agree_with_differences()
    {
        Agrees(Shannon);
        Agrees(SquaredNorm);
        Agrees(Tsallis);
        Agrees(new FenchelYoung<TsallisRegulariser>(new(1.2)));
        Agrees(new FenchelYoung<BoxRegulariser>(new()));

        static void Agrees<TRegulariser>(FenchelYoung<TRegulariser> loss) where TRegulariser : struct, IRegulariser
        {
            RecordedProgram<double> program = new([new(4, 3)], (tape, v) => tape.Loss(
                loss, v[0], Filled(tape), new HeadOptions { Unreduced = true }), low: -0.3, high: 0.3);
            program.Agrees();
            // The checker asks the forward rule too.
            GradientReport report = GradientCheck.Run(program.Tape, program.Scalar, program.Leaves[0]);
            Assert.True(report.Passed, $"{typeof(TRegulariser).Name}: {report}");
        }
    }

    [Fact]
    public void On_a_tape_products_of_the_Hessian_are_differences_of_gradients()
    {
        Agree(Shannon);
        Agree(SquaredNorm);
        Agree(Tsallis);
        Agree(new FenchelYoung<TsallisRegulariser>(new(2.5)));

        static void Agree<TRegulariser>(FenchelYoung<TRegulariser> loss) where TRegulariser : struct, IRegulariser
        {
            Tape<double> tape = new();
            Var scores = tape.Parameter(new(4, 3)), weights = tape.Input(new(4, 1)), mask = tape.Input(new(4, 1));
            new[] { 0.5, 2, 1, 3 }.CopyTo(tape.Values(weights));
            new[] { 1.0, 1, 0, 1 }.CopyTo(tape.Values(mask));
            Var cost = tape.Loss(loss, scores, Filled(tape), new HeadOptions
            {
                Weights = weights,
                Mask = mask,
                Reduction = Reduction.MeanOverWeights,
            });
            GradientReport report = HessianCheck.Run((x, gradient) =>
            {
                x.CopyTo(tape.Values(scores));
                tape.ForwardBackward(cost);
                tape.Gradient(scores).CopyTo(gradient);
            }, (x, direction, product) =>
            {
                x.CopyTo(tape.Values(scores));
                tape.Forward(cost);
                direction.CopyTo(tape.Direction(scores));
                tape.HessianVector(cost);
                tape.GradientTangent(scores).CopyTo(product);
            }, Draw(12, 9, 0.05));
            Assert.True(report.Passed, $"{typeof(TRegulariser).Name}: {report}");
        }
    }

    [Fact]
    public void Second_order_without_a_Jacobian_is_refused_by_name()
    {
        Tape<double> tape = new();
        Var scores = tape.Parameter(new(4, 3));
        Var cost = tape.Loss(new FenchelYoung<BoxRegulariser>(new()), scores, Filled(tape));
        tape.Forward();
        tape.Direction(scores)[0] = 1;
        Assert.Contains(nameof(BoxRegulariser),
            Assert.Throws<NotSupportedException>(() => tape.HessianVector(cost)).Message);
    }

    [Fact]
    public void The_checker_accepts_a_regulariser_of_ones_own_and_accuses_a_wrong_one()
    {
        double[] inside = [0.4, 0.7, 0.2, 0.5, 0.3, 0.6], across = [0.4, 0.7, 0.2, -0.5, 1.5, 0.3];
        Assert.True(Check<BoxRegulariser>(across).Passed);
        Assert.True(Check<WrongRegulariser>(across).Failed);
        Assert.True(Check<ShannonRegulariser>(across).Passed);
        // Targets that do not sum to 1 keep value and gradient together.
        Assert.True(Check<ShannonRegulariser>(across, 0.75).Passed);
        Assert.True(Check<SquaredNormRegulariser>(inside).Passed);
        Assert.True(Check<TsallisRegulariser>(inside).Passed);

        static GradientReport Check<TRegulariser>(double[] point, double last = 1)
            where TRegulariser : struct, IRegulariser
        {
            double[] targets = [0.25, 0.25, 0.5, 0, 0, last];
            FenchelYoung<TRegulariser> loss = default;
            return GradientCheck.Run(x => loss.Value(x, 3, targets),
                (x, into) => loss.ValueAndGradient(x, 3, targets, into), point);
        }
    }

    private static Var Filled(Tape<double> tape)
    {
        Var targets = tape.Input(new(4, 3));
        new[] { 1, 0, 0, 0.25, 0.25, 0.5, 0, 1, 0, 0.125, 0.5, 0.375 }.CopyTo(tape.Values(targets));
        return targets;
    }

    private static double[] Draw(int count, ulong seed, double size)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => size * random.Normal())];
    }

    // Sixteenths, so that they sum to 1 without a rounding.
    private static double[] Targets(bool isLabelled)
    {
        double[] targets = new double[Rows * Columns];
        SeededRandom random = new(4);
        for (int row = 0; row < Rows; row++)
            for (int part = 0; part < 16; part++)
                targets[row * Columns + (isLabelled ? row * 5 % Columns : random.Below(Columns))]
                    += 0.0625;
        return targets;
    }

    /// <summary>½‖y‖² over the box [0, 1], whose prediction is the projection on it.</summary>
    private readonly struct BoxRegulariser : IRegulariser
    {
        public double Value(ReadOnlySpan<double> target)
        {
            double sum = 0;
            foreach (double y in target)
                sum += y * y / 2;
            return sum;
        }

        public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
        {
            double sum = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                prediction[i] = Math.Clamp(scores[i], 0, 1);
                sum += prediction[i] * (scores[i] - prediction[i] / 2);
            }
            return sum;
        }
    }

    /// <summary>The same, with the value of another prediction.</summary>
    private readonly struct WrongRegulariser : IRegulariser
    {
        public double Value(ReadOnlySpan<double> target) => new BoxRegulariser().Value(target);

        public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
        {
            double conjugate = new BoxRegulariser().Conjugate(scores, prediction);
            // Less than this may be that of a computed form, and is inconclusive.
            prediction[1] *= 1 + 1e-5;
            return conjugate;
        }
    }
}
