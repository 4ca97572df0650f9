using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Newton's method with conjugate gradients: each step minimises the parabola of gradient and Hessian within a ball, by
/// products H·v alone; where the parabola bends down, the step goes to the edge of the ball.
/// </summary>
/// <remarks>
/// Sources: T. Steihaug 1983, doi:10.1137/0720042; J. Nocedal and S. J. Wright 2006, "Numerical Optimization",
/// algorithms 4.1 and 7.2. Iterations allocate nothing.
/// </remarks>
public static class NewtonCg
{
    // The square of a longer radius would overflow.
    private const double Longest = 1e100;

    /// <summary>Minimises a function.</summary>
    /// <param name="function">The function with its gradient.</param>
    /// <param name="hessian">H·v at the point where the function was evaluated last.</param>
    /// <param name="point">The start; then the best point that was found.</param>
    /// <param name="options">When to end, or null for the usual.</param>
    /// <exception cref="ArgumentNullException">A function is missing.</exception>
    /// <exception cref="ArgumentException">The point has no numbers.</exception>
    public static Minimum Minimize(
        ObjectiveFunction function, HessianProduct hessian, Span<double> point, MinimizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(hessian);
        Require.NotEmpty<double>(point);
        options ??= MinimizeOptions.Usual;
        int size = point.Length, iterations = 0, evaluations = 1;
        BallStep step = new(size, hessian);
        double[] gradient = new double[size], trial = new double[size], slope = new double[size];
        double value = function(point, gradient), radius = 1;
        if (!FitDomain.Holds(point, value, gradient))
            return new(MinimumEnd.NotFinite, value, double.NaN, 0, evaluations);
        Minimum Ended(MinimumEnd end)
            => new(end, value, LargestSize<double>.Of(gradient), iterations, evaluations);
        bool isSettled = false;
        while (true)
        {
            if (LargestSize<double>.Of(gradient) <= options.GradientTolerance)
                return Ended(MinimumEnd.GradientSmall);
            if (isSettled)
                return Ended(MinimumEnd.Settled);
            if (evaluations >= options.MaxEvaluations)
                return Ended(MinimumEnd.EvaluationsSpent);
            double foreseen = step.Solve(gradient, radius);
            // The products belong to the point: until the next step is accepted, the smaller ball is solved there too.
            double length = Math.Sqrt(Reductions.SumOfSquares<double>(step.Step));
            for (int i = 0; i < size; i++)
                trial[i] = point[i] + step.Step[i];
            double found = function(trial, slope), ratio = (value - found) / foreseen;
            evaluations++;
            if (!(ratio > 0.1) || !FitDomain.Holds(trial, found, slope))
            {
                radius = (length < radius ? length : radius) / 4;
                if (!(foreseen > 2.3e-16 * Math.Abs(value)) || !(radius > 1e-300))
                    return Ended(MinimumEnd.NoDescent);
                if (evaluations < options.MaxEvaluations)
                {
                    function(point, gradient);
                    evaluations++;
                }
                continue;
            }
            bool isCutShort = length > 0.9 * radius;
            if (ratio > 0.75 && isCutShort)
                radius = Math.Min(2 * radius, Longest);
            else if (ratio < 0.25)
                radius = length / 2;
            isSettled = !isCutShort && value - found <= options.ValueTolerance * Math.Max(Math.Max(Math.Abs(value),
                Math.Abs(found)), 1);
            trial.CopyTo(point);
            (gradient, slope, value) = (slope, gradient, found);
            iterations++;
        }
    }
}
