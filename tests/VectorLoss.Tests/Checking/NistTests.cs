using VectorLoss.Checking;
using VectorLoss.Cli;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// The 27 nonlinear regressions of NIST: the gradient of the residual sum of squares, by dual numbers, is accepted at
/// both starts and at the certified parameters, and elements that are zeroed, turned or a tenth off are found.
/// </summary>
public class NistTests
{
    public static TheoryData<string> Names => [.. NistProblem.All.Select(problem => problem.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Right_gradients_are_accepted_and_faults_found_at_the_starts(string name)
    {
        NistProblem problem = NistProblem.All.Single(one => one.Name == name);
        foreach (IReadOnlyList<double> start in (IReadOnlyList<double>[])[problem.Start, problem.SecondStart])
        {
            double[] x = [.. start], exact = GradientAt(problem, x);
            GradientReport right = Check(problem, x, exact);
            Assert.False(right.Failed, $"accused at {Point(x)}: {right.ToText()}");
            for (int i = 0; i < x.Length; i++)
                foreach (double fault in (double[])[-exact[i], -2 * exact[i], 0.1 * exact[i]])
                    IsFound(problem, x, exact, i, fault);
        }
    }

    /// <summary>
    /// At the solution the gradient is nearly 0, so a fault is a tenth of what it becomes when a parameter moves by
    /// 1 %.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Right_gradients_are_accepted_and_faults_found_at_the_solution(string name)
    {
        NistProblem problem = NistProblem.All.Single(one => one.Name == name);
        double[] x = [.. problem.Certified], exact = GradientAt(problem, x);
        GradientReport right = Check(problem, x, exact);
        Assert.False(right.Failed, $"accused: {right.ToText()}");
        for (int i = 0; i < x.Length; i++)
            IsFound(problem, x, exact, i, 0.1 * Curvature(problem, x, i) * 0.01 * Math.Abs(x[i]));
    }

    /// <summary>A fault that is ten times what the best difference of the function resolves must be found.</summary>
    private static void IsFound(NistProblem problem, double[] x, double[] exact, int i, double fault)
    {
        double resolved = BestDifference.ErrorOf(at => problem.Value(at), x, i, exact[i]);
        if (!(Math.Abs(fault) >= BestDifference.Counts * resolved))
            return;
        double[] wrong = [.. exact];
        wrong[i] += fault;
        GradientReport report = Check(problem, x, wrong);
        Assert.True(report.Failed, $"element {i} by {fault} (resolved: {resolved}) at {Point(x)}: {report.ToText()}");
    }

    private static GradientReport Check(NistProblem problem, double[] x, double[] gradient) => GradientCheck.Run(
        at => problem.Value(at), (_, into) => gradient.CopyTo(into), x, new() { Subject = problem.Name });

    private static double[] GradientAt(NistProblem problem, double[] x)
    {
        double[] gradient = new double[x.Length];
        problem.Gradient(x, gradient);
        return gradient;
    }

    /// <summary>∂²f/∂bᵢ² by duals of duals.</summary>
    private static double Curvature(NistProblem problem, double[] x, int i)
    {
        var point = new Dual<Dual<Lane1<double>>>[x.Length];
        for (int j = 0; j < x.Length; j++)
            point[j] = new(new(new(x[j]), new(j == i ? 1 : 0)), new(new(j == i ? 1 : 0), new(0)));
        double sum = 0;
        for (int k = 1; k <= problem.Residuals; k++)
        {
            Dual<Dual<Lane1<double>>> residual = problem.Residual<Dual<Dual<Lane1<double>>>>(k, point);
            double slope = residual.Value.Slope.Number;
            sum += 2 * (slope * slope + residual.Value.Value.Number * residual.Slope.Slope.Number);
        }
        return sum;
    }

    private static string Point(double[] x) => string.Join(", ", x);
}
