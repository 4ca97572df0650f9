using VectorLoss.Autodiff;
using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class NumericalGradientTests
{
    [Fact]
    public void The_textbooks_example()
    {
        // Section 4.4: f = x₀² + x₁² has gradient (6, 8) at (3, 4); differences of a parabola are exact but for
        // rounding.
        double[] x = [3, 4], gradient = new double[2];
        NumericalGradient.Of(v => v[0] * v[0] + v[1] * v[1], x, gradient);
        Assert.Equal(6, gradient[0], 1e-9);
        Assert.Equal(8, gradient[1], 1e-9);
        Assert.Equal([3, 4], x);
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    public void Errors_are_of_the_order_that_is_documented(double step)
    {
        double[] x = [0.7], central = new double[1], forward = new double[1];
        NumericalGradient.Of(v => Math.Exp(v[0]), x, central, step);
        NumericalGradient.Of(v => Math.Exp(v[0]), x, forward, step, Difference.Forward);
        double exact = Math.Exp(0.7), rounding = 8 * Math.ScaleB(1, -52) * exact / step;
        // Taylor: h²/6 · e^(x + h) and h/2 · e^(x + h) at most.
        Assert.InRange(Math.Abs(central[0] - exact), 0, step * step / 6 * Math.Exp(0.7 + step) + rounding);
        Assert.InRange(forward[0] - exact, 0.9 * step / 2 * exact, step / 2 * Math.Exp(0.7 + step) + rounding);
    }

    [Fact]
    public void The_point_is_put_back_when_the_function_throws()
    {
        double[] x = [0.1, 0.2];
        Assert.Throws<ArithmeticException>(() => NumericalGradient.Of(
            v => v[1] > 0.2 ? throw new ArithmeticException() : v[0], x, new double[2]));
        Assert.Equal([0.1, 0.2], x);
    }

    [Fact]
    public void Of_a_tape_leaves_its_values_as_they_were()
    {
        Tape<float> tape = new();
        Var x = tape.Parameter(Shape.Row(3)), y = tape.Sum(tape.Exp(x));
        new[] { 0.1f, 0.2f, 0.3f }.CopyTo(tape.Values(x));
        tape.ForwardBackward(y);
        float before = tape.Scalar(y);
        double[] gradient = new double[3];
        NumericalGradient.Of(tape, y, x, gradient, 1e-2);
        Assert.Equal([0.1f, 0.2f, 0.3f], tape.Values(x));
        Assert.Equal(before, tape.Scalar(y));
        // In float the rounding of f, 4 · 2⁻²⁴, over h; and h²/6 · e^x.
        for (int i = 0; i < 3; i++)
            Assert.Equal(tape.Gradient(x)[i], gradient[i], 8 * Math.ScaleB(4, -24) / 1e-2 + 1e-4 / 6 * 2);
    }

    [Fact]
    public void Refuses_what_it_cannot_move()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(Shape.Row(3)), y = tape.Sum(x), z = tape.Exp(x);
        Assert.Contains("only a parameter",
            Assert.Throws<ArgumentException>(() => NumericalGradient.Of(tape, y, z, new double[3])).Message);
        Assert.Contains("1×3", Assert.Throws<ArgumentException>(() => NumericalGradient.Of(tape, z, x,
            new double[3])).Message);
        Assert.Contains("gradient has 2",
            Assert.Throws<ArgumentException>(() => NumericalGradient.Of(tape, y, x, new double[2])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => NumericalGradient.Of(tape, y, x, new double[3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NumericalGradient.Of(tape, y, x, new double[3], double.NaN));
    }
}
