using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>What the three minimisers promise of drawn functions that end somewhere.</summary>
public class BoundedDomainTests
{
    private const int Functions = 400;

    // Least squares take steps that change the value by what may be rounding.
    private const double Rounding = 1e-12;

    public static TheoryData<Beyond> Ways => [.. Enum.GetValues<Beyond>()];

    [Theory, MemberData(nameof(Ways))]
    public void L_BFGS_stays_inside(Beyond beyond) => Inspect(beyond, 0, (function, point, options)
        => (Lbfgs.Minimize(function.Value, point, options), function.Value(point, new double[point.Length])));

    [Theory, MemberData(nameof(Ways))]
    public void Newton_stays_inside(Beyond beyond) => Inspect(beyond, 0, (function, point, options)
        => (NewtonCg.Minimize(function.Value, function.HessianProduct, point, options),
            function.Value(point, new double[point.Length])));

    [Theory, MemberData(nameof(Ways))]
    public void Least_squares_stay_inside(Beyond beyond) => Inspect(beyond, Rounding, (function, point, options)
        => (LevenbergMarquardt.Minimize(function.Residuals, point.Length, point, options),
            function.HalfSquares(point, new double[point.Length])));

    // Convex functions: from every start, the way to the minimum is inside. Newton's balls may creep beside the end of
    // the domain for as long as there are calls.
    [Theory, MemberData(nameof(Ways))]
    public void The_minimum_is_found_or_the_calls_are_spent(Beyond beyond)
    {
        SeededRandom random = new(4);
        int spent = 0;
        for (int i = 0; i < Functions / 2; i++)
        {
            BoundedFunction function = new(random, beyond, farthest: 30);
            double[] quasi = [.. function.Start], newton = [.. function.Start];
            double enough = function.Least + (1e-6 * Math.Max(1, Math.Abs(function.Least)));
            Minimum minimum = Lbfgs.Minimize(function.Value, quasi);
            Assert.True(minimum.Value <= enough, $"{i}: {minimum} beside {function.Least}");
            minimum = NewtonCg.Minimize(function.Value, function.HessianProduct, newton);
            spent += minimum.End == MinimumEnd.EvaluationsSpent ? 1 : 0;
            Assert.True(minimum.Value <= enough || minimum.End == MinimumEnd.EvaluationsSpent,
                $"{i}: {minimum} beside {function.Least}");
        }
        Assert.InRange(spent, 0, Functions / 50);
    }

    private static void Inspect(Beyond beyond, double rounding,
        Func<BoundedFunction, double[], MinimizeOptions, (Minimum Minimum, double Value)> run)
    {
        SeededRandom random = new(3);
        for (int i = 0; i < Functions; i++)
        {
            BoundedFunction function = new(random, beyond);
            double[] start = function.Start;
            double before = run(function, [.. start], new() { MaxEvaluations = 1 }).Minimum.Value;
            foreach (int most in (int[])[1, 2, 3, 4, 5, 8, 13, 50, 2_000])
            {
                double[] point = [.. start];
                int calls = function.Calls;
                (Minimum minimum, double value) = run(function, point, new() { MaxEvaluations = most });
                calls = function.Calls - calls - 1;
                string what = $"{i}, at most {most}: {minimum}, from {before} at {string.Join(", ", start)}";
                Assert.True(calls == minimum.Evaluations && calls <= most, $"{calls} calls in {what}");
                Assert.True(minimum.Value == value && double.IsFinite(value), $"{value} in {what}");
                Assert.True(minimum.Value <= before + (rounding * before), what);
                Assert.True(double.IsFinite(minimum.GradientSize), what);
                Assert.True(minimum.End switch
                {
                    MinimumEnd.GradientSmall => minimum.GradientSize <= 1e-5,
                    MinimumEnd.EvaluationsSpent => calls == most && minimum.GradientSize > 1e-5,
                    MinimumEnd.Settled => minimum.GradientSize > 1e-5 && minimum.Iterations > 0,
                    MinimumEnd.NoDescent => minimum.GradientSize > 1e-5,
                    _ => false,
                }, what);
            }
        }
    }
}
