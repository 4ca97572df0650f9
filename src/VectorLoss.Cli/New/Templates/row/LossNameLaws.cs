using VectorLoss.Batches;

namespace OwnLosses;

/// <summary>What <see cref="LossName"/> is held to: values of others, and laws.</summary>
internal static class LossNameLaws
{
    /// <summary>Values from a source that does not share your mistakes: the paper, mpmath, another library.</summary>
    public static readonly LossNameVector[] Vectors =
    [
        Of("at the target", 1, [0.5, 2], [0.5, 2], 0),
        Of("near it", 1, [0.5, 2, -1], [0, 2.25, -1], 0.27193371548364176),
        Of("far from it, wide", 4, [3, -5], [0, 7], 2.3573099926832923),
    ];

    /// <summary>The order of the elements says nothing, and of two rows that are equal the loss is 0.</summary>
    public static IEnumerable<string> Broken()
    {
        Random random = new(1);
        for (int i = 0; i < 1000; i++)
        {
            // Multiples of 1/64: sums of their squares are exact.
            double a = random.Next(-1000, 1000) / 64.0, b = random.Next(-1000, 1000) / 64.0;
            if (Value([a, b], [b, b]) != Value([b, a], [b, b]))
                yield return $"({a}, {b}) beside ({b}, {b}) is another loss than ({b}, {a})";
            if (Value([a, b], [a, b]) != 0)
                yield return $"claimed 0 at the target, but {Value([a, b], [a, b]):R} at ({a}, {b})";
        }
    }

    private static LossNameVector Of(string name, double scale, double[] row, double[] target, double value)
        => new(name, [("scale", scale)], [("input", [1, row.Length], row), ("target", [1, row.Length], target)], value);

    private static double Value(double[] row, double[] target) => default(LossName).Value(
        new RowInputs<double> { First = row, Second = target, Columns = row.Length });
}
