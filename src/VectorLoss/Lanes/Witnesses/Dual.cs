using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// A value and its derivative along one direction: forward-mode differentiation. Any formula over
/// <see cref="IReal{R}"/> evaluated on duals carries its exact derivative with it; duals of duals carry the second. (W.
/// K. Clifford 1871; R. E. Wengert 1964, doi:10.1145/355586.364791.)
/// </summary>
/// <param name="value">The value.</param>
/// <param name="slope">Its derivative.</param>
/// <typeparam name="R">The numbers underneath; may itself be a dual.</typeparam>
public readonly struct Dual<R>(R value, R slope) : IReal<Dual<R>> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The value.</summary>
    public R Value { [MethodImpl(Inline)] get; } = value;

    /// <summary>The derivative of the value.</summary>
    public R Slope { [MethodImpl(Inline)] get; } = slope;

    /// <summary>The variable of differentiation: slope 1.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> Variable(R value) => new(value, R.Of(1));

    /// <summary>A number that does not depend on the variable: slope 0.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> Constant(R value) => new(value, R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Of(double constant) => Constant(R.Of(constant));

    /// <inheritdoc/>
    public static Dual<R> LogTwo { [MethodImpl(Inline)] get => Constant(R.LogTwo); }

    /// <inheritdoc/>
    public static Dual<R> HalfLogTwoPi { [MethodImpl(Inline)] get => Constant(R.HalfLogTwoPi); }

    /// <inheritdoc/>
    public static Dual<R> TwoOverRootPi { [MethodImpl(Inline)] get => Constant(R.TwoOverRootPi); }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Ratio(double numerator, double denominator) => Constant(R.Ratio(numerator, denominator));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> WhereNumber(Dual<R> x, Dual<R> then, Dual<R> otherwise)
        => new(R.WhereNumber(x.Value, then.Value, otherwise.Value),
               R.WhereNumber(x.Value, then.Slope, otherwise.Slope));

    /// <summary>a + b.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> operator +(Dual<R> a, Dual<R> b) => new(a.Value + b.Value, a.Slope + b.Slope);

    /// <summary>a − b.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> operator -(Dual<R> a, Dual<R> b) => new(a.Value - b.Value, a.Slope - b.Slope);

    /// <summary>a · b.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> operator *(Dual<R> a, Dual<R> b)
        => new(a.Value * b.Value, R.MulAdd(a.Slope, b.Value, a.Value * b.Slope));

    /// <summary>a / b.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> operator /(Dual<R> a, Dual<R> b)
    {
        R quotient = a.Value / b.Value;
        // Nothing is left over an infinity, whose slope may be infinite too, and a constant leaves an infinity alone.
        return new(quotient, (a.Slope - RealMath.TimesUnlessEitherZero(quotient, b.Slope)) / b.Value);
    }

    /// <summary>−x.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> operator -(Dual<R> x) => new(-x.Value, -x.Slope);

    /// <summary>|x|, with slope 0 at 0: of all subgradients there, the one of least norm.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> Abs(Dual<R> x)
    {
        R zero = R.Of(0);
        R slope = R.WhereLess(x.Value, zero, -x.Slope, R.WhereEqual(x.Value, zero, zero, x.Slope));
        return new(R.Abs(x.Value), slope);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Min(Dual<R> a, Dual<R> b)
        => new(R.Min(a.Value, b.Value), R.WhereLess(a.Value, b.Value, a.Slope, b.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Max(Dual<R> a, Dual<R> b)
        => new(R.Max(a.Value, b.Value), R.WhereLess(b.Value, a.Value, a.Slope, b.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> AtLeast(Dual<R> x, Dual<R> bound)
        => new(R.AtLeast(x.Value, bound.Value), R.WhereLess(bound.Value, x.Value, x.Slope, bound.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> AtMost(Dual<R> x, Dual<R> bound)
        => new(R.AtMost(x.Value, bound.Value), R.WhereLess(x.Value, bound.Value, x.Slope, bound.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> MulAdd(Dual<R> a, Dual<R> b, Dual<R> c)
        => new(R.MulAdd(a.Value, b.Value, c.Value),
               R.MulAdd(a.Slope, b.Value, R.MulAdd(a.Value, b.Slope, c.Slope)));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Sqrt(Dual<R> x)
    {
        R root = R.Sqrt(x.Value);
        return new(root, x.Slope / (root + root));
    }

    /// <summary>eˣ; where it is 0 so is its slope, even that of log 0, and an infinite constant has none.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> Exp(Dual<R> x)
    {
        R power = R.Exp(x.Value);
        return new(power, RealMath.TimesUnlessEitherZero(power, x.Slope));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Expm1(Dual<R> x)
        => new(R.Expm1(x.Value), RealMath.TimesUnlessEitherZero(R.Exp(x.Value), x.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Log(Dual<R> x) => new(R.Log(x.Value), RealMath.OverUnlessZero(x.Slope, x.Value));

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.LogOfQuotient(Dual<R> a, Dual<R> b) => new(
        R.LogOfQuotient(a.Value, b.Value), RealMath.OverUnlessZero(a.Slope, a.Value) - b.Slope / b.Value);

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.Scaled(Dual<R> x, double constant)
        => new(R.Scaled(x.Value, constant), R.Scaled(x.Slope, constant));

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.Finite(Dual<R> x)
        => new(IfInfinite(x.Value), R.WhereNumber(x.Slope, IfInfinite(x.Slope), R.Of(0)));

    // What is finite multiplies a slope, and is not held.
    [MethodImpl(Inline)]
    private static R IfInfinite(R x) => R.WhereLess(R.Abs(x), R.Of(double.PositiveInfinity), x, R.Finite(x));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Log1p(Dual<R> x) => new(R.Log1p(x.Value), x.Slope / (R.Of(1) + x.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Tanh(Dual<R> x)
    {
        // 1 − tanh² would cancel where tanh is near ±1; 4σ(2x)σ(−2x) does not.
        R twice = x.Value + x.Value;
        return new(R.Tanh(x.Value), R.Of(4) * R.Sigmoid(twice) * R.Sigmoid(-twice) * x.Slope);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Sigmoid(Dual<R> x)
    {
        R sigmoid = R.Sigmoid(x.Value);
        return new(sigmoid, sigmoid * R.Sigmoid(-x.Value) * x.Slope);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Softplus(Dual<R> x) => new(R.Softplus(x.Value), R.Sigmoid(x.Value) * x.Slope);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Sin(Dual<R> x) => new(R.Sin(x.Value), R.Cos(x.Value) * x.Slope);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Cos(Dual<R> x) => new(R.Cos(x.Value), -(R.Sin(x.Value) * x.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> SinOfHalfDifference(Dual<R> a, Dual<R> b) => new(R.SinOfHalfDifference(a.Value, b.Value),
        R.CosOfHalfDifference(a.Value, b.Value) * R.Of(0.5) * (a.Slope - b.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> CosOfHalfDifference(Dual<R> a, Dual<R> b) => new(R.CosOfHalfDifference(a.Value, b.Value),
        R.SinOfHalfDifference(a.Value, b.Value) * R.Of(-0.5) * (a.Slope - b.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Atan(Dual<R> x)
        => new(R.Atan(x.Value), RealMath.OverOnePlusSquare(x.Slope, x.Value));

    /// <summary>
    /// xʸ. A base or an exponent that does not depend on the variable adds nothing, so xʸ has a slope for x ≤ 0.
    /// </summary>
    public static Dual<R> Pow(Dual<R> x, Dual<R> y)
    {
        R zero = R.Of(0);
        R byBase = R.WhereEqual(x.Slope, zero, zero, x.Slope * PowerSlopes.ByBase(x.Value, y.Value));
        R byExponent = R.WhereEqual(y.Slope, zero, zero, y.Slope * PowerSlopes.ByExponent(x.Value, y.Value));
        return new(R.Pow(x.Value, y.Value), byBase + byExponent);
    }

    /// <inheritdoc/>
    public static Dual<R> Erf(Dual<R> x) => new(R.Erf(x.Value), SpecialSlopes.Erf(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> Erfc(Dual<R> x) => new(R.Erfc(x.Value), SpecialSlopes.Erfc(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> ExpExcess(Dual<R> x) => new(R.ExpExcess(x.Value), R.Expm1(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> ExpExcessNear(Dual<R> x)
    {
        R value = R.ExpExcessNear(x.Value);
        return new(value, (x.Value + value) * x.Slope);
    }

    /// <inheritdoc/>
    public static Dual<R> LogShortfall(Dual<R> x)
    {
        // With h the function, (x/(1 + x) − h)/x, of which the parts are about x and ½x near 0.
        R one = R.Of(1), zero = R.Of(0), value = R.LogShortfall(x.Value);
        R rate = (x.Value / (one + x.Value) - value) / R.WhereEqual(x.Value, zero, one, x.Value);
        return new(value, R.WhereEqual(x.Value, zero, R.Of(0.5), rate) * x.Slope);
    }

    /// <inheritdoc/>
    public static Dual<R> Erfcx(Dual<R> x) => new(R.Erfcx(x.Value), R.ErfcxSlope(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> LogNormalCdf(Dual<R> x)
        => new(R.LogNormalCdf(x.Value), SpecialSlopes.LogNormalCdf(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> LogGamma(Dual<R> x) => new(R.LogGamma(x.Value), SpecialSlopes.LogGamma(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> Digamma(Dual<R> x) => new(R.Digamma(x.Value), SpecialSlopes.Digamma(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> BesselI0e(Dual<R> x) => new(R.BesselI0e(x.Value), SpecialSlopes.BesselI0e(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> BesselI1e(Dual<R> x) => new(R.BesselI1e(x.Value), SpecialSlopes.BesselI1e(x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> Polygamma(int n, Dual<R> x)
        => new(R.Polygamma(n, x.Value), R.Polygamma(n + 1, x.Value) * x.Slope);

    /// <inheritdoc/>
    public static Dual<R> PolygammaRise(int k, Dual<R> x, Dual<R> n)
        => new(
            R.PolygammaRise(k, x.Value, n.Value),
            SpecialSlopes.Share(R.PolygammaRise(k + 1, x.Value, n.Value), x.Slope)
            + SpecialSlopes.Share(R.Polygamma(k + 1, x.Value + n.Value), n.Slope));

    /// <inheritdoc/>
    public static Dual<R> LogBeta(Dual<R> a, Dual<R> b)
        => new(
            R.LogBeta(a.Value, b.Value),
            SpecialSlopes.Share(SpecialSlopes.LogBeta(a.Value, b.Value), a.Slope)
            + SpecialSlopes.Share(SpecialSlopes.LogBeta(b.Value, a.Value), b.Slope));

    /// <inheritdoc/>
    public static Dual<R> LogRisingFactorial(Dual<R> x, Dual<R> n)
        => new(
            R.LogRisingFactorial(x.Value, n.Value),
            SpecialSlopes.Share(SpecialSlopes.LogRisingFactorialByX(x.Value, n.Value), x.Slope)
            + SpecialSlopes.Share(SpecialSlopes.LogRisingFactorialByN(x.Value, n.Value), n.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> WhereLess(Dual<R> a, Dual<R> b, Dual<R> then, Dual<R> otherwise)
        => new(R.WhereLess(a.Value, b.Value, then.Value, otherwise.Value),
               R.WhereLess(a.Value, b.Value, then.Slope, otherwise.Slope));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> WhereEqual(Dual<R> a, Dual<R> b, Dual<R> then, Dual<R> otherwise)
        => new(R.WhereEqual(a.Value, b.Value, then.Value, otherwise.Value),
               R.WhereEqual(a.Value, b.Value, then.Slope, otherwise.Slope));
}
