using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class GradientCheckTests
{
    private static readonly double[] Point = [0.3, -1.2, 2.5, 1e-3];

    public static TheoryData<GradientCheckOptions, string> Refused => new()
    {
        { new() { Bars = -1 }, "Bars" },
        { new() { Bars = double.NaN }, "Bars" },
        { new() { RoundingErrors = double.PositiveInfinity }, "RoundingErrors" },
        { new() { Resolution = -1 }, "Resolution" },
        { new() { MissProbability = 0 }, "MissProbability" },
        { new() { MaxEvaluations = 0 }, "MaxEvaluations" },
        { new() { Offenders = -1 }, "Offenders" },
        { new() { Mode = (CheckMode)9 }, "Mode" },
        { new() { Precision = (NumberPrecision)9 }, "Precision" },
        { new() { Convention = (KinkConvention)9 }, "Convention" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Options_out_of_range_are_refused_by_name(GradientCheckOptions options, string name)
        => Assert.Throws<ArgumentOutOfRangeException>(name,
            () => GradientCheck.Run(x => x[0], (_, g) => g[0] = 1, [2.0], options));

    [Fact]
    public void A_right_gradient_passes()
        => GradientAssert.Correct(Sum, Slopes, Point);

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(1.00001)]
    public void A_gradient_times_a_factor_fails(double factor)
    {
        GradientReport report = GradientCheck.Run(Sum, (x, g) => { Slopes(x, g); Scale(g, factor); }, Point);
        Assert.Equal(Point.Length, report.Count(Verdict.Fail));
        Assert.True(report.Failed && !report.Passed);
        Assert.Contains("x[", report.ToText());
        Assert.Contains("0.3", report.ToText());
    }

    [Fact]
    public void Every_verdict_has_an_example()
    {
        static Verdict Of(Objective f, GradientFunction g, double x) => GradientCheck.Run(f, g, [x]).Verdicts[0];
        Assert.Equal(Verdict.Pass, Of(x => x[0] * x[0], (x, g) => g[0] = 2 * x[0], 3));
        Assert.Equal(Verdict.Fail, Of(x => x[0] * x[0], (x, g) => g[0] = x[0], 3));
        Assert.Equal(Verdict.Kink, Of(x => Math.Abs(x[0]), (x, g) => g[0] = 0, 0));
        Assert.Equal(Verdict.Inconclusive, Of(x => 1e12 + x[0], (x, g) => g[0] = 1, 0.5));
        Assert.Equal(Verdict.NonFinite, Of(x => x[0], (x, g) => g[0] = double.NaN, 3));
        Assert.Equal(Verdict.NonFinite, Of(x => x[0], (x, g) => { }, 3));
        Assert.Equal(Verdict.NonFinite, Of(x => x[0], (x, g) => g[0] += 1, 3));
        int calls = 0;
        Assert.Equal(Verdict.NonDeterministic, Of(x => x[0], (x, g) => g[0] = 1 + (1e-12 * calls++), 3));
    }

    [Fact]
    public void At_a_kink_only_what_lies_between_the_limits_is_right()
    {
        static GradientReport Of(double slope, KinkConvention convention)
            => GradientCheck.Run(x => Math.Max(x[0], 0), (x, g) => g[0] = slope, [0],
                new() { Convention = convention });
        Assert.Equal(Verdict.Kink, Of(0.5, KinkConvention.Between).Verdicts[0]);
        Assert.Equal(Verdict.Kink, Of(0, KinkConvention.LeastNorm).Verdicts[0]);
        // A plain central difference says ½ and would have accepted this.
        Assert.Equal(Verdict.Fail, Of(0.5, KinkConvention.LeastNorm).Verdicts[0]);
        Assert.Equal(Verdict.Fail, Of(1.01, KinkConvention.Between).Verdicts[0]);
        Assert.Equal(Verdict.Fail, Of(-0.01, KinkConvention.Between).Verdicts[0]);
    }

    [Fact]
    public void A_kink_is_told_from_a_jump()
    {
        static string Reason(Objective f) => GradientCheck.Run(f, (x, g) => g[0] = 0.5, [0]).ToText();
        Assert.Contains("the slope jumps", GradientCheck.Run(x => Math.Max(x[0], 0), (x, g) => g[0] = 2, [0]).ToText());
        Assert.Contains("the value jumps", Reason(x => x[0] + (x[0] > 0 ? 1 : 0)));
    }

    [Fact]
    public void A_zero_gradient_of_a_mean_over_a_million_fails()
    {
        // PyTorch's slow mode accepts it: 1e-5 of absolute tolerance is more than the whole gradient.
        int count = Simd.Bits < 256 ? 100_000 : 1_000_000;
        double[] predictions = Numbers(count, 1), targets = Numbers(count, 2);
        GradientReport report = GradientCheck.Run(
            p => new SquaredError().Mean<SquaredError, double>(p, targets), (p, g) => g.Clear(), predictions,
            new() { Mode = CheckMode.Fast, Offenders = 1 });
        Assert.True(report.Failed);
    }

    [Fact]
    public void One_wrong_element_in_ten_thousand_fails_and_is_found()
    {
        double[] predictions = Numbers(10_000, 1), targets = Numbers(10_000, 2);
        double Mean(ReadOnlySpan<double> p) => new SquaredError().Mean(p, targets.AsSpan());
        void Gradient(ReadOnlySpan<double> p, Span<double> g) => new SquaredError().Gradient(p, targets, g);
        GradientCheckOptions fast = new() { Mode = CheckMode.Fast };
        GradientReport right = GradientCheck.Run(Mean, Gradient, predictions, fast);
        Assert.True(right.Passed, right.ToText());
        GradientReport wrong = GradientCheck.Run(Mean, (p, g) => { Gradient(p, g); g[4321] *= 1.001; }, predictions,
            fast);
        Assert.Equal(4321, Assert.Single(wrong.Offenders, finding => !finding.IsAccepted).Index);
    }

    [Fact]
    public void A_function_that_moves_in_steps_accuses_nobody()
    {
        // log(1 + y) of a small y knows y to 2⁻⁵³ only: flat at short steps, with the slope of the long ones.
        GradientReport fine = GradientCheck.Run(x => Math.Log(1 + (1e-13 * x[0])), (x, g) => g[0] = 1e-13, [0.7]);
        Assert.Equal(Verdict.Inconclusive, fine.Verdicts[0]);
        GradientReport offset = GradientCheck.Run(x => 1e6 + x[0] - 1e6, (x, g) => g[0] = 1, [0.7],
            new() { Resolution = 1e-3 });
        Assert.True(offset.Passed, offset.ToText());
        Assert.True(GradientCheck.Run(x => 1e6 + x[0] - 1e6, (x, g) => g[0] = 1.01, [0.7]).Failed);
    }

    [Fact]
    public void A_slope_that_the_last_digit_hides_is_not_accused_however_long_the_function_stays()
    {
        GradientReport report = GradientCheck.Run(x => 6 + 1e-16 * Math.Tanh(4 * x[0]),
            (x, gradient) => gradient[0] = 4e-16 / Math.Pow(Math.Cosh(4 * x[0]), 2), [0.25]);
        Assert.Equal(Verdict.Inconclusive, report.Verdicts[0]);
        Assert.Equal(Verdict.Fail, GradientCheck.Run(_ => 6, (_, gradient) => gradient[0] = 1e-13, [0.25]).Verdicts[0]);
    }

    [Fact]
    public void A_budget_a_stop_and_progress()
    {
        GradientReport report = GradientCheck.Run(Sum, Slopes, Point, new() { MaxEvaluations = 20 });
        Assert.True(report.Count(Verdict.Inconclusive) > 0 && !report.Failed && !report.Passed);
        Assert.Throws<OperationCanceledException>(() => GradientCheck.Run(Sum, Slopes, Point,
            new() { Cancellation = new(true) }));
        List<CheckProgress> seen = [];
        GradientCheck.Run(Sum, Slopes, Point, new() { Progress = new Heard(seen) });
        Assert.Equal(4, seen[^1].Done);
    }

    [Fact]
    public void A_tape_is_checked_leaf_by_leaf()
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(5, 4)), w = tape.Parameter(new(4, 3)), b = tape.Parameter(Shape.Row(3));
        Labels labels = tape.Labels(5);
        Var loss = tape.SoftmaxCrossEntropy(tape.Linear(x, w, b, Activation.Tanh), labels);
        Random random = new(1);
        foreach (Var leaf in (Var[])[x, w, b])
            foreach (ref double value in tape.Values(leaf))
                value = random.NextDouble() - 0.5;
        GradientAssert.Correct(tape, loss);
        Assert.Contains("rounding", GradientCheck.Run(tape, loss, w).ToText());
    }

    [Fact]
    public void All_39760_parameters_of_the_textbooks_network_pass()
    {
        // Only the column that a weight reaches is computed again; without hardware multiply-add a smaller net will do.
        int inputs = Simd.Bits < 256 ? 20 : 784;
        Tape<double> tape = new();
        Var x = tape.Input(new(32, inputs)), w1 = tape.Parameter(new(inputs, 50)), b1 = tape.Parameter(Shape.Row(50));
        Var w2 = tape.Parameter(new(50, 10)), b2 = tape.Parameter(Shape.Row(10));
        Labels labels = tape.Labels(32);
        Var loss = tape.SoftmaxCrossEntropy(tape.Linear(tape.Linear(x, w1, b1, Activation.Sigmoid), w2, b2), labels);
        Random random = new(1);
        foreach (Var leaf in (Var[])[x, w1, b1, w2, b2])
            foreach (ref double value in tape.Values(leaf))
                value = 0.2 * (random.NextDouble() - 0.5);
        foreach (ref int label in tape.Values(labels))
            label = random.Next(10);
        IReadOnlyList<GradientReport> reports = GradientCheck.Run(tape, loss);
        Assert.All(reports, GradientAssert.Passed);
        Assert.Equal((inputs * 50) + 50 + 500 + 10, reports.Sum(report => report.Verdicts.Count));
    }

    private static double Sum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
            sum += Math.Sin(value) * Math.Exp(value);
        return sum;
    }

    private static void Slopes(ReadOnlySpan<double> x, Span<double> gradient)
    {
        for (int i = 0; i < x.Length; i++)
            gradient[i] = (Math.Sin(x[i]) + Math.Cos(x[i])) * Math.Exp(x[i]);
    }

    private static void Scale(Span<double> gradient, double factor)
    {
        foreach (ref double element in gradient)
            element *= factor;
    }

    private static double[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    private sealed class Heard(List<CheckProgress> seen) : IProgress<CheckProgress>
    {
        public void Report(CheckProgress value) => seen.Add(value);
    }
}
