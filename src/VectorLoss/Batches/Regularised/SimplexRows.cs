using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>What regularisers on the simplex share.</summary>
internal static class SimplexRows
{
    /// <summary>The greatest score; NaN where there is one.</summary>
    public static double Greatest(ReadOnlySpan<double> scores)
    {
        double greatest = double.NegativeInfinity;
        foreach (double score in scores)
            greatest = Math.Max(greatest, score);
        return greatest;
    }

    /// <summary>
    /// The Jacobian of α-entmax times a direction, q∘(v − ⟨q, v⟩/Σq) with q = p²⁻ᵅ where p is not 0: α = 1 is softmax,
    /// α = 2 sparsemax.
    /// </summary>
    public static void JacobianProduct(double alpha, ReadOnlySpan<double> prediction, Span<double> direction)
    {
        double total = 0, product = 0;
        for (int i = 0; i < prediction.Length; i++)
        {
            double q = Share(alpha, prediction[i]);
            total += q;
            // Where the prediction stays 0 a direction does not count, not even an infinite one.
            product += q == 0 ? 0 : q * direction[i];
        }
        for (int i = 0; i < prediction.Length; i++)
        {
            double q = Share(alpha, prediction[i]);
            direction[i] = q == 0 ? 0 : q * (direction[i] - product / total);
        }
    }

    // p·p¹⁻ᵅ and not p²⁻ᵅ: a power of 0 would make 1 of NaN.
    private static double Share(double alpha, double p)
        => p == 0 ? 0 : p * Lane1<double>.Pow(new(p), new(1 - alpha)).Number;
}
