using VectorLoss.Batches;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>What <see cref="LossName"/> is held to: values of others, and the claims of its card.</summary>
internal static class LossNameLaws
{
    /// <summary>Values from a source that does not share your mistakes: the paper, mpmath, another library.</summary>
    public static readonly LossNameVector[] Vectors =
    [
        Of("at the target", 1, 0.5, 0.5, 0.6931471805599453),
        Of("above it", 1, 2, 0.5, 1.7014132779827524),
        Of("above it, narrow", 0.5, 2, 0.5, 1.524293675786871),
        Of("below it, narrow", 0.5, -3, 1, 0.00016770318644788442),
        Of("far above it, wide", 2, 40, 1, 39.000000006796536),
    ];

    /// <summary>Which claims do not hold at drawn numbers.</summary>
    public static IEnumerable<string> Broken()
    {
        Random random = new(1);
        // Multiples of 1/64: sums and differences of them are exact.
        double Draw() => random.Next(-1000, 1000) / 64.0;
        for (int i = 0; i < 1000; i++)
        {
            (double a, double b, double target) = (Draw(), Draw(), Draw());
            double atA = Value(a, target), sum = atA + Value(b, target);
            if (IsClaimed(Claims.ZeroAtTarget) && Value(target, target) != 0)
                yield return $"claimed 0 at the target, but {Value(target, target):R} at {target}";
            if (IsClaimed(Claims.Convex) && !(Value((a + b) / 2, target) <= sum / 2 + 1e-14 * Math.Abs(sum)))
                yield return $"claimed convex, but not between {a} and {b} for the target {target}";
            if (IsClaimed(Claims.ResidualOnly) && Value(a + 1, target + 1) != atA)
                yield return $"claimed to depend on the residual only, but ({a}, {target}) moved by 1 differs";
        }
    }

    private static LossNameVector Of(string name, double width, double prediction, double target, double value)
        => new(name, [("width", width)], [("input", [1], [prediction]), ("target", [1], [target])], value);

    private static bool IsClaimed(Claims claim) => LossName.Card.Claims.HasFlag(claim);

    private static double Value(double prediction, double target)
    {
        ReadOnlySpan<double> predictions = [prediction], targets = [target];
        return default(LossName).Mean(predictions, targets);
    }
}
