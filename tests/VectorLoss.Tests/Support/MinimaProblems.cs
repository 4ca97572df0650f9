using VectorLoss.Checking;
using VectorLoss.Cli;
using VectorLoss.Training;

namespace VectorLoss.Tests;

/// <summary>The problems of data/optimizers/minima.csv by name.</summary>
internal static class MinimaProblems
{
    public static (ObjectiveFunction Function, double[] Start) Of(string name)
    {
        if (name.StartsWith("logistic, ", StringComparison.Ordinal))
            return name == "logistic, 6" ? (Logistic(6, 0.001), new double[6]) : (Logistic(40, 0.01), new double[40]);
        ResidualProblem problem = MoreGarbowHillstrom.All.Single(one => one.Name == name);
        return ((point, gradient) =>
        {
            problem.Gradient(point, gradient);
            return problem.Value(point);
        }, [.. problem.Start]);
    }

    /// <summary>½λ|w|² + the mean of log(1 + exp(−t·w·x)) over the rows that minima.py states.</summary>
    private static ObjectiveFunction Logistic(int columns, double decay)
    {
        const int rows = 200;
        double[,] x = new double[rows, columns];
        double[] target = new double[rows];
        for (int i = 1; i <= rows; i++)
        {
            double sum = 0.5 * Math.Cos(3 * i);
            for (int j = 1; j <= columns; j++)
            {
                x[i - 1, j - 1] = Math.Sin((i * j) + (j * j));
                sum += x[i - 1, j - 1] * (j % 2 == 0 ? 1.0 : -1) / j;
            }
            target[i - 1] = Math.Sign(sum);
        }
        return (w, gradient) =>
        {
            double value = 0;
            for (int j = 0; j < columns; j++)
            {
                value += decay / 2 * w[j] * w[j];
                gradient[j] = decay * w[j];
            }
            for (int i = 0; i < rows; i++)
            {
                double margin = 0;
                for (int j = 0; j < columns; j++)
                    margin += target[i] * w[j] * x[i, j];
                value += (Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)))) / rows;
                double slope = -target[i] / (1 + Math.Exp(margin)) / rows;
                for (int j = 0; j < columns; j++)
                    gradient[j] += slope * x[i, j];
            }
            return value;
        };
    }
}
