using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>The checker on the gradients of NIST's nonlinear regression problems, which dual numbers give.</summary>
public class NistGradientTests
{
    // Of the faults that differences resolve, what may be called inconclusive instead of wrong.
    private const double MostMissed = 0.02;

    [Theory]
    [InlineData("first start")]
    [InlineData("second start")]
    [InlineData("certified parameters")]
    public void Right_gradients_are_accepted_and_wrong_elements_found(string place)
    {
        int faults = 0, missed = 0;
        foreach (NistProblem problem in NistProblem.All)
        {
            double[] point = [.. place switch
            {
                "first start" => problem.Start, "second start" => problem.SecondStart, _ => problem.Certified,
            }];
            double[] exact = new double[point.Length];
            problem.Gradient(point, exact);
            GradientReport right = Check(problem, point, exact);
            Assert.False(right.Failed, $"{problem.Name}, {right.ToText()}");
            for (int i = 0; i < point.Length; i++)
            {
                double resolved = BestDifference.ErrorOf(problem.Value, point, i, exact[i]);
                double[] wrong = place == "certified parameters" ? [exact[i] + (0.1 * Curvature(problem, point, i)
                    * 0.01 * Math.Abs(point[i]))] : [0, -exact[i], 1.1 * exact[i]];
                foreach (double element in wrong)
                {
                    if (!(Math.Abs(element - exact[i]) >= BestDifference.Counts * resolved))
                        continue;
                    faults++;
                    double[] gradient = [.. exact];
                    gradient[i] = element;
                    GradientReport report = Check(problem, point, gradient);
                    Assert.False(report.Verdicts[i] is Verdict.Pass or Verdict.Kink, $"{problem.Name}, element {i}");
                    missed += report.Verdicts[i] == Verdict.Fail ? 0 : 1;
                }
            }
        }
        Assert.True(faults > 60, $"{faults}");
        Assert.True(missed <= MostMissed * faults, $"{missed} of {faults}");
    }

    private static GradientReport Check(NistProblem problem, double[] point, double[] gradient)
        => GradientCheck.Run(problem.Value, (_, g) => gradient.CopyTo(g), point, new() { Subject = problem.Name });

    private static double Curvature(NistProblem problem, double[] point, int i)
    {
        double step = 1e-5 * Math.Abs(point[i]);
        double[] up = [.. point], down = [.. point], above = new double[point.Length], below = new double[point.Length];
        (up[i], down[i]) = (point[i] + step, point[i] - step);
        problem.Gradient(up, above);
        problem.Gradient(down, below);
        return (above[i] - below[i]) / (up[i] - down[i]);
    }
}
