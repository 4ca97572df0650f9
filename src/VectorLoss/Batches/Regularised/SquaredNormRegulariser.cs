using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// Half the squared norm, ½‖y‖² on the simplex: predictions are sparsemax, the projection of the scores on the simplex,
/// with exact zeros.
/// </summary>
/// <remarks>
/// A. Martins, R. Astudillo 2016, arXiv:1602.02068. The threshold is found exactly, but for the n + 2 roundings of a
/// sum, by leaving out scores that lie below that of those still in (C. Michelot 1986, doi:10.1007/BF00938486): a few
/// passes as a rule, and at most one for each score.
/// </remarks>
public readonly struct SquaredNormRegulariser : IRegulariser
{
    /// <inheritdoc/>
    public static bool IsOnSimplex => true;

    /// <inheritdoc/>
    public static bool HasJacobian => true;

    /// <inheritdoc/>
    public static Domain Target => Domain.Probability;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> target)
    {
        double sum = 0;
        foreach (double y in target)
            sum += y * y;
        return sum / 2;
    }

    /// <inheritdoc/>
    public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
    {
        double greatest = SimplexRows.Greatest(scores), threshold = Threshold(scores, greatest), sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double score = scores[i] - greatest;
            prediction[i] = score <= threshold ? 0 : score - threshold;
            sum += score <= threshold ? 0 : prediction[i] * (score + threshold);
        }
        return greatest + sum / 2;
    }

    /// <inheritdoc/>
    public void JacobianProduct(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => SimplexRows.JacobianProduct(2, prediction, direction);

    // The greatest alone has the threshold −1, and more scores a greater one. It only grows, so the number of scores
    // above it falls until it stays; NaN counts as above.
    private static double Threshold(ReadOnlySpan<double> scores, double greatest)
    {
        double threshold = -1;
        for (int count = 0, before = -1; count != before;)
        {
            (before, count) = (count, 0);
            double sum = 0;
            foreach (double score in scores)
            {
                if (score - greatest <= threshold)
                    continue;
                sum += score - greatest;
                count++;
            }
            threshold = (sum - 1) / count;
        }
        return threshold;
    }
}
