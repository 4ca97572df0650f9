using System.Globalization;
using VectorLoss.Checking;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>L-BFGS on the problems of data/optimizers/minima.csv, beside SciPy's L-BFGS-B.</summary>
public class LbfgsTests
{
    // Both end where a step lowers the value by less than 2.2e-9 of it; what is left is a few such steps.
    private const double Left = 1e-7;

    [Fact]
    public void It_reaches_the_optima_of_SciPy_in_no_more_calls()
    {
        int ours = 0, theirs = 0;
        List<string> lines = [];
        foreach (string line in File.ReadLines(RepositoryFiles.Data("optimizers/minima.csv")).Skip(1))
        {
            string[] cells = line[1..].Split("\",")[1].Split(',');
            string name = line[1..line.IndexOf("\",", StringComparison.Ordinal)];
            double value = double.Parse(cells[0], CultureInfo.InvariantCulture);
            int calls = int.Parse(cells[1], CultureInfo.InvariantCulture);
            (ObjectiveFunction function, double[] start) = MinimaProblems.Of(name);
            int counted = 0;
            Minimum minimum = Lbfgs.Minimize((point, gradient) =>
            {
                counted++;
                return function(point, gradient);
            }, start);
            Assert.Equal(counted, minimum.Evaluations);
            lines.Add($"{name}: {minimum} beside {value:G5} in {calls}");
            Assert.True(minimum.Value <= value + (Left * Math.Max(1, Math.Abs(value))), lines[^1]);
            ours += counted;
            theirs += calls;
            Assert.True(counted <= 1.5 * calls, lines[^1]);
        }
        Assert.Equal(22, lines.Count);
        Assert.True(ours <= theirs, $"{ours} calls, and SciPy {theirs}: {string.Join("\n", lines)}");
    }

    // A search goes no further than steps of 1e10, and what it finds there counts.
    [Fact]
    public void Where_there_is_no_minimum_it_goes_on_and_asks_for_no_point_twice()
    {
        HashSet<double> asked = [];
        double[] point = [0];
        Minimum minimum = Lbfgs.Minimize((x, slope) =>
        {
            Assert.True(asked.Add(x[0]), $"{x[0]}");
            slope[0] = -1;
            return -x[0];
        }, point, new() { MaxEvaluations = 60 });
        Assert.Equal((MinimumEnd.EvaluationsSpent, 60), (minimum.End, minimum.Evaluations));
        Assert.True(point[0] > 1e10 && minimum.Value == -point[0], $"{point[0]}, {minimum}");
    }
}
