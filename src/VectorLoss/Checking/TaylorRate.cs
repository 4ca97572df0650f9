using VectorLoss.Spans;

namespace VectorLoss.Checking;

/// <summary>How fast the remainders of a Taylor expansion vanish: the slopes of their logarithms.</summary>
/// <remarks>|f(x + hv) − f(x)| goes down like h; less h·⟨g, v⟩ like h² if g is the gradient; less ½h²·⟨v, Hv⟩ like h³
/// if H is the
/// Hessian. A wrong gradient leaves 1 instead of 2 whatever the step, so no tolerance is chosen. A remainder that is
/// nothing but rounding has no slope: NaN.</remarks>
/// <param name="Value">Of the remainder without derivatives: 1.</param>
/// <param name="Gradient">With the gradient: 2.</param>
/// <param name="Hessian">With the Hessian: 3, or NaN when there is none.</param>
public sealed record TaylorRate(double Value, double Gradient, double Hessian)
{
    private const int Steps = 5;

    /// <summary>Whether each slope that could be measured is what it should be, within 0.2.</summary>
    public bool IsRight => Near(Value, 1) && Near(Gradient, 2) && Near(Hessian, 3);

    /// <summary>Measures the slopes along a random direction.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="x">The point.</param>
    /// <param name="hessian">Products with its Hessian, or null.</param>
    /// <param name="step">The longest step, as a share of the direction.</param>
    /// <param name="seed">The seed of the direction.</param>
    public static TaylorRate Of(Objective function, GradientFunction gradient, ReadOnlySpan<double> x,
        PointwiseProduct? hessian = null,
        double step = 1e-2, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        double[] v = RandomVector.Signed(RandomVector.Source(seed), x.Length), g = new double[x.Length],
            hv = new double[x.Length], at = new double[x.Length];
        gradient(x, g);
        hessian?.Invoke(x, v, hv);
        double here = function(x), slope = ProductSum.InOrder<double>(g, v),
            curvature = ProductSum.InOrder<double>(v, hv);
        double[,] remainders = new double[3, Steps];
        for (int k = 0; k < Steps; k++, step /= 2)
        {
            for (int i = 0; i < at.Length; i++)
                at[i] = x[i] + (step * v[i]);
            double rise = function(at) - here;
            remainders[0, k] = rise;
            remainders[1, k] = rise - (step * slope);
            remainders[2, k] = hessian is null ? double.NaN : rise - (step * slope) - (0.5 * step * step * curvature);
        }
        double rounding = Math.Abs(here) / (1L << 46);
        return new(Fall(remainders, 0, rounding), Fall(remainders, 1, rounding), Fall(remainders, 2, rounding));
    }

    private static bool Near(double slope, double wanted) => double.IsNaN(slope) || Math.Abs(slope - wanted) <= 0.2;

    // The slope of the last pair that is not yet rounding: the later, the closer to the limit.
    private static double Fall(double[,] remainders, int order, double rounding)
    {
        double slope = double.NaN;
        for (int k = 1; k < Steps; k++)
            if (Math.Abs(remainders[order, k]) > rounding)
                slope = Math.Log2(Math.Abs(remainders[order, k - 1] / remainders[order, k]));
        return slope;
    }
}
