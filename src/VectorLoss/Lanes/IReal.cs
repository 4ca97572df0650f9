using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// What a formula may do: arithmetic, comparison and elementary functions, but nothing that touches memory. A formula
/// written over this algebra runs on one number, on a register of numbers, and on dual numbers.
/// </summary>
/// <typeparam name="R">The implementing number system.</typeparam>
public interface IReal<R> :
    IAdditionOperators<R, R, R>, ISubtractionOperators<R, R, R>, IMultiplyOperators<R, R, R>,
    IDivisionOperators<R, R, R>, IUnaryNegationOperators<R, R>
    where R : struct, IReal<R>
{
    /// <summary>The constant, rounded to the precision of this number system, in every lane.</summary>
    static abstract R Of(double constant);

    /// <summary>log 2, to the precision of this number system.</summary>
    static virtual R LogTwo
    {
        [MethodImpl(Compiled.Early)]
        get => R.Of(0.6931471805599453);
    }

    /// <summary>½·log 2π, to the precision of this number system.</summary>
    static virtual R HalfLogTwoPi
    {
        [MethodImpl(Compiled.Early)]
        get => R.Of(0.9189385332046728);
    }

    /// <summary>2/√π, to the precision of this number system.</summary>
    static virtual R TwoOverRootPi => R.Of(1.1283791670955126);

    /// <summary>The quotient of two constants, to the precision of this number system.</summary>
    static virtual R Ratio(double numerator, double denominator) => R.Of(numerator / denominator);

    /// <summary><paramref name="then"/> where x is a number, <paramref name="otherwise"/> where it is NaN.</summary>
    static virtual R WhereNumber(R x, R then, R otherwise) => R.WhereEqual(x, x, then, otherwise);

    /// <summary>|x|. Of a NaN the sign bit is cleared and the payload is kept.</summary>
    static abstract R Abs(R x);

    /// <summary>The smaller of two; NaN if either is NaN. Of two equal arguments, <paramref name="b"/>.</summary>
    static abstract R Min(R a, R b);

    /// <summary>The larger of two; NaN if either is NaN. Of two equal arguments, <paramref name="b"/>.</summary>
    static abstract R Max(R a, R b);

    /// <summary>
    /// x, or <paramref name="bound"/> where x is less: one instruction, where Max takes four. The result is NaN where x
    /// is NaN; the bound must not be NaN.
    /// </summary>
    static abstract R AtLeast(R x, R bound);

    /// <summary>
    /// x, or <paramref name="bound"/> where x is greater. The result is NaN where x is NaN; the bound must not be NaN.
    /// </summary>
    static abstract R AtMost(R x, R bound);

    /// <summary>a·b + c with one rounding, on every machine.</summary>
    static abstract R MulAdd(R a, R b, R c);

    /// <summary>√x, correctly rounded; NaN below zero.</summary>
    static abstract R Sqrt(R x);

    /// <summary>eˣ. Error bound: see <see cref="LaneMath.Exp"/>.</summary>
    static abstract R Exp(R x);

    /// <summary>eˣ − 1. Error bound: see <see cref="LaneMath.Expm1"/>.</summary>
    static abstract R Expm1(R x);

    /// <summary>The natural logarithm. Error bound: see <see cref="LaneMath.Log"/>.</summary>
    static abstract R Log(R x);

    /// <summary>log(1 + x). Error bound: see <see cref="LaneMath.Log1p"/>.</summary>
    static abstract R Log1p(R x);

    /// <summary>The hyperbolic tangent. Error bound: see <see cref="LaneMath.Tanh"/>.</summary>
    static abstract R Tanh(R x);

    /// <summary>1 / (1 + e⁻ˣ). Error bound: see <see cref="LaneMath.Sigmoid"/>.</summary>
    static abstract R Sigmoid(R x);

    /// <summary>log(1 + eˣ). Error bound: see <see cref="LaneMath.Softplus"/>.</summary>
    static abstract R Softplus(R x);

    /// <summary>sin x, for every finite x. Error bound: see <see cref="Circular.Sine"/>.</summary>
    static abstract R Sin(R x);

    /// <summary>cos x, for every finite x. Error bound: see <see cref="Circular.Cosine"/>.</summary>
    static abstract R Cos(R x);

    /// <summary>sin ½(a − b); the difference of angles far apart is not rounded.</summary>
    static virtual R SinOfHalfDifference(R a, R b) => SpecialSlopes.SinOfHalfDifference(a, b);

    /// <summary>cos ½(a − b); the difference of angles far apart is not rounded.</summary>
    static virtual R CosOfHalfDifference(R a, R b) => SpecialSlopes.CosOfHalfDifference(a, b);

    /// <summary>The arctangent, from −π/2 to π/2. Error bound: see <see cref="Arctangent"/>.</summary>
    static abstract R Atan(R x);

    /// <summary>xʸ, with the special values of C. Error bound: see <see cref="PowerFunction"/>.</summary>
    static abstract R Pow(R x, R y);

    /// <summary>erf x, the error function. Error bound: see <see cref="ErrorFunctions.Erf"/>.</summary>
    static abstract R Erf(R x);

    /// <summary>1 − erf x, with all its digits. Error bound: see <see cref="ErrorFunctions.Erfc"/>.</summary>
    static abstract R Erfc(R x);

    /// <summary>exp(x²)·erfc x, the scaled complement. Error bound: see <see cref="ErrorFunctions.Erfcx"/>.</summary>
    static abstract R Erfcx(R x);

    /// <summary>The derivative of <see cref="Erfcx"/>: 2x·erfcx x − 2/√π, exact where both are near.</summary>
    static virtual R ErfcxSlope(R x) => SpecialSlopes.Erfcx(x);

    /// <summary>e^−|x|·(I₀ − I₁) of |x|, with its digits where the two nearly cancel.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="scaledI0">e^−|x|·I₀ of it.</param>
    static virtual R BesselDifference(R x, R scaledI0) => SpecialSlopes.BesselDifference(x, scaledI0);

    /// <summary>eˣ − 1 − x, with its digits near 0, where it is ½x².</summary>
    static virtual R ExpExcess(R x) => RealMath.ExpExcess(x);

    /// <summary><see cref="ExpExcess"/> for |x| ≤ 1; elsewhere it means nothing.</summary>
    static virtual R ExpExcessNear(R x) => RealMath.ExpExcessNear(x, 19);

    /// <summary>log(a/b), whose derivative by b is −1/b where a is 0 too, which the quotient has lost.</summary>
    [MethodImpl(Compiled.Early | MethodImplOptions.AggressiveInlining)]
    internal static virtual R LogOfQuotient(R a, R b) => R.Log(a / b);

    /// <summary>x times a constant, which leaves the derivatives of an infinite x alone.</summary>
    [MethodImpl(Compiled.Early | MethodImplOptions.AggressiveInlining)]
    internal static virtual R Scaled(R x, double constant) => R.Of(constant) * x;

    /// <summary>x, or a finite number where it is infinite; its derivatives likewise, 0 where none is known.</summary>
    [MethodImpl(Compiled.Early | MethodImplOptions.AggressiveInlining)]
    internal static virtual R Finite(R x) => RealMath.Clamp(x, R.Of(-1e38), R.Of(1e38));

    /// <summary>1/n of a small whole number, for the terms of a series: registers look it up.</summary>
    internal static virtual R Inverse(int n) => R.Ratio(1, n);

    /// <summary>Whether its numbers are floats, for which a series may end sooner.</summary>
    internal static virtual bool IsSingle => false;

    /// <summary>
    /// Whether a &lt; b in every lane, where a register can tell at once: a formula may then leave out what it computes
    /// for the other numbers. False where nothing is known.
    /// </summary>
    internal static virtual bool AllLess(R a, R b) => false;

    /// <summary>1 − log(1 + x)/x for x ≥ 0, with its digits near 0, where it is ½x.</summary>
    static virtual R LogShortfall(R x) => RealMath.LogShortfall(x, 13);

    /// <summary>log Φ(x), of the normal Φ. Error bound: see <see cref="ErrorFunctions.LogNormalCdf"/>.</summary>
    static abstract R LogNormalCdf(R x);

    /// <summary>log |Γ(x)|. Error bound: see <see cref="GammaFunctions.LogGamma"/>.</summary>
    static abstract R LogGamma(R x);

    /// <summary>ψ(x), the derivative of log Γ. Error bound: see <see cref="GammaFunctions.Digamma"/>.</summary>
    static abstract R Digamma(R x);

    /// <summary>e^−|x|·I₀(x), scaled Bessel. Error bound: see <see cref="BesselFunctions.ScaledI0"/>.</summary>
    static abstract R BesselI0e(R x);

    /// <summary>e^−|x|·I₁(x), scaled Bessel. Error bound: see <see cref="BesselFunctions.ScaledI1"/>.</summary>
    static abstract R BesselI1e(R x);

    /// <summary>ψ⁽ⁿ⁾(x), the nth derivative of ψ. Error bound: see <see cref="PolygammaFunction"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    static abstract R Polygamma(int n, R x);

    /// <summary>
    /// ψ⁽ᵏ⁾(x + n) − ψ⁽ᵏ⁾(x) for x, x + n ≥ 0, with the digits of a small n. Error bound: see
    /// <see cref="Lanes.PolygammaRise"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is negative.</exception>
    static virtual R PolygammaRise(int k, R x, R n) => R.Polygamma(k, x + n) - R.Polygamma(k, x);

    /// <summary>
    /// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), for a, b ≥ 0. Error bound: see
    /// <see cref="GammaFunctions.LogBeta"/>.
    /// </summary>
    static abstract R LogBeta(R a, R b);

    /// <summary>
    /// log Γ(x + n) − log Γ(x) for x, x + n ≥ 0: the logarithm of x(x + 1)…(x + n − 1). Error bound: see
    /// <see cref="GammaFunctions.LogRisingFactorial"/>.
    /// </summary>
    static abstract R LogRisingFactorial(R x, R n);

    /// <summary>Lane by lane, <paramref name="then"/> where a &lt; b, else <paramref name="otherwise"/>.</summary>
    static abstract R WhereLess(R a, R b, R then, R otherwise);

    /// <summary>Lane by lane, <paramref name="then"/> where a = b, else <paramref name="otherwise"/>.</summary>
    static abstract R WhereEqual(R a, R b, R then, R otherwise);
}
