using VectorLoss.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Comparisons, choices and kinks: ties, NaN, infinities, and slopes that are infinite.</summary>
public class ComparisonOpTests
{
    private const double NaN = double.NaN, Inf = double.PositiveInfinity;
    private static readonly double[] A = [1, 2, 3, NaN, 0, Inf, -Inf], B = [2, 2, 1, 0, NaN, Inf, Inf];

    private readonly Tape<double> tape = new();

    [Fact]
    public void Values()
    {
        Assert.Equal([2, 2, 3, NaN, NaN, Inf, Inf], Run((t, a, b) => t.Max(a, b)));
        Assert.Equal([1, 2, 1, NaN, NaN, Inf, -Inf], Run((t, a, b) => t.Min(a, b)));
        Assert.Equal([1, 0, 0, NaN, NaN, 0, 1], Run((t, a, b) => t.Less(a, b)));
        Assert.Equal([1, 1, 0, NaN, NaN, 1, 1], Run((t, a, b) => t.LessOrEqual(a, b)));
        Assert.Equal([0, 1, 0, NaN, NaN, 1, 0], Run((t, a, b) => t.Equal(a, b)));
        Assert.Equal([20, 2, 1, NaN, NaN, Inf, 20], Run((t, a, b) => t.Where(t.Less(a, b), t.Constant(20), b)));
    }

    [Fact]
    public void Of_equal_numbers_each_gets_half()
    {
        double[] larger = [0, 0.5, 1, NaN, NaN, 0.5, 0], smaller = [1, 0.5, 0, NaN, NaN, 0.5, 1];
        Slopes((t, a, b) => t.Max(a, b), larger, smaller);
        Slopes((t, a, b) => t.Min(a, b), smaller, larger);
        Slopes((t, a, b) => t.Less(a, b), new double[7], new double[7]);
    }

    [Fact]
    public void Slopes_at_kinks_and_ends()
    {
        Assert.Equal([1, 0, -1, NaN], Slope([2, 0, -3, NaN], (t, x) => t.Abs(x)));
        Assert.Equal([Inf, NaN, 0], Slope([0, -1, Inf], (t, x) => t.Sqrt(x)));
        Assert.Equal([-Inf, -0.25, 0], Slope([0, 2, Inf], (t, x) => t.Reciprocal(x)));
        Assert.Equal([0, 0, 1], Slope([Inf, -Inf, 0], (t, x) => t.Atan(x)));
        Assert.Equal([1, 0, 0.5], Slope([Inf, -Inf, 0], (t, x) => t.Softplus(x)));
        Assert.Equal([NaN, NaN, 1], Slope([Inf, NaN, 0], (t, x) => t.Sin(x)));
        Assert.Equal([0, 0, 0], Slope([0, -1, Inf], (t, x) => t.Pow(x, 0)));
        Assert.Equal([1, 1, NaN], Slope([0, -1, NaN], (t, x) => t.Pow(x, 1)));
        Assert.Equal([0, -2, Inf], Slope([0, -1, Inf], (t, x) => t.Pow(x, 2)));
        Assert.Equal([Inf, 0, NaN], Slope([0, Inf, -1], (t, x) => t.Pow(x, 0.25)));
        Assert.Equal([0, 0, NaN, 0, -Inf], Slope([0, 2, 3, Inf, -1],
            (t, y) => t.Pow(Input(t, [0, 1, -2, 0, 0]), y)));
    }

    [Fact]
    public void An_upstream_of_zero_stays_zero_where_a_slope_is_infinite()
    {
        Func<Tape<double>, Var, Var>[] functions =
        [
            (t, x) => t.Sqrt(x), (t, x) => t.Log(x), (t, x) => t.Reciprocal(x), (t, x) => t.Pow(x, -2),
            (t, x) => t.Divide(t.Constant(3), x), (t, x) => t.Divide(t.Exp(x), x), (t, x) => t.Pow(x, 0.5),
        ];
        foreach (Func<Tape<double>, Var, Var> function in functions)
        {
            Tape<double> tape = new();
            Var x = tape.Parameter(new(1, 3)), zero = tape.Constant(0);
            Var chosen = tape.Where(tape.Less(zero, x), function(tape, x), zero), total = tape.Sum(chosen);
            ((double[])[0, 2, 0]).CopyTo(tape.Values(x));
            tape.Direction(x).Fill(1);
            tape.ForwardBackward(total);
            Assert.Equal((0, 0), (tape.Gradient(x)[0], tape.Gradient(x)[2]));
            Assert.NotEqual(0, tape.Gradient(x)[1]);
            tape.HessianVector(total);
            Assert.Equal((0, 0), (tape.GradientTangent(x)[0], tape.GradientTangent(x)[2]));
        }
    }

    [Fact]
    public void Second_derivatives_at_the_ends_of_powers()
    {
        Assert.Equal([0, 0, 0], Curvature([0, -1, 3], 0));
        Assert.Equal([0, 0, 0], Curvature([0, -1, 3], 1));
        Assert.Equal([2, 2, 2], Curvature([0, -1, 3], 2));
        Assert.Equal([0, -6, 18], Curvature([0, -1, 3], 3));
    }

    [Fact]
    public void The_mask_may_be_repeated_and_gets_no_gradient()
    {
        Var mask = tape.Parameter(new(2, 1)), then = tape.Parameter(Shape.Row(3)), otherwise = tape.Constant(7);
        Var chosen = tape.Where(mask, then, otherwise), total = tape.Sum(chosen);
        ((double[])[-1, 0]).CopyTo(tape.Values(mask));
        ((double[])[1, 2, 3]).CopyTo(tape.Values(then));
        tape.ForwardBackward(total);
        Assert.Equal([1, 2, 3, 7, 7, 7], tape.ReadOnlyValues(chosen));
        Assert.Equal([1, 1, 1], tape.Gradient(then));
        Assert.Equal([0, 0], tape.Gradient(mask));
    }

    private static double[] Run(Func<Tape<double>, Var, Var, Var> op)
    {
        Tape<double> tape = new();
        Var result = op(tape, Input(tape, A), Input(tape, B));
        tape.Forward();
        return tape.ReadOnlyValues(result).ToArray();
    }

    private static void Slopes(Func<Tape<double>, Var, Var, Var> op, double[] left, double[] right)
    {
        Tape<double> tape = new();
        Var a = Input(tape, A), b = Input(tape, B), result = op(tape, a, b);
        tape.Forward();
        tape.Backward(result, new double[] { 1, 1, 1, 1, 1, 1, 1 });
        Assert.Equal(left, tape.Gradient(a).ToArray());
        Assert.Equal(right, tape.Gradient(b).ToArray());
    }

    private static double[] Slope(double[] x, Func<Tape<double>, Var, Var> op)
    {
        Tape<double> tape = new();
        Var leaf = Input(tape, x), result = op(tape, leaf);
        tape.Forward();
        tape.Backward(result, [.. x.Select(_ => 1.0)]);
        return tape.Gradient(leaf).ToArray();
    }

    private static double[] Curvature(double[] x, double exponent)
    {
        Tape<double> tape = new();
        Var leaf = Input(tape, x), total = tape.Sum(tape.Pow(leaf, exponent));
        tape.Direction(leaf).Fill(1);
        tape.Forward();
        tape.HessianVector(total);
        return tape.GradientTangent(leaf).ToArray();
    }

    private static Var Input(Tape<double> tape, double[] values)
    {
        Var leaf = tape.Input(Shape.Row(values.Length), differentiable: true);
        values.CopyTo(tape.Values(leaf));
        return leaf;
    }
}
