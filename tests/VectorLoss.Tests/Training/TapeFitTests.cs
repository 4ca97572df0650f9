using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>The three minimisers on recorded programs.</summary>
public class TapeFitTests
{
    [Fact]
    public void LBfgs_and_Newton_reach_the_same_minimum_of_a_logistic_regression()
    {
        Tape<double> one = Logistic(out Var first), two = Logistic(out Var second);
        MinimizeOptions exact = new() { GradientTolerance = 1e-9, ValueTolerance = 0 };
        Minimum quasi = one.MinimizeLbfgs(first, exact), newton = two.MinimizeNewtonCg(second, exact);
        Assert.Equal((MinimumEnd.GradientSmall, MinimumEnd.GradientSmall), (quasi.End, newton.End));
        // Two points with gradients of 1e-9 in a function whose curvature is at least 0.01.
        Assert.All(one.ReadOnlyValues(one.Parameters[0]).ToArray().Zip(two.ReadOnlyValues(two.Parameters[0]).ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.InRange(newton.Iterations, 1, 12);
        Assert.Equal(newton.Value, two.Scalar(second), 1e-15);
    }

    [Theory]
    [InlineData("Rosenbrock, 2")]
    [InlineData("Wood")]
    [InlineData("helical valley")]
    [InlineData("trigonometric")]
    public void Newton_reaches_a_flat_gradient_with_differences_of_gradients_as_products(string name)
    {
        (ObjectiveFunction function, double[] start) = MinimaProblems.Of(name);
        double[] at = [.. start];
        int counted = 0;
        Minimum minimum = NewtonCg.Minimize((point, gradient) =>
        {
            counted++;
            point.CopyTo(at);
            return function(point, gradient);
        }, (direction, product) =>
        {
            double h = 1e-6 / (1e-30 + direction.ToArray().Max(Math.Abs));
            double[] up = new double[at.Length], down = new double[at.Length];
            double[] above = [.. at.Zip(direction.ToArray(), (x, v) => x + (h * v))];
            double[] below = [.. at.Zip(direction.ToArray(), (x, v) => x - (h * v))];
            function(above, up);
            function(below, down);
            for (int i = 0; i < at.Length; i++)
                product[i] = (up[i] - down[i]) / (2 * h);
        }, start, new() { ValueTolerance = 0 });
        Assert.True(minimum.End == MinimumEnd.GradientSmall, $"{minimum}");
        Assert.Equal(counted, minimum.Evaluations);
    }

    // Curvatures from 1 to 10⁶: steps that solve their parabola the better the nearer they come need nine iterations,
    // and steps that halve its gradient, 163.
    [Fact]
    public void Near_the_minimum_Newton_is_faster_than_any_constant_factor()
    {
        double[] curvatures = [1, 1e2, 1e4, 1e6], point = [1, 1, 1, 1], at = new double[4];
        Minimum minimum = NewtonCg.Minimize((x, slope) =>
        {
            double value = 0;
            for (int i = 0; i < 4; i++)
            {
                at[i] = x[i];
                value += (curvatures[i] / 2 * x[i] * x[i]) + (x[i] * x[i] * x[i] * x[i] / 4);
                slope[i] = (curvatures[i] * x[i]) + (x[i] * x[i] * x[i]);
            }
            return value;
        }, (direction, product) =>
        {
            for (int i = 0; i < 4; i++)
                product[i] = (curvatures[i] + (3 * at[i] * at[i])) * direction[i];
        }, point, new() { GradientTolerance = 1e-10, ValueTolerance = 0 });
        Assert.Equal(MinimumEnd.GradientSmall, minimum.End);
        Assert.InRange(minimum.Iterations, 1, 12);
    }

    [Fact]
    public void Least_squares_find_the_parameters_that_made_the_data()
    {
        Tape<double> tape = new();
        Var rate = tape.Parameter(Shape.Scalar), size = tape.Parameter(Shape.Scalar), x = tape.Input(new(30, 1));
        Var y = tape.Input(new(30, 1));
        Var residuals = tape.Subtract(tape.Multiply(tape.Exp(tape.Multiply(x, rate)), size), y);
        for (int i = 0; i < 30; i++)
            (tape.Values(x)[i], tape.Values(y)[i]) = (i / 10.0, 3 * Math.Exp(-0.7 * i / 10.0));
        tape.Values(rate)[0] = -0.1;
        tape.Values(size)[0] = 1;
        Minimum minimum = tape.MinimizeSquares(residuals);
        Assert.True(minimum.Value < 1e-28, $"{minimum}");
        Assert.Equal(-0.7, tape.ReadOnlyValues(rate)[0], 1e-13);
        Assert.Equal(3, tape.ReadOnlyValues(size)[0], 1e-13);
    }

    [Fact]
    public void Iterations_allocate_nothing()
    {
        (ObjectiveFunction function, double[] start) = MinimaProblems.Of("logistic, 40");
        static long Of(ObjectiveFunction function, double[] start, int evaluations)
        {
            double[] point = [.. start];
            MinimizeOptions options = new() { MaxEvaluations = evaluations, GradientTolerance = 0, ValueTolerance = 0 };
            long before = GC.GetAllocatedBytesForCurrentThread();
            Lbfgs.Minimize(function, point, options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Of(function, start, 30);
        Assert.Equal(Of(function, start, 5), Of(function, start, 12));
    }

    [Fact]
    public void A_start_that_is_not_finite_and_a_wrong_gradient_end_it()
    {
        double[] point = [1];
        Assert.Equal(MinimumEnd.NotFinite, Lbfgs.Minimize((_, _) => double.NaN, point).End);
        Assert.Equal(MinimumEnd.NoDescent, Lbfgs.Minimize((at, gradient) =>
        {
            gradient[0] = -1;
            return at[0];
        }, point).End);
        Assert.Equal([1.0], point);
        Assert.Equal(MinimumEnd.NotFinite, LevenbergMarquardt.Minimize((_, r, _) => r[0] = double.NaN, 1, point).End);
        Assert.Throws<ArgumentNullException>("function", () => Lbfgs.Minimize(null!, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>("residuals",
            () => LevenbergMarquardt.Minimize((_, _, _) => { }, 0, new double[1]));
        Assert.Equal("Memory", Assert.Throws<ArgumentOutOfRangeException>(
            () => new MinimizeOptions { Memory = 0 }).ParamName);
    }

    private static Tape<double> Logistic(out Var loss)
    {
        Tape<double> tape = new();
        Var weight = tape.Parameter(new(5, 1)), x = tape.Input(new(60, 5)), sign = tape.Input(new(60, 1));
        SeededRandom random = new(9);
        foreach (ref double one in tape.Values(x))
            one = random.Normal();
        for (int i = 0; i < 60; i++)
            tape.Values(sign)[i] = tape.Values(x)[5 * i] + (0.7 * random.Normal()) > 0 ? -1 : 1;
        Var margin = tape.Multiply(tape.MatMul(x, weight), sign);
        loss = tape.Add(tape.Mean(tape.Softplus(margin)),
            tape.Multiply(tape.Sum(tape.Multiply(weight, weight)), tape.Constant(0.005)));
        return tape;
    }
}
