using VectorLoss.Autodiff;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Where minimisations begin and end that meet NaN, ∞, exceptions and directions of the caller.</summary>
public class FitEndTests
{
    private delegate Minimum Fit(Tape<double> tape, Var result, MinimizeOptions? options);

    // L-BFGS went on beyond a step that it had gone back from, and threw.
    [Theory]
    [InlineData(12, 0)]
    [InlineData(15, 0)]
    [InlineData(19.5, 0)]
    [InlineData(5, 1)]
    [InlineData(3, 2)]
    public void The_domain_of_a_logarithm_may_end_in_the_first_line(double start, int which)
    {
        double[] z = [start];
        Minimum minimum = Lbfgs.Minimize((a, g) =>
        {
            double x = a[0], log = Math.Log(x);
            g[0] = which == 0 ? 1 - (1 / x) : which == 1 ? (1 / x) - (0.1 / (x * x)) : 1 - (1e-3 / x);
            return which == 0 ? x - log : which == 1 ? log + (0.1 / x) : x - (1e-3 * log);
        }, z);
        double least = which == 0 ? 1 : which == 1 ? 0.1 : 1e-3;
        Assert.InRange(minimum.End, MinimumEnd.GradientSmall, MinimumEnd.Settled);
        Assert.Equal(least, z[0], 1e-3 * least);
    }

    [Fact]
    public void Rates_of_counts_are_fitted_from_any_start()
    {
        for (int i = 1; i <= 200; i++)
        {
            Tape<double> tape = new();
            Var q = tape.Parameter(new(4, 1)), y = tape.Input(new(4, 1));
            Var loss = tape.Sum(tape.Subtract(q, tape.Multiply(y, tape.Log(q))));
            for (int k = 0; k < 4; k++)
                (tape.Values(q)[k], tape.Values(y)[k]) = (0.13 * i * (1 + k), 1 + ((7 * i * k) % 20));
            Minimum minimum = tape.MinimizeLbfgs(loss);
            Assert.InRange(minimum.End, MinimumEnd.GradientSmall, MinimumEnd.Settled);
            for (int k = 0; k < 4; k++)
                Assert.Equal(tape.ReadOnlyValues(y)[k], tape.ReadOnlyValues(q)[k], 0.01);
        }
    }

    // Interpolation between a number and 10¹⁵⁰ leads back to the start, which was called settled.
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_wall_of_huge_numbers_in_the_first_step_is_no_minimum(double start)
    {
        double[] point = [start];
        Lbfgs.Minimize((x, slope) =>
        {
            slope[0] = x[0] > 0 ? 100 - (1 / x[0]) : -1e150;
            return x[0] > 0 ? (100 * x[0]) - Math.Log(x[0]) : 1e150;
        }, point);
        Assert.Equal(0.01, point[0], 1e-5);
    }

    // The value falls towards the end of the domain, which is 10⁻¹⁰ away, and falls along it too.
    [Fact]
    public void A_step_that_the_domain_cuts_short_settles_nothing()
    {
        static double Value(ReadOnlySpan<double> x, Span<double> g)
        {
            (g[0], g[1]) = (-1, 2 * (x[1] - 5));
            return x[0] < 1 ? ((x[1] - 5) * (x[1] - 5)) - x[0] : double.NaN;
        }
        double[] quasi = [1 - 1e-10, 0], newton = [.. quasi], squares = [2e-16];
        Assert.Equal(MinimumEnd.NoDescent, Lbfgs.Minimize(Value, quasi).End);
        Assert.Equal(MinimumEnd.NoDescent, NewtonCg.Minimize(Value,
            (v, product) => (product[0], product[1]) = (0, 2 * v[1]), newton).End);
        Assert.Equal(MinimumEnd.NoDescent, LevenbergMarquardt.Minimize((x, r, jacobian) =>
        {
            r[0] = x[0] >= 2e-16 ? 1 + x[0] : double.NaN;
            jacobian.Fill(1);
        }, 1, squares).End);
    }

    [Fact]
    public void A_value_that_falls_for_ever_ends_with_the_calls()
    {
        foreach (int most in (int[])[1, 2, 3, 5, 60, 200, 1_000])
        {
            double[] quasi = [0], newton = [0];
            MinimizeOptions options = new() { MaxEvaluations = most };
            Minimum minimum = Lbfgs.Minimize(Down, quasi, options);
            Assert.Equal((MinimumEnd.EvaluationsSpent, most, quasi[0]),
                (minimum.End, minimum.Evaluations, minimum.Value));
            minimum = NewtonCg.Minimize(Down, (_, product) => product.Clear(), newton, options);
            Assert.Equal((MinimumEnd.EvaluationsSpent, most, newton[0]),
                (minimum.End, minimum.Evaluations, minimum.Value));
        }
        static double Down(ReadOnlySpan<double> x, Span<double> slope)
        {
            slope[0] = 1;
            return x[0];
        }
    }

    // A search that the calls end in leaves the best of its steps, not the last one.
    [Fact]
    public void No_better_point_than_the_result_was_seen()
    {
        for (int most = 1; most < 60; most++)
        {
            (ObjectiveFunction function, double[] point) = MinimaProblems.Of("Wood");
            double seen = double.PositiveInfinity;
            Minimum minimum = Lbfgs.Minimize((x, slope) =>
            {
                double value = function(x, slope);
                seen = Math.Min(seen, value);
                return value;
            }, point, new() { MaxEvaluations = most });
            Assert.Equal(seen, minimum.Value);
            Assert.Equal(seen, function(point, new double[point.Length]));
        }
    }

    [Theory]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(double.PositiveInfinity, 1, 1)]
    [InlineData(double.NegativeInfinity, 1, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity, 1)]
    [InlineData(1, 1e200, 1)]
    [InlineData(1, 1, double.NegativeInfinity)]
    public void A_start_beyond_the_numbers_ends_it_at_once(double value, double slope, double at)
    {
        double[] point = [at];
        double Value(ReadOnlySpan<double> x, Span<double> gradient)
        {
            gradient[0] = slope;
            return value;
        }
        Minimum[] minima = [Lbfgs.Minimize(Value, point), NewtonCg.Minimize(Value, (_, _) => { }, point),
            LevenbergMarquardt.Minimize((_, r, jacobian) => (r[0], jacobian[0]) = (value, slope), 1, point)];
        Assert.Equal([value, value, value * value / 2], minima.Select(minimum => minimum.Value));
        Assert.All(minima, minimum => Assert.Equal((MinimumEnd.NotFinite, double.NaN, 0, 1),
            (minimum.End, minimum.GradientSize, minimum.Iterations, minimum.Evaluations)));
        Assert.Equal([at], point);
    }

    // √q has no slope at 0: a Jacobian of NaN passed for one of zeros.
    [Fact]
    public void A_Jacobian_of_NaN_is_no_small_gradient()
    {
        Tape<double> tape = new();
        Var q = tape.Parameter(Shape.Scalar), root = tape.Sqrt(q);
        Var r = tape.Concat(Axis.Rows, root, tape.Subtract(root, tape.Constant(1)));
        Assert.Equal(MinimumEnd.NotFinite, tape.MinimizeSquares(r).End);
        tape.Values(q)[0] = 4;
        Minimum minimum = tape.MinimizeSquares(r);
        Assert.InRange(minimum.End, MinimumEnd.GradientSmall, MinimumEnd.Settled);
        Assert.Equal(0.25, tape.ReadOnlyValues(q)[0], 1e-12);
        Assert.True(minimum.GradientSize < 1e-12, $"{minimum}");
    }

    public static TheoryData<int> Fits => [0, 1, 2];

    [Theory, MemberData(nameof(Fits))]
    public void Directions_of_the_caller_change_nothing_and_stay(int which)
    {
        (Tape<double> clean, _, Var expected, _) = Tanh(which);
        (Tape<double> tape, Var x, Var result, Var y) = Tanh(which);
        Var p = tape.Parameters[0];
        tape.Direction(x).Fill(5);
        tape.Direction(p)[0] = 0.25;
        tape.Forward();
        Assert.Equal(Of(which)(clean, expected, null), Of(which)(tape, result, null));
        Assert.Equal(clean.ReadOnlyValues(clean.Parameters[0]), tape.ReadOnlyValues(p));
        Assert.Equal([5.0, 5, 5, 5, 5, 5], tape.Direction(x));
        Assert.Equal([0.25], tape.Direction(p));
        Assert.Equal([0.0], clean.Direction(clean.Parameters[0]));
        Assert.True(tape.JacobianVector(y)[0] != 0);
    }

    // Anomaly mode throws where a step leaves the domain: in the first search, after balls of 1, 2 and 4, at once.
    [Theory]
    [InlineData(0, 14.9)]
    [InlineData(1, 7.9)]
    [InlineData(2, 14.9)]
    public void After_an_exception_the_parameters_are_the_best_that_were_accepted(int which, double accepted)
    {
        Tape<double> tape = new() { StopsAtNonFinite = true };
        Var q = tape.Parameter(Shape.Scalar), x = tape.Input(Shape.Scalar), log = tape.Log(q);
        tape.Values(q)[0] = 14.9;
        tape.Direction(x)[0] = 5;
        Assert.Throws<ArithmeticException>(() => Of(which)(tape, which == 2 ? log : tape.Subtract(q, log), null));
        Assert.Equal(accepted, tape.ReadOnlyValues(q)[0], 1e-12);
        Assert.Equal(5, tape.Direction(x)[0]);
    }

    [Fact]
    public void A_call_that_throws_leaves_the_best_point_that_was_accepted()
    {
        for (int calls = 2; calls < 40; calls++)
        {
            (ObjectiveFunction function, double[] start) = MinimaProblems.Of("Rosenbrock, 2");
            double[] expected = [.. start], point = [.. start];
            Lbfgs.Minimize(function, expected, new() { MaxEvaluations = calls });
            double accepted = function(expected, new double[2]);
            int counted = 0;
            Assert.Throws<InvalidOperationException>(() => Lbfgs.Minimize((x, slope) => ++counted > calls
                ? throw new InvalidOperationException() : function(x, slope), point));
            Assert.InRange(function(point, new double[2]), accepted, function(start, new double[2]));
        }
    }

    [Fact]
    public void Steps_beyond_floats_are_not_taken()
    {
        // At a parameter of ∞ the value is a number still, and the gradient 0.
        Tape<float> tape = new();
        Var p = tape.Parameter(Shape.Scalar), tanh = tape.Tanh(tape.Multiply(p, tape.Constant(1e-38)));
        Var loss = tape.Multiply(tanh, tape.Constant(-1e38));
        Minimum minimum = tape.MinimizeNewtonCg(loss, new() { ValueTolerance = 0 });
        Assert.InRange(tape.ReadOnlyValues(p)[0], 1e38f, float.MaxValue);
        Assert.Equal(minimum.Value, -1e38 * Math.Tanh(1e-38 * tape.ReadOnlyValues(p)[0]), 1e32);
    }

    [Fact]
    public void Messages_name_the_minimisation_and_what_it_needs()
    {
        for (int which = 0; which < 3; which++)
        {
            string name = Of(which).Method.Name;
            Tape<double> tape = new(), other = new();
            Var x = tape.Input(Shape.Scalar);
            ArgumentException none = Assert.Throws<ArgumentException>("tape", () => Of(which)(tape, x, null));
            Assert.Equal($"{name} needs a tape with parameters; this one has none. (Parameter 'tape')", none.Message);
            Var p = tape.Parameter(new(2, 1));
            Assert.StartsWith(name, Assert.Throws<InvalidOperationException>(() => Of(which)(tape, x, null)).Message,
                StringComparison.Ordinal);
            Assert.StartsWith(name, Assert.Throws<ArgumentException>(
                () => Of(which)(tape, other.Parameter(Shape.Scalar), null)).Message, StringComparison.Ordinal);
            if (which < 2)
            {
                Assert.Equal($"{name} needs a 1×1 variable; #1 Parameter() 2×1 is not.",
                    Assert.Throws<ArgumentException>(() => Of(which)(tape, p, null)).Message);
            }
        }
    }

    private static Fit Of(int which) => which switch
    {
        0 => TapeFit.MinimizeLbfgs,
        1 => TapeFit.MinimizeNewtonCg,
        _ => TapeFit.MinimizeSquares,
    };

    // y = tanh(x·p), and its distance from targets: as a sum of squares or, for least squares, as it is.
    private static (Tape<double> Tape, Var X, Var Result, Var Y) Tanh(int which)
    {
        Tape<double> tape = new();
        Var p = tape.Parameter(Shape.Scalar), x = tape.Input(new(6, 1)), target = tape.Input(new(6, 1));
        for (int i = 0; i < 6; i++)
            (tape.Values(x)[i], tape.Values(target)[i]) = (0.4 * (i - 2), Math.Sin(i));
        tape.Values(p)[0] = 1.5;
        Var y = tape.Tanh(tape.Multiply(x, p)), r = tape.Subtract(y, target);
        return (tape, x, which == 2 ? r : tape.Multiply(tape.Sum(tape.Multiply(r, r)), tape.Constant(0.5)), y);
    }
}
