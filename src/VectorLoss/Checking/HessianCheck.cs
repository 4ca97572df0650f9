using VectorLoss.Spans;

namespace VectorLoss.Checking;

/// <summary>Checks second derivatives: products with a Hessian.</summary>
public static class HessianCheck
{
    /// <summary>
    /// Checks Hw element by element against differences of gradients, wᵀ∇f being a function whose gradient is Hw; and
    /// that the Hessian is symmetric, which its products need not be where they are computed otherwise.
    /// </summary>
    /// <param name="gradient">∇f, itself right.</param>
    /// <param name="product">Hv, under test.</param>
    /// <param name="x">The point.</param>
    /// <param name="options">The options, or null for the usual ones; their seed is that of the vectors.</param>
    public static GradientReport Run(GradientFunction gradient, PointwiseProduct product, ReadOnlySpan<double> x,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(product);
        options ??= new();
        Random random = RandomVector.Source(options.Seed);
        double[] w = RandomVector.Signed(random, x.Length), v = RandomVector.Signed(random, x.Length),
            g = new double[x.Length];
        double[] hv = new double[x.Length], hw = new double[x.Length], point = x.ToArray();
        GradientReport report = GradientCheck.Run(at => { gradient(at, g); return ProductSum.InOrder<double>(w, g); },
            (at, into) => product(at, w, into), point, options);
        product(point, v, hv);
        product(point, w, hw);
        double gap = RandomVector.Gap(hv, w, v, hw);
        return gap <= RandomVector.Rounding ? report
            : report.With([FormattableString.Invariant(
                $"⟨Hv, w⟩ and ⟨v, Hw⟩ differ by {gap:G2} of their terms: not symmetric")]);
    }
}
