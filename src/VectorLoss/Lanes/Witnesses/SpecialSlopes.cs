using System.Runtime.CompilerServices;

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

    /// <summary>
    /// The density over the distribution function: √(2/π) / erfcx(−x/√2). Above 0, where the rounding of x/√2 would
    /// count x² times, exp(−x²/2)/√(2π) divided by Φ.
    /// </summary>
    public static R LogNormalCdf<R>(R x) where R : struct, IReal<R>
    {
        R half = R.Sqrt(R.Of(0.5)), scale = R.TwoOverRootPi * half;
        R above = scale * R.Of(0.5) * RealMath.ExpOfMinusSquare(x, 0.5) * R.Exp(-R.LogNormalCdf(x));
        return R.WhereLess(R.Of(0), x, above, scale / R.Erfcx(-x * half));
    }

    /// <summary>ψ(x).</summary>
    public static R LogGamma<R>(R x) where R : struct, IReal<R> => R.Digamma(x);

    /// <summary>ψ′(x).</summary>
    public static R Digamma<R>(R x) where R : struct, IReal<R> => R.Polygamma(1, x);

    /// <summary>−sign·e^−|x|·(I₀ − I₁); 0 at 0.</summary>
    public static R BesselI0e<R>(R x) where R : struct, IReal<R>
        => -(RealMath.Sign(x) * R.BesselDifference(x, R.BesselI0e(x)));

    /// <summary>e^−|x|·(I₀ − I₁ − I₁/x) for x above 0, the same for −x; ½ at 0.</summary>
    public static R BesselI1e<R>(R x) where R : struct, IReal<R>
    {
        R zero = R.Of(0), quotient = R.BesselI1e(x) / R.WhereEqual(x, zero, R.Of(1), x);
        return R.BesselDifference(x, R.BesselI0e(x)) - R.WhereEqual(x, zero, R.Of(0.5), quotient);
    }

    /// <summary>
    /// sin ½(a − b). Angles far apart are reduced one by one, as their difference would lose what it is made of.
    /// </summary>
    public static R SinOfHalfDifference<R>(R a, R b) where R : struct, IReal<R>
    {
        R limit = R.Of(0.5), x = limit * a, y = limit * b, half = x - y;
        return R.WhereLess(R.Abs(half), limit, R.Sin(half), R.Sin(x) * R.Cos(y) - R.Cos(x) * R.Sin(y));
    }

    /// <summary>cos ½(a − b).</summary>
    /// <inheritdoc cref="SinOfHalfDifference"/>
    public static R CosOfHalfDifference<R>(R a, R b) where R : struct, IReal<R>
    {
        R limit = R.Of(0.5), x = limit * a, y = limit * b, half = x - y;
        return R.WhereLess(R.Abs(half), limit, R.Cos(half), R.Cos(x) * R.Cos(y) + R.Sin(x) * R.Sin(y));
    }

    /// <summary>
    /// e^−|x|·(I₀ − I₁) of |x|. Beyond 64, where the two nearly cancel, I₀ times the series of 1 − I₁/I₀ in 1/x, which
    /// follows from r′ = 1 − r² − r/x for the ratio r.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    public static R BesselDifference<R>(R x, R zero) where R : struct, IReal<R>
    {
        R from = R.Of(64), size = R.Abs(x), near = zero - R.BesselI1e(size);
        return R.AllLess(size, from) ? near : R.WhereLess(from, size, FarBesselDifference(size, zero), near);
    }

    [MethodImpl(Compiled.Early)]
    private static R FarBesselDifference<R>(R size, R zero) where R : struct, IReal<R>
    {
        R inverse = R.Of(1) / R.AtLeast(size, R.Of(64));
        R sum = R.Of(12251067.63286615);
        sum = R.MulAdd(sum, inverse, R.Of(1628749.4532470703));
        sum = R.MulAdd(sum, inverse, R.Of(231884.6359563172));
        sum = R.MulAdd(sum, inverse, R.Of(35528.87744140625));
        sum = R.MulAdd(sum, inverse, R.Of(5892.0457146167755));
        sum = R.MulAdd(sum, inverse, R.Of(1064.67822265625));
        sum = R.MulAdd(sum, inverse, R.Of(211.27614974975586));
        sum = R.MulAdd(sum, inverse, R.Of(46.478515625));
        sum = R.MulAdd(sum, inverse, R.Of(11.466461181640625));
        sum = R.MulAdd(sum, inverse, R.Of(3.21875));
        sum = R.MulAdd(sum, inverse, R.Of(1.0478515625));
        sum = R.MulAdd(sum, inverse, R.Of(0.40625));
        sum = R.MulAdd(sum, inverse, R.Of(0.1953125));
        sum = R.MulAdd(sum, inverse, R.Of(0.125));
        sum = R.MulAdd(sum, inverse, R.Of(0.125));
        sum = R.MulAdd(sum, inverse, R.Of(0.5));
        return zero * (sum * inverse);
    }

    /// <summary>∂/∂a log B(a, b) = ψ(a) − ψ(a + b); by b with the arguments exchanged.</summary>
    public static R LogBeta<R>(R a, R b) where R : struct, IReal<R> => -R.PolygammaRise(0, a, b);

    /// <summary>∂/∂x of log Γ(x + n) − log Γ(x): ψ(x + n) − ψ(x).</summary>
    public static R LogRisingFactorialByX<R>(R x, R n) where R : struct, IReal<R> => R.PolygammaRise(0, x, n);

    /// <summary>∂/∂n of log Γ(x + n) − log Γ(x): ψ(x + n).</summary>
    [MethodImpl(Compiled.Early)]
    public static R LogRisingFactorialByN<R>(R x, R n) where R : struct, IReal<R> => R.Digamma(x + n);

    /// <summary>derivative · slope; what does not move adds nothing, even where the derivative is infinite.</summary>
    public static R Share<R>(R derivative, R slope) where R : struct, IReal<R>
        => R.WhereEqual(slope, R.Of(0), slope, derivative * slope);
}
