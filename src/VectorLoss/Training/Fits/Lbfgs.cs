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
        int size = point.Length, iterations = 0, evaluations = 1;
        LbfgsMemory memory = new(size, Math.Min(options.Memory, int.MaxValue / size));
        double[] gradient = new double[size], direction = new double[size], trial = new double[size];
        double[] slope = new double[size], kept = new double[size], keptSlope = new double[size];
        double value = function(point, gradient);
        if (!FitDomain.Holds(point, value, gradient))
            return new(MinimumEnd.NotFinite, value, double.NaN, 0, evaluations);
        Minimum Ended(MinimumEnd end) => new(end, value, Size(gradient), iterations, evaluations);
        bool isSettled = false;
        while (true)
        {
            if (Size(gradient) <= options.GradientTolerance)
                return Ended(MinimumEnd.GradientSmall);
            if (isSettled)
                return Ended(MinimumEnd.Settled);
            if (evaluations >= options.MaxEvaluations)
                return Ended(MinimumEnd.EvaluationsSpent);
            memory.Direction(gradient, direction);
            double incline = Reductions.Dot<double>(gradient, direction);
            if (!(incline < 0 && double.IsFinite(incline)) && !memory.IsEmpty)
            {
                memory.Clear();
                continue;
            }
            double first = memory.IsEmpty ? Math.Min(1, 1 / Math.Sqrt(Reductions.SumOfSquares<double>(direction))) : 1;
            WolfeSearch search = new(value, incline, first);
            double lowest = value;
            bool isOver = false, isLower = false;
            for (int k = 0; k < MostSteps && !isOver && evaluations < options.MaxEvaluations; k++)
            {
                for (int i = 0; i < size; i++)
                    trial[i] = Math.FusedMultiplyAdd(search.Step, direction[i], point[i]);
                double found = function(trial, slope);
                evaluations++;
                bool isInside = FitDomain.Holds(trial, found, slope);
                isOver = search.Advance(isInside ? found : double.NaN, Reductions.Dot<double>(slope, direction));
                // A search that is not brought to its end leaves the best of its steps.
                if (isInside && (found < lowest || (isOver && found <= value)))
                {
                    (trial, kept, slope, keptSlope, lowest) = (kept, trial, keptSlope, slope, found);
                    isLower = true;
                }
            }
            bool isSpent = !isOver && evaluations >= options.MaxEvaluations;
            if (!isLower)
            {
                if (memory.IsEmpty && !isSpent)
                    return Ended(MinimumEnd.NoDescent);
                memory.Clear();
                continue;
            }
            memory.Add(point, kept, gradient, keptSlope);
            // A step is also short where the calls or the domain end before it.
            isSettled = !isSpent && !search.IsCutShort && value - lowest <= options.ValueTolerance * Math.Max(
                Math.Max(Math.Abs(value), Math.Abs(lowest)), 1);
            kept.CopyTo(point);
            (gradient, keptSlope, value) = (keptSlope, gradient, lowest);
            iterations++;
        }
    }

    private static double Size(ReadOnlySpan<double> gradient) => LargestSize<double>.Of(gradient);
}
