using VectorLoss.Spans;

namespace VectorLoss.Checking;

/// <summary>Checks products with Jacobians: reverse mode Jᵀw, and forward mode Jv beside it.</summary>
/// <remarks>Cotangents are random, signed and unlike each other: a sum of all outputs, as an all-ones cotangent takes
/// it, does not change at all where rows are normalised, and sees nothing.</remarks>
public static class JacobianCheck
{
    /// <summary>Checks Jᵀw, for some random w, element by element.</summary>
    /// <param name="function">The function.</param>
    /// <param name="outputs">How many results it has.</param>
    /// <param name="transposed">Jᵀw.</param>
    /// <param name="x">The point.</param>
    /// <param name="cotangents">How many vectors w.</param>
    /// <param name="options">The options, or null for the usual ones; their seed is that of the vectors.</param>
    /// <returns>One report for each w, and one remark in the first where Jᵀ is not linear or not zero at
    /// zero.</returns>
    public static IReadOnlyList<GradientReport> Run(
        VectorFunction function, int outputs, PointwiseProduct transposed, ReadOnlySpan<double> x, int cotangents = 3,
            GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(transposed);
        options ??= new();
        double[] y = new double[outputs], point = x.ToArray();
        Random random = RandomVector.Source(options.Seed);
        List<GradientReport> reports = [];
        for (int k = 0; k < cotangents; k++)
        {
            double[] w = RandomVector.Signed(random, outputs);
            reports.Add(GradientCheck.Run(at => { function(at, y); return ProductSum.InOrder<double>(w, y); },
                (at, g) => transposed(at, w, g), point,
                options with { Subject = $"{options.Subject}, cotangent {k}" }));
        }
        if (reports.Count > 0)
            reports[0] = reports[0].With(Remarks(transposed, point, outputs, random));
        return reports;
    }

    /// <summary>
    /// The relative gap of ⟨Jv, w⟩ = ⟨v, Jᵀw⟩ for random v and w: rounding alone when forward and reverse mode are
    /// adjoint, and no step
    /// size is involved.
    /// </summary>
    /// <param name="product">Jv.</param>
    /// <param name="transposed">Jᵀw.</param>
    /// <param name="x">The point.</param>
    /// <param name="outputs">How many results the function has.</param>
    /// <param name="seed">The seed of the vectors.</param>
    public static double AdjointGap(PointwiseProduct product, PointwiseProduct transposed, ReadOnlySpan<double> x,
        int outputs, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(transposed);
        Random random = RandomVector.Source(seed);
        double[] v = RandomVector.Signed(random, x.Length), w = RandomVector.Signed(random, outputs),
            jv = new double[outputs], jw = new double[x.Length];
        product(x, v, jv);
        transposed(x, w, jw);
        return RandomVector.Gap(jv, w, v, jw);
    }

    private static string[] Remarks(PointwiseProduct transposed, double[] x, int outputs, Random random)
    {
        double[] a = RandomVector.Signed(random, outputs), b = RandomVector.Signed(random, outputs);
        double[] ofA = new double[x.Length], ofB = new double[x.Length], ofBoth = new double[x.Length],
            ofNone = new double[x.Length];
        transposed(x, a, ofA);
        transposed(x, b, ofB);
        transposed(x, [.. a.Zip(b, (left, right) => (2 * left) - (0.5 * right))], ofBoth);
        transposed(x, new double[outputs], ofNone);
        double size = ofA.Concat(ofB).Select(Math.Abs).DefaultIfEmpty().Max();
        bool linear = !ofBoth.Where((both, i)
            => !(Math.Abs(both - ((2 * ofA[i]) - (0.5 * ofB[i]))) <= RandomVector.Rounding * size)).Any();
        return [.. linear ? (string[])[] : ["not linear in the cotangent"], .. ofNone.All(value => value == 0)
            ? (string[])[] : ["not zero for a zero cotangent"]];
    }
}
