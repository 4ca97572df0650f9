using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Nonlinear least squares: minimises ½Σrᵢ² by steps p that minimise |J·p + r|² + |D·p|²/Δ, where J is the Jacobian, D
/// the lengths of its columns and Δ grows with steps that are as good as foreseen and shrinks with others.
/// </summary>
/// <remarks>
/// Sources: D. W. Marquardt 1963, doi:10.1137/0111030; the rule for Δ is that of H. B. Nielsen 1999, IMM-REP-1999-05.
/// Steps come from an orthogonal factorisation of J, not from JᵀJ, which would lose half of the digits. Near the
/// minimum the sum of squares no longer tells steps apart; there, steps count while they shrink. Iterations allocate
/// nothing.
/// </remarks>
public static class LevenbergMarquardt
{
    // A value that changes by less than this part of itself may be rounding: what some hundred residuals make.
    private const double Rounding = 1e-13;

    // With this Δ the damping is below the rounding of the Jacobian.
    private const double Undamped = 1e32;

    /// <summary>Fits parameters.</summary>
    /// <param name="function">Residuals with their Jacobian.</param>
    /// <param name="residuals">How many residuals: above 0.</param>
    /// <param name="point">The start; then the best point that was found.</param>
    /// <param name="options">When to end, or null: a gradient of 0, a step below 10⁻¹⁵ of the point, 10,000
    /// calls.</param>
    /// <returns>The value is ½Σrᵢ².</returns>
    /// <exception cref="ArgumentNullException">There is no function.</exception>
    /// <exception cref="ArgumentException">The point has no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="residuals"/> is not above 0.</exception>
    public static Minimum Minimize(
        ResidualFunction function, int residuals, Span<double> point, MinimizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(residuals);
        Require.NotEmpty<double>(point);
        options ??= new() { GradientTolerance = 0, ValueTolerance = 1e-15, MaxEvaluations = 10_000 };
        int size = point.Length, iterations = 0, evaluations = 1;
        DampedSteps steps = new(residuals, size);
        double[] trial = new double[size], now = new double[residuals], next = new double[residuals];
        function(point, now, steps.Jacobian);
        double value = Half(now), radius = 1e4, shrink = 2, before = double.PositiveInfinity;
        if (!FitDomain.Holds(point, value, []) || !steps.TryTakeJacobian(now, out double largest))
            return new(MinimumEnd.NotFinite, value, double.NaN, 0, evaluations);
        Minimum Ended(MinimumEnd end) => new(end, value, largest, iterations, evaluations);
        while (true)
        {
            if (largest <= options.GradientTolerance)
                return Ended(MinimumEnd.GradientSmall);
            if (evaluations >= options.MaxEvaluations)
                return Ended(MinimumEnd.EvaluationsSpent);
            double foreseen = steps.Solve(now, radius);
            double length = steps.Relative(point);
            // Steps that were refused until they were as small tell nothing of where the point would settle.
            if (length <= options.ValueTolerance)
                return Ended(shrink > 2 && radius < Undamped ? MinimumEnd.NoDescent : MinimumEnd.Settled);
            for (int j = 0; j < size; j++)
                trial[j] = point[j] + steps.Step[j];
            // The Jacobian is asked for where a step is taken, or in the last call: there is none left for it.
            bool isLast = evaluations + 1 == options.MaxEvaluations;
            function(trial, next, isLast ? steps.Jacobian : default);
            evaluations++;
            double found = Half(next), ratio = (value - found) / foreseen;
            bool isBlind = foreseen <= Rounding * value && Math.Abs(found - value) <= Rounding * value;
            if (isBlind && radius < Undamped)
            {
                radius = Undamped;
                continue;
            }
            bool isTaken = FitDomain.Holds(trial, found, []) && (isBlind ? length < 0.9 * before : ratio > 1e-4);
            if (isTaken && !isLast)
            {
                function(trial, next, steps.Jacobian);
                evaluations++;
            }
            if (!isTaken || !steps.TryTakeJacobian(next, out double slope))
            {
                if (isBlind || radius < 1e-40)
                    return Ended(isBlind ? MinimumEnd.Settled : MinimumEnd.NoDescent);
                radius /= shrink;
                shrink *= 2;
                continue;
            }
            trial.CopyTo(point);
            (now, next, value, largest) = (next, now, found, slope);
            iterations++;
            double bend = (2 * ratio) - 1;
            radius = isBlind ? radius : radius / Math.Max(1.0 / 3, 1 - (bend * bend * bend));
            before = isBlind ? length : double.PositiveInfinity;
            shrink = 2;
        }
    }

    private static double Half(ReadOnlySpan<double> residuals) => Reductions.SumOfSquares(residuals) / 2;
}
