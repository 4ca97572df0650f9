using VectorLoss.Batches;

namespace OwnLosses;

/// <summary>What <see cref="LossName"/> is held to: values of others, and laws.</summary>
internal static class LossNameLaws
{
    /// <summary>Values from a source that does not share your mistakes: the paper, mpmath, another library.</summary>
    public static readonly LossNameVector[] Vectors =
    [
        Of("even", 1, [0.5, 0.5], 0, 0.9431471805599453),
        Of("sure and right", 1, [2, -1, 0.5], 0, 0.2872799282340692),
        Of("sure and wrong", 3, [2, -1, 0.5], 1, 6.011225237196597),
    ];

    /// <summary>The more the right class is worth, the less is lost.</summary>
    public static IEnumerable<string> Broken()
    {
        double last = double.PositiveInfinity;
        for (double logit = -20; logit <= 20; logit += 0.25)
        {
            ReadOnlySpan<double> logits = [logit, 0, 1];
            double value = default(LossName).Value(logits, 3, [0]);
            if (!(value <= last))
                yield return $"falls no longer where the right logit is {logit}: {value:R} after {last:R}";
            last = value;
        }
    }

    private static LossNameVector Of(string name, double doubt, double[] logits, int label, double value)
        => new(name, [("doubt", doubt)], [("input", [1, logits.Length], logits), ("target", [1], [label])], value);
}
