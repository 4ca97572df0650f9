using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>
/// Holds <see cref="LossName"/> to values of others, to the claims of its card, and its slope to its value.
/// </summary>
public static class LossNameCheck
{
    private const double Rounding = 1e-14;

    // Values from a source that does not share your mistakes: the paper, mpmath, another library.
    private static readonly (double Width, double Prediction, double Target, double Value)[] Vectors =
    [
        (1, 0.5, 0.5, 0.6931471805599453),
        (1, 2, 0.5, 1.7014132779827524),
        (0.5, 2, 0.5, 1.524293675786871),
        (0.5, -3, 1, 0.00016770318644788442),
        (2, 40, 1, 39.000000006796536),
    ];

    /// <summary>What is wrong; nothing if all holds.</summary>
    /// <param name="cases">How many drawn batches the gradient is checked on.</param>
    public static IReadOnlyList<string> Run(int cases = 300) => [.. OfVectors(), .. OfClaims(), .. OfGradients(cases)];

    private static IEnumerable<string> OfVectors()
    {
        foreach ((double width, double prediction, double target, double value) in Vectors)
        {
            double got = Value(new LossName(width), prediction, target);
            if (!(Math.Abs(got - value) <= Rounding * Math.Max(1, Math.Abs(value))))
                yield return $"at ({prediction}, {target}) with width {width}: {got:R} for {value:R}";
        }
    }

    private static IEnumerable<string> OfClaims()
    {
        Random random = new(1);
        // Multiples of 1/64: sums and differences of them are exact.
        double Draw() => random.Next(-1000, 1000) / 64.0;
        for (int i = 0; i < 1000; i++)
        {
            (double a, double b, double target) = (Draw(), Draw(), Draw());
            double atA = Value(default, a, target), atB = Value(default, b, target);
            if (IsClaimed(Claims.NonNegative) && !(atA >= 0))
                yield return $"claimed never below 0, but {atA:R} at ({a}, {target})";
            if (IsClaimed(Claims.ZeroAtTarget) && Value(default, target, target) != 0)
                yield return $"claimed 0 at the target, but {Value(default, target, target):R} at {target}";
            if (IsClaimed(Claims.Convex)
                && !(Value(default, (a + b) / 2, target) <= (atA + atB) / 2 * (1 + Math.Sign(atA + atB) * Rounding)))
            {
                yield return $"claimed convex, but not between {a} and {b} for the target {target}";
            }
            if (IsClaimed(Claims.ResidualOnly) && Value(default, a + 1, target + 1) != atA)
                yield return $"claimed to depend on the residual only, but ({a}, {target}) moved by 1 differs";
        }
    }

    // Slope against differences with error bars and dual numbers, on drawn options, shapes, weights and reductions; and
    // floats against doubles, within the bound that follows from the formula's rounding.
    private static IEnumerable<string> OfGradients(int cases)
    {
        for (int seed = 0; seed < cases; seed++)
        {
            LossCase drawn = LossCase.Draw(LossName.Card, seed);
            foreach (GradientReport report in drawn.Check().Where(report => report.Failed))
                yield return report.ToText();
            if (!(drawn.FloatError() <= 1))
                yield return $"{drawn}: floats are {drawn.FloatError():G3} times as far off as rounding explains";
        }
    }

    private static bool IsClaimed(Claims claim) => LossName.Card.Claims.HasFlag(claim);

    private static double Value(LossName loss, double prediction, double target)
    {
        ReadOnlySpan<double> predictions = [prediction], targets = [target];
        return loss.Mean(predictions, targets);
    }
}
