using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>What else is asked of derivatives: Jacobians, Hessians, Taylor rates, other steps, ops of one's
/// own.</summary>
public class QuestionTests
{
    private static readonly double[] Logits = [0.3, -1.2, 0.7, 2, 0.1, -0.4];

    [Fact]
    public void A_wrong_gradient_of_a_function_or_of_a_tape_is_thrown_with_its_report()
    {
        GradientAssert.Correct(Quartic, QuarticSlope, Logits);
        Assert.Contains("x[2]", Assert.Throws<GradientCheckException>(
            () => GradientAssert.Correct(Quartic, (x, g) => { QuarticSlope(x, g); g[2] *= 1.01; }, Logits)).Message);
        Tape<double> tape = new();
        Var x = tape.Parameter(Shape.Row(2)), right = tape.Sum(tape.Apply(new Cube(3), x));
        new[] { 0.5, 2 }.CopyTo(tape.Values(x));
        tape.Forward();
        GradientAssert.Correct(tape, right);
        Var wrong = tape.Sum(tape.Apply(new Cube(2), x));
        tape.Forward();
        Assert.Throws<GradientCheckException>(() => GradientAssert.Correct(tape, wrong));
    }

    [Fact]
    public void A_jacobian_is_checked_by_random_signed_cotangents()
    {
        Assert.All(JacobianCheck.Run(Softmax, 6, Pull, Logits), GradientAssert.Passed);
        // Under an all-ones cotangent the pull of a softmax is 0, and so is this one.
        Assert.Contains(JacobianCheck.Run(Softmax, 6, (_, _, g) => g.Clear(), Logits), report => report.Failed);
    }

    [Fact]
    public void A_pull_that_is_not_linear_is_said_to_be()
    {
        static void Bent(ReadOnlySpan<double> x, ReadOnlySpan<double> w, Span<double> g)
        {
            Pull(x, w, g);
            g[0] += 1e-3 * w[0] * w[1];
        }
        Assert.Contains("not linear in the cotangent", JacobianCheck.Run(Softmax, 6, Bent, Logits)[0].Remarks);
        Assert.Contains("not zero for a zero cotangent",
            JacobianCheck.Run(Softmax, 6, (x, w, g) => { Pull(x, w, g); g[0] += 1e-9; }, Logits)[0].Remarks);
    }

    [Fact]
    public void Forward_and_reverse_mode_are_adjoint()
    {
        // The Jacobian of a softmax is symmetric, so its product with a tangent is the pull.
        Assert.InRange(JacobianCheck.AdjointGap(Pull, Pull, Logits, 6), 0, 1e-14);
        Assert.InRange(JacobianCheck.AdjointGap(Pull, (x, w, g) => { Pull(x, w, g); g[2] *= 1.01; }, Logits, 6), 1e-5,
            1);
    }

    [Fact]
    public void A_hessian_is_checked_and_must_be_symmetric()
    {
        GradientAssert.Passed(HessianCheck.Run(QuarticSlope, QuarticHessian, Logits));
        Assert.True(HessianCheck.Run(QuarticSlope, (x, v, h) => { QuarticHessian(x, v, h); h[0] *= 2; },
            Logits).Failed);
        GradientReport skew = HessianCheck.Run(QuarticSlope,
            (x, v, h) => { QuarticHessian(x, v, h); h[0] += 1e-3 * v[1]; }, Logits);
        Assert.Contains(skew.Remarks, remark => remark.EndsWith("not symmetric", StringComparison.Ordinal));
    }

    [Fact]
    public void Curvature_of_losses_is_the_slope_of_their_slope()
    {
        double[] predictions = [0.3, -1.2, 2.5, 0.9], targets = [0.2, 0.9, 0.5, 0.1];
        LogCosh loss = new();
        GradientAssert.Passed(HessianCheck.Run((x, g) => loss.Gradient(x, targets, g), (x, v, h) =>
        {
            loss.Curvature(x, targets, h);
            for (int i = 0; i < h.Length; i++)
                h[i] *= v[i];
        }, predictions));
    }

    [Fact]
    public void Taylor_remainders_fall_by_1_2_and_3()
    {
        TaylorRate right = TaylorRate.Of(Quartic, QuarticSlope, Logits, QuarticHessian);
        Assert.True(right.IsRight, $"{right}");
        Assert.Equal(2, right.Gradient, 0.1);
        TaylorRate wrong = TaylorRate.Of(Quartic, (x, g) => { QuarticSlope(x, g); g[1] *= 1.03; }, Logits);
        Assert.False(wrong.IsRight);
        Assert.True(double.IsNaN(wrong.Hessian));
    }

    [Theory]
    [InlineData(Difference.Central, 1e-4, 1e-8)]
    [InlineData(Difference.Forward, 1e-7, 1e-5)]
    [InlineData(Difference.Backward, 1e-7, 1e-5)]
    [InlineData(Difference.FivePoint, 1e-3, 1e-10)]
    public void Plain_differences_have_their_orders(Difference difference, double step, double bound)
    {
        double[] x = [.. Logits], numeric = new double[6], exact = new double[6];
        NumericalGradient.Of(Quartic, x, numeric, step, difference);
        QuarticSlope(Logits, exact);
        Assert.All(numeric.Zip(exact), pair => Assert.Equal(pair.Second, pair.First, bound * 40));
        Assert.Equal(Logits, x);
    }

    [Fact]
    public void A_complex_step_has_all_digits()
    {
        double[] gradient = new double[1];
        ComplexStep.Of(x => Complex.Exp(x[0]) * Complex.Sin(x[0]), [0.7], gradient);
        double exact = Math.Exp(0.7) * (Math.Sin(0.7) + Math.Cos(0.7));
        Assert.Equal(exact, gradient[0], 4 * Math.ScaleB(exact, -52));
        Assert.Throws<ArgumentException>(() => ComplexStep.Of(x => x[0], [1], new double[2]));
    }

    [Fact]
    public void An_op_of_ones_own_is_checked_alone_and_when_it_first_runs()
    {
        Assert.All(GradientCheck.Run(new Cube(3), [(new(2, 2), [0.3, -1, 2, 0.1])]), GradientAssert.Passed);
        Assert.True(GradientCheck.Run(new Cube(2), [(new(2, 2), [0.3, -1, 2, 0.1])])[0].Failed);
        bool before = CustomOps.AreChecked;
        try
        {
            CustomOps.AreChecked = true;
            Tape<double> tape = new();
            Var x = tape.Parameter(Shape.Row(2)), y = tape.Sum(tape.Apply(new WrongCube(), x));
            new[] { 0.5, 2 }.CopyTo(tape.Values(x));
            tape.Forward();
            Assert.Contains("WrongCube", Assert.Throws<GradientCheckException>(() => tape.Backward(y)).Message);
            // Once is enough: the op is known now.
            tape.Backward(y);
        }
        finally
        {
            CustomOps.AreChecked = before;
        }
    }

    private static void Softmax(ReadOnlySpan<double> x, Span<double> y) => RowFunctions.Softmax(x, 3, y);

    private static void Pull(ReadOnlySpan<double> x, ReadOnlySpan<double> w, Span<double> g)
    {
        double[] y = new double[x.Length];
        Softmax(x, y);
        RowFunctions.SoftmaxGradient(y, w, 3, g);
    }

    // Σ xᵢ⁴ + (Σ xᵢ)²: its Hessian is 12·diag(x²) + 2.
    private static double Quartic(ReadOnlySpan<double> x)
    {
        double sum = 0, powers = 0;
        foreach (double value in x)
            (sum, powers) = (sum + value, powers + value * value * value * value);
        return powers + sum * sum;
    }

    private static void QuarticSlope(ReadOnlySpan<double> x, Span<double> g)
    {
        double sum = 0;
        foreach (double value in x)
            sum += value;
        for (int i = 0; i < x.Length; i++)
            g[i] = 4 * x[i] * x[i] * x[i] + 2 * sum;
    }

    private static void QuarticHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> v, Span<double> h)
    {
        double sum = 0;
        foreach (double value in v)
            sum += value;
        for (int i = 0; i < x.Length; i++)
            h[i] = 12 * x[i] * x[i] * v[i] + 2 * sum;
    }

    private class Cube(double factor) : Op<double>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<double> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = frame.Input(0)[i] * frame.Input(0)[i] * frame.Input(0)[i];
        }

        public override void Backward(in Frame<double> frame)
        {
            Span<double> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += factor * frame.Input(0)[i] * frame.Input(0)[i] * frame.DOutput[i];
        }
    }

    private sealed class WrongCube() : Cube(2);
}
