using VectorLoss.Autodiff;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class ReportTests
{
    [Fact]
    public void The_smallest_number_has_a_verdict()
    {
        Assert.True(GradientCheck.Run(x => x[0], (x, g) => g[0] = 1, [5e-324]).Passed);
        Assert.True(GradientCheck.Run(x => x[0], (x, g) => g[0] = 2, [5e-324]).Failed);
        Assert.True(GradientCheck.Run(x => x[0] * x[0], (x, g) => g[0] = 2 * x[0],
            [1e-300]).Verdicts[0] != Verdict.Fail);
    }

    // Where differences cannot tell, enclosed dual numbers do: a millionth is a fault, what the kernel's bound allows
    // is none.
    [Fact]
    public void A_proof_settles_what_agrees_with_it_and_nothing_else()
    {
        LossRequest request = new(SquaredError.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([3], [1, 2.5, -3]),
                ["target"] = new([3], [0.5, 0.1, 1]),
            },
            Reduction = "sum",
        };
        double[] slopes = LossTool.Run<double>(request).Gradients["input"];
        GradientReport open = GradientCheck.Run(x => x[0] + x[1] + x[2], (_, g) => g.Fill(1), [1.0, 2.5, -3])
            with
        { Verdicts = [Verdict.Inconclusive, Verdict.Inconclusive, Verdict.Fail] };
        Verdict[] Settled(double fault, double[]? documented = null) => [.. DualWitness.Testify(open,
            RequestReading.Of(request), "input", [slopes[0], slopes[1] * (1 + fault), slopes[2]], documented).Verdicts];
        Assert.Equal([Verdict.Pass, Verdict.Pass, Verdict.Fail], Settled(0));
        Assert.Equal([Verdict.Pass, Verdict.Inconclusive, Verdict.Fail], Settled(1e-6));
        Assert.Equal([Verdict.Pass, Verdict.Pass, Verdict.Fail], Settled(1e-6, [0, 1e-5, 0]));
        Assert.Equal([Verdict.Pass, Verdict.Inconclusive, Verdict.Fail], Settled(1e-6, [1e-5, 1e-7, 1e-5]));
    }

    [Fact]
    public void Nothing_is_no_pass()
    {
        GradientReport report = GradientCheck.Run(x => 1, (x, g) => { }, Array.Empty<double>());
        Assert.True(!report.Passed && !report.Failed);
        Assert.Contains("x has no elements", report.ToText());
        Assert.DoesNotContain(", ;", report.ToText());
    }

    [Fact]
    public void The_scale_the_point_and_the_rounding_are_told_once()
    {
        double[] point = [0.3, 0.4, 0.5];
        GradientReport report = GradientCheck.Run(x => Math.Exp(1e3 * (x[0] + x[1] + x[2] - 1.2)),
            (x, g) => g.Fill(1), point);
        string text = report.ToText();
        Assert.Equal(text, report.ToString());
        Assert.Equal(2, text.Split("double[] x = ").Length);
        Assert.Contains("resolved at steps of", text);
        Assert.InRange(report.MostScale, 1e-6, 1e-2);
        Assert.DoesNotContain("Infinity ulp", text);
    }

    [Fact]
    public void A_promise_is_made_for_a_pass_only()
    {
        double[] point = [0.3, 0.4, 0.5];
        GradientCheckOptions fast = new() { Mode = CheckMode.Fast };
        static double Value(ReadOnlySpan<double> x) => x[0] * x[1] * x[2];
        static void Slopes(ReadOnlySpan<double> x, Span<double> g)
            => (g[0], g[1], g[2]) = (x[1] * x[2], x[0] * x[2], x[0] * x[1]);
        Assert.Contains("is missed with probability", GradientCheck.Run(Value, Slopes, point, fast).ToText());
        Assert.DoesNotContain("is missed", GradientCheck.Run(Value, (x, g) => { Slopes(x, g); g[0] = 0; }, point,
            fast).ToText());
    }

    // The last two are looked at together.
    [Fact]
    public void The_fast_mode_ends_when_enough_elements_failed()
    {
        double[] point = [.. Enumerable.Range(1, 256).Select(i => i / 64.0)];
        GradientReport report = GradientCheck.Run(x => x.ToArray().Sum(one => one * one), (x, g) =>
        {
            for (int i = 0; i < g.Length; i++)
                g[i] = 2.02 * x[i];
        }, point, new() { Mode = CheckMode.Fast, Offenders = 3 });
        int failed = report.Count(Verdict.Fail);
        Assert.InRange(failed, 3, 4);
        Assert.Equal(256 - failed, report.Count(Verdict.Inconclusive));
        Assert.Contains(report.Remarks, remark => remark.Contains("enough elements failed"));
    }

    [Fact]
    public void The_weights_of_an_op_are_told()
        => Assert.All(GradientCheck.Run(new Doubling(), [(new(2, 2), [0.3, -1, 2, 0.1])]),
            report => Assert.Contains("weighted by random signed numbers", report.ToText()));

    [Fact]
    public void A_function_that_throws_outside_its_domain_is_judged_inside()
    {
        static double Root(ReadOnlySpan<double> x)
            => x[0] < 0 ? throw new ArgumentOutOfRangeException(nameof(x), "negative") : Math.Sqrt(x[0]);
        foreach (double x in (double[])[1e-6, 0.01, 2])
        {
            Assert.True(GradientCheck.Run(Root, (v, g) => g[0] = 0.5 / Math.Sqrt(v[0]), [x]).Passed);
            Assert.True(GradientCheck.Run(Root, (v, g) => g[0] = 0.6 / Math.Sqrt(v[0]), [x]).Failed);
        }
        static double Edge(ReadOnlySpan<double> x) => x[0] < 0 ? throw new ArithmeticException("negative") : 3 * x[0];
        GradientReport report = GradientCheck.Run(Edge, (v, g) => g[0] = 3, [0]);
        Assert.True(report.Passed, report.ToText());
        Assert.Contains("ArithmeticException: negative", report.ToText());
        Assert.True(GradientCheck.Run(Edge, (v, g) => g[0] = 2, [0]).Failed);
        Assert.Throws<OperationCanceledException>(() => GradientCheck.Run(
            x => x[0] == 1 ? 1 : throw new OperationCanceledException(), (v, g) => g[0] = 3, [1]));
    }

    [Fact]
    public void Threads_change_no_verdict()
    {
        Random random = new(5);
        double[] values = [.. Enumerable.Range(0, 300).Select(_ => 4 * random.NextDouble() - 2)];
        NamedArguments x = new NamedArguments().Add("x", values);
        static double Value(ReadOnlySpan<double> v)
        {
            double sum = 0;
            foreach (double value in v)
                sum += Math.Sin(3 * value) + Math.Abs(value - 0.5);
            return sum;
        }
        static void Slopes(ReadOnlySpan<double> v, Span<double> g)
        {
            for (int i = 0; i < v.Length; i++)
                g[i] = 3 * Math.Cos(3 * v[i]) + Math.Sign(v[i] - 0.5) + (i % 37 == 0 ? 0.1 : 0);
        }
        foreach (CheckMode mode in Enum.GetValues<CheckMode>())
        {
            GradientCheckOptions options = new() { Mode = mode };
            GradientReport one = GradientCheck.Run([Value], Slopes, x, options),
                three = GradientCheck.Run([Value, Value, Value], Slopes, x, options);
            Assert.Equal(one.Count(Verdict.Fail), three.Count(Verdict.Fail));
            if (mode == CheckMode.Exhaustive)
            {
                Assert.Equal(one.Verdicts, three.Verdicts);
                Assert.Equal(one.Evaluations, three.Evaluations);
                Assert.Equal(9, one.Count(Verdict.Fail));
            }
        }
    }

    private sealed class Doubling : Op<double>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<double> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = 2 * frame.Input(0)[i];
        }

        public override void Backward(in Frame<double> frame)
        {
            Span<double> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += 2 * frame.DOutput[i];
        }
    }
}
