using VectorLoss.Cli;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>What least squares promise beside the fits themselves.</summary>
public class LeastSquaresTests
{
    // Powers of two round nothing. Lengths, radii and ends are told in units that the Jacobian gives, so the steps are
    // the same ones bit by bit, whatever residuals and parameters are measured in.
    [Theory]
    [InlineData(-60, 0)]
    [InlineData(60, 0)]
    [InlineData(0, -25)]
    [InlineData(0, 25)]
    public void Units_of_residuals_and_of_parameters_change_no_step(int ofResiduals, int ofEverySecondParameter)
    {
        foreach (NistProblem problem in NistProblem.All)
        {
            double[] plain = [.. problem.SecondStart];
            double[] units = [.. plain.Select((_, j) => j % 2 == 0 ? 1 : Math.ScaleB(1, ofEverySecondParameter))];
            double[] point = [.. plain.Zip(units, (number, unit) => number / unit)], at = new double[point.Length];
            Minimum expected = LevenbergMarquardt.Minimize(problem.Linearize, problem.Residuals, plain);
            Minimum found = LevenbergMarquardt.Minimize((x, residuals, jacobian) =>
            {
                for (int j = 0; j < at.Length; j++)
                    at[j] = x[j] * units[j];
                problem.Linearize(at, residuals, jacobian);
                foreach (ref double one in residuals)
                    one = Math.ScaleB(one, ofResiduals);
                for (int i = 0; i < jacobian.Length; i++)
                    jacobian[i] = Math.ScaleB(jacobian[i] * units[i % at.Length], ofResiduals);
            }, problem.Residuals, point);
            Assert.Equal((problem.Name, expected.End, expected.Iterations, expected.Evaluations),
                (problem.Name, found.End, found.Iterations, found.Evaluations));
            Assert.Equal(plain, point.Zip(units, (number, unit) => number * unit));
        }
    }

    [Fact]
    public void Every_call_is_an_evaluation()
    {
        foreach (NistProblem problem in NistProblem.All)
        {
            int counted = 0;
            double[] point = [.. problem.Start];
            Minimum minimum = LevenbergMarquardt.Minimize((x, residuals, jacobian) =>
            {
                counted++;
                problem.Linearize(x, residuals, jacobian);
            }, problem.Residuals, point);
            Assert.Equal(counted, minimum.Evaluations);
        }
    }
}
