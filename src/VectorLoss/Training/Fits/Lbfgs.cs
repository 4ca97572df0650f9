using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// L-BFGS: descent along −H·g, where the last steps and gradient changes stand for the inverse Hessian H, with steps
/// that meet the strong Wolfe conditions.
/// </summary>
/// <remarks>
/// Sources: D. C. Liu and J. Nocedal 1989, doi:10.1007/BF01589116; the line search is that of J. J. Moré and D. J.
/// Thuente 1994. The first step has length 1 at most, as in L-BFGS-B. Memory is made once: iterations allocate nothing.
/// </remarks>
public static class Lbfgs
{
    private const int MostSteps = 20;

    /// <summary>Minimises a function.</summary>
    /// <param name="function">The function with its gradient.</param>
    /// <param name="point">The start; then the best point that was found.</param>
    /// <param name="options">When to end, or null for the usual.</param>
    /// <exception cref="ArgumentNullException">There is no function.</exception>
    /// <exception cref="ArgumentException">The point has no numbers.</exception>
    public static Minimum Minimize(ObjectiveFunction function, Span<double> point, MinimizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        Require.NotEmpty<double>(point);
        options ??= MinimizeOptions.Usual;
        int size = point.Length, iterations = 0;
        LbfgsMemory memory = new(size, Math.Min(options.Memory, int.MaxValue / size));
        double[] gradient = new double[size], direction = new double[size];
        double[] trial = new double[size], slope = new double[size];
        int evaluations = 1;
        double value = function(point, gradient);
        if (!double.IsFinite(value))
            return new(MinimumEnd.NotFinite, value, Size(gradient), 0, evaluations);
        while (true)
        {
            if (Size(gradient) <= options.GradientTolerance)
                return new(MinimumEnd.GradientSmall, value, Size(gradient), iterations, evaluations);
            memory.Direction(gradient, direction);
            double incline = Reductions.Dot<double>(gradient, direction);
            if (!(incline < 0) && !memory.IsEmpty)
            {
                memory.Clear();
                continue;
            }
            double first = memory.IsEmpty ? Math.Min(1, 1 / Math.Sqrt(Reductions.SumOfSquares<double>(direction))) : 1;
            WolfeSearch search = new(value, incline, first);
            double found = value;
            bool isFound = false;
            for (int k = 0; k < MostSteps && !isFound && evaluations < options.MaxEvaluations; k++)
            {
                for (int i = 0; i < size; i++)
                    trial[i] = Math.FusedMultiplyAdd(search.Step, direction[i], point[i]);
                found = function(trial, slope);
                evaluations++;
                isFound = search.Advance(found, Reductions.Dot<double>(slope, direction));
            }
            if (!(found < value) && !(isFound && found <= value))
            {
                if (evaluations >= options.MaxEvaluations)
                    return new(MinimumEnd.EvaluationsSpent, value, Size(gradient), iterations, evaluations);
                if (memory.IsEmpty)
                    return new(MinimumEnd.NoDescent, value, Size(gradient), iterations, evaluations);
                memory.Clear();
                continue;
            }
            memory.Add(point, trial, gradient, slope);
            bool isSettled = value - found <= options.ValueTolerance * Math.Max(Math.Max(Math.Abs(value),
                Math.Abs(found)), 1);
            trial.CopyTo(point);
            (gradient, slope, value) = (slope, gradient, found);
            iterations++;
            if (isSettled && Size(gradient) > options.GradientTolerance)
                return new(MinimumEnd.Settled, value, Size(gradient), iterations, evaluations);
            if (evaluations >= options.MaxEvaluations)
                return new(MinimumEnd.EvaluationsSpent, value, Size(gradient), iterations, evaluations);
        }
    }

    private static double Size(ReadOnlySpan<double> gradient) => LargestSize<double>.Of(gradient);
}
