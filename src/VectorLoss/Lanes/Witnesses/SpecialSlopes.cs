namespace VectorLoss.Lanes;

/// <summary>
/// The derivatives of the special functions, written once over every number system: for duals, error bounds and
/// backward passes.
/// </summary>
internal static class SpecialSlopes
{
    /// <summary>2/√π·exp(−x²).</summary>
    public static R Erf<R>(R x) where R : struct, IReal<R> => R.TwoOverRootPi * RealMath.ExpOfMinusSquare(x);

    /// <summary>−2/√π·exp(−x²).</summary>
    public static R Erfc<R>(R x) where R : struct, IReal<R> => -Erf(x);

    /// <summary>
    /// 2x·erfcx(x) − 2/√π. From 4 on the two parts nearly cancel; there the continued fraction of erfcx gives the
    /// difference itself. (NIST Digital Library of Mathematical Functions, 7.9.1.)
    /// </summary>
    public static R Erfcx<R>(R x) where R : struct, IReal<R>
    {
        R from = R.Of(4), large = R.AtLeast(x, from), fraction = R.Of(0);
        for (int k = 24; k >= 1; k--)
            fraction = R.Of(0.5 * k) / (large + fraction);
        R near = R.MulAdd(x + x, R.Erfcx(x), -R.TwoOverRootPi);
        return R.WhereLess(from, x, -R.TwoOverRootPi * (fraction / (large + fraction)), near);
    }

    /// <summary>The density over the distribution function: √(2/π) / erfcx(−x/√2).</summary>
    public static R LogNormalCdf<R>(R x) where R : struct, IReal<R>
    {
        R half = R.Sqrt(R.Of(0.5));
        return R.TwoOverRootPi * half / R.Erfcx(-x * half);
    }

    /// <summary>ψ(x).</summary>
    public static R LogGamma<R>(R x) where R : struct, IReal<R> => R.Digamma(x);

    /// <summary>ψ′(x).</summary>
    public static R Digamma<R>(R x) where R : struct, IReal<R> => R.Polygamma(1, x);

    /// <summary>e^−|x|·(I₁ − sign·I₀); 0 at 0.</summary>
    public static R BesselI0e<R>(R x) where R : struct, IReal<R>
        => R.BesselI1e(x) - RealMath.Sign(x) * R.BesselI0e(x);

    /// <summary>e^−|x|·(I₀ − I₁/x − sign·I₁); ½ at 0.</summary>
    public static R BesselI1e<R>(R x) where R : struct, IReal<R>
    {
        R one = R.BesselI1e(x), zero = R.Of(0);
        R quotient = R.WhereEqual(x, zero, R.Of(0.5), one / R.WhereEqual(x, zero, R.Of(1), x));
        return R.BesselI0e(x) - quotient - RealMath.Sign(x) * one;
    }

    /// <summary>∂/∂a log B(a, b) = ψ(a) − ψ(a + b); by b with the arguments exchanged.</summary>
    public static R LogBeta<R>(R a, R b) where R : struct, IReal<R> => R.Digamma(a) - R.Digamma(a + b);

    /// <summary>∂/∂x of log Γ(x + n) − log Γ(x): ψ(x + n) − ψ(x).</summary>
    public static R LogRisingFactorialByX<R>(R x, R n) where R : struct, IReal<R> => R.Digamma(x + n) - R.Digamma(x);

    /// <summary>∂/∂n of log Γ(x + n) − log Γ(x): ψ(x + n).</summary>
    public static R LogRisingFactorialByN<R>(R x, R n) where R : struct, IReal<R> => R.Digamma(x + n);

    /// <summary>derivative · slope; what does not move adds nothing, even where the derivative is infinite.</summary>
    public static R Share<R>(R derivative, R slope) where R : struct, IReal<R>
        => R.WhereEqual(slope, R.Of(0), slope, derivative * slope);
}
