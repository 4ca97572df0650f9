using VectorLoss.Batches;

namespace OwnLosses;

/// <summary>What <see cref="LossName"/> is held to: values of others, and laws.</summary>
internal static class LossNameLaws
{
    /// <summary>Values from a source that does not share your mistakes: the paper, mpmath, another library.</summary>
    public static readonly LossNameVector[] Vectors =
    [
        Of("at the target", 1, 0.5, 0.5, 1, 0.6931471805599453),
        Of("above it, narrow", 1, 2, 0.5, 0.5, 1.524293675786871),
        Of("far above it, wide and dear", 3, 40, 1, 2, 117.0000000203896),
    ];

    /// <summary>Twice all three numbers is twice the loss, to the last bit.</summary>
    public static IEnumerable<string> Broken()
    {
        Random random = new(1);
        for (int i = 0; i < 1000; i++)
        {
            double prediction = random.Next(-1000, 1000) / 64.0, target = random.Next(-1000, 1000) / 64.0,
                width = random.Next(1, 1000) / 64.0;
            if (Value(2 * prediction, 2 * target, 2 * width) != 2 * Value(prediction, target, width))
                yield return $"does not double with ({prediction}, {target}, {width})";
        }
    }

    private static LossNameVector Of(
        string name, double cost, double prediction, double target, double width, double value)
        => new(name, [("cost", cost)],
            [("input", [1], [prediction]), ("target", [1], [target]), ("width", [1], [width])], value);

    private static double Value(double prediction, double target, double width)
    {
        ReadOnlySpan<double> predictions = [prediction], targets = [target], widths = [width];
        return default(LossName).Value(predictions, targets, widths);
    }
}
