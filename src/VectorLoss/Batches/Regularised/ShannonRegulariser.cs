using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The negative entropy Σ y·log y on the simplex: predictions are softmax, the loss is cross-entropy less the entropy
/// of the target, the divergence of Kullback and Leibler.
/// </summary>
/// <remarks>
/// Ω* is the logarithm of the sum of powers, by log1p of all but the greatest: of a confident row it carries a relative
/// error of n + 8 roundings of double, as each prediction does, for n scores.
/// </remarks>
public readonly struct ShannonRegulariser : IRegulariser
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
            sum += y == 0 ? 0 : y * Lane1<double>.Log(new(y)).Number;
        return sum;
    }

    /// <inheritdoc/>
    public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
    {
        double greatest = SimplexRows.Greatest(scores), others = 0;
        bool isFound = false;
        for (int i = 0; i < scores.Length; i++)
        {
            prediction[i] = Lane1<double>.Exp(new(scores[i] - greatest)).Number;
            if (!isFound && scores[i] == greatest)
                isFound = true;
            else
                others += prediction[i];
        }
        for (int i = 0; i < prediction.Length; i++)
            prediction[i] /= 1 + others;
        return greatest + Lane1<double>.Log1p(new(others)).Number;
    }

    /// <inheritdoc/>
    public void JacobianProduct(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => SimplexRows.JacobianProduct(1, prediction, direction);
}
