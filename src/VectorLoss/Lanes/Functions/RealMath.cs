using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>Functions that several formulas share and that no number system has to implement.</summary>
public static class RealMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>−1, 0 or 1 where x is below, at or above zero; NaN where x is NaN.</summary>
    [MethodImpl(Inline)]
    public static R Sign<R>(R x) where R : struct, IReal<R>
    {
        R zero = R.Of(0);
        // 0 and NaN reach the last branch, which returns them.
        return R.WhereLess(x, zero, R.Of(-1), R.WhereLess(zero, x, R.Of(1), x * zero));
    }

    /// <summary>x where lower ≤ x ≤ upper, else the bound that x is beyond; NaN where x is NaN.</summary>
    [MethodImpl(Inline)]
    public static R Clamp<R>(R x, R lower, R upper) where R : struct, IReal<R> => R.AtMost(R.AtLeast(x, lower), upper);

    /// <summary>x².</summary>
    [MethodImpl(Inline)]
    public static R Square<R>(R x) where R : struct, IReal<R> => x * x;

    /// <summary>
    /// slope / (1 + x²), the derivative of the arctangent. x² overflows where the quotient does not, so beyond 1 it is
    /// slope / |x| / (|x| + 1/|x|).
    /// </summary>
    [MethodImpl(Inline)]
    internal static R OverOnePlusSquare<R>(R slope, R x) where R : struct, IReal<R>
    {
        R one = R.Of(1), size = R.Abs(x);
        return slope / R.WhereLess(one, size, size, one)
            / R.WhereLess(one, size, size + one / size, R.MulAdd(x, x, one));
    }

    /// <summary>
    /// exp(−factor·x²): what the square loses by rounding is counted too, so a large x costs no digits.
    /// </summary>
    /// <param name="x">The argument.</param>
    /// <param name="factor">1 or ½.</param>
    [MethodImpl(Inline)]
    internal static R ExpOfMinusSquare<R>(R x, double factor = 1) where R : struct, IReal<R>
    {
        // Beyond 60 the result is 0 in every format, and the square of the bound is finite.
        R size = R.AtMost(R.Abs(x), R.Of(60)), square = size * size, power = R.Exp(R.Of(-factor) * square);
        return power - power * (R.Of(factor) * R.MulAdd(size, size, -square));
    }

    /// <summary>a · x, and 0 where a is 0 even if x is infinite, as in 0·log 0; NaN if either is NaN.</summary>
    // The 0 multiplies a finite number, so that a dual number keeps its slopes by a and by both.
    [MethodImpl(Inline)]
    public static R TimesUnlessZero<R>(R a, R x) where R : struct, IReal<R>
        => a * R.WhereEqual(a, R.Of(0), R.Finite(x), x);

    /// <summary>a · b, and 0 where either is 0 even if the other is infinite; NaN if either is NaN.</summary>
    [MethodImpl(Inline)]
    internal static R TimesUnlessEitherZero<R>(R a, R b) where R : struct, IReal<R>
    {
        R zero = R.Of(0);
        return R.WhereEqual(b, zero, R.Finite(a), a) * R.WhereEqual(a, zero, R.Finite(b), b);
    }

    /// <summary>a − b, and 0 where they are the same infinity.</summary>
    [MethodImpl(Inline)]
    public static R Gap<R>(R a, R b) where R : struct, IReal<R> => R.WhereEqual(a, b, R.Of(0), a - b);

    /// <summary>a / x, and 0 where a is 0 even if x is 0, as in 0/√0; NaN if either is NaN.</summary>
    [MethodImpl(Inline)]
    public static R OverUnlessZero<R>(R a, R x) where R : struct, IReal<R>
    {
        R zero = R.Of(0);
        return a / R.WhereEqual(a, zero, R.WhereEqual(x, zero, R.Of(1), x), x);
    }

    /// <summary>a · log x, and 0 where a is 0, even if x is 0 too.</summary>
    [MethodImpl(Inline)]
    public static R TimesLog<R>(R a, R x) where R : struct, IReal<R> => TimesUnlessZero(a, R.Log(x));

    /// <summary>
    /// The constant, but NaN where x is NaN: for a slope that does not depend on the prediction.
    /// </summary>
    [MethodImpl(Inline)]
    public static R ConstantUnlessNaN<R>(R x, R constant) where R : struct, IReal<R>
        => R.WhereNumber(x, constant, x);

    /// <summary>xᵏ for x ≥ 0; 0 where x is 0, for every k &gt; 0.</summary>
    // Not inlined: all numbers of a call take the same of its four ways, and the longest way would use up the caller's
    // inlining budget.
    [MethodImpl(Compiled.AtOnce)]
    public static R Power<R>(R x, double k) where R : struct, IReal<R>
        => k == 1 ? x : k == 2 ? x * x : k == 4 ? x * x * (x * x) : AnyPower(x, k);

    /// <summary>xᵏ as <see cref="IReal{R}.Pow"/> gives it, by a root or a product where that is the power.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static R ExactPower<R>(R x, double k) where R : struct, IReal<R> => k switch
    {
        0 => ConstantUnlessNaN(x, R.Of(1)),
        0.25 => R.Sqrt(R.Sqrt(x)),
        0.5 => R.Sqrt(x),
        0.75 => ThreeQuarters(x),
        1 => x,
        2 => x * x,
        -0.25 => R.Of(1) / R.Sqrt(R.Sqrt(x)),
        -0.5 => R.Of(1) / R.Sqrt(x),
        -1 => R.Of(1) / x,
        _ => R.Pow(x, R.Of(k)),
    };

    // At 0 by the root alone, which has the infinite slope there that the product of both has not.
    [MethodImpl(Inline)]
    private static R ThreeQuarters<R>(R x) where R : struct, IReal<R>
    {
        R root = R.Sqrt(x), zero = R.Of(0);
        return R.WhereEqual(x, zero, root, root * R.Sqrt(R.WhereEqual(x, zero, R.Of(1), root)));
    }

    // Not inlined: the usual powers 1, 2 and 4 do not need it, and it would use up the inlining budget of what
    // surrounds them.
    [MethodImpl(Compiled.AtOnce)]
    private static R AnyPower<R>(R x, double k) where R : struct, IReal<R>
    {
        if (k == 0)
            return ConstantUnlessNaN(x, R.Of(1));
        if (k < 0)
            return R.Exp(R.Of(k) * R.Log(x));
        // At 0 without its logarithm, whose slope is infinite.
        R zero = R.Of(0);
        return R.WhereEqual(x, zero, zero, R.Exp(R.Of(k) * R.Log(R.WhereEqual(x, zero, R.Of(1), x))));
    }

    /// <summary>From here on 1 + x² is x² to the last digit of every number system.</summary>
    internal const double OnePlusSquareIsSquare = 1e18;

    /// <summary>log(1 + x²) for x ≥ 0. Far out it is 2·log x, where x² may overflow.</summary>
    [MethodImpl(Inline)]
    internal static R LogOfOnePlusSquare<R>(R x) where R : struct, IReal<R>
    {
        R far = R.Of(OnePlusSquareIsSquare), log = R.Log1p(R.WhereLess(far, x, x - R.Of(1), x * x));
        return R.WhereLess(far, x, log + log, log);
    }

    /// <summary>eˣ − 1 − x, with its digits near 0, where it is ½x².</summary>
    [MethodImpl(Inline)]
    internal static R ExpExcess<R>(R x) where R : struct, IReal<R>
    {
        R one = R.Of(1);
        return R.WhereLess(R.Abs(x), one, R.ExpExcessNear(Clamp(x, -one, one)), R.Expm1(x) - x);
    }

    /// <summary>The same for |x| ≤ 1.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="last">The last divisor of the series ½x²(1 + x/3·(1 + x/4·(1 + …))); 19 leaves 2⁻⁵⁹ at −1.</param>
    [MethodImpl(Inline)]
    internal static R ExpExcessNear<R>(R x, int last) where R : struct, IReal<R>
    {
        R one = R.Of(1), sum = one;
        for (int n = last; n >= 3; n--)
            sum = R.MulAdd(sum * x, R.Inverse(n), one);
        return R.Of(0.5) * x * x * sum;
    }

    /// <summary>log(1 − e⁻ˣ) for x ≥ 0, and 1 − e⁻ˣ, each by the way that keeps its digits.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static R LogOneMinusExp<R>(R x, out R rest) where R : struct, IReal<R>
    {
        rest = -R.Expm1(-x);
        return R.WhereLess(x, R.LogTwo, R.Log(rest), R.Log1p(-R.Exp(-x)));
    }

    /// <summary>1 − log(1 + x)/x for x ≥ 0, with its digits near 0, where it is ½x.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="terms">Of the series in z² = (x/(2 + x))², up to 1/25: each gives 1.4 digits.</param>
    // log(1 + x) = 2·artanh z and x = 2z/(1 − z), so that the result is z − z²(1 − z)·(1/3 + z²/5 + z⁴/7 + …).
    [MethodImpl(Inline)]
    internal static R LogShortfall<R>(R x, int terms) where R : struct, IReal<R>
    {
        R one = R.Of(1), half = R.Of(0.5), near = R.AtMost(x, half), z = near / (near + R.Of(2)), square = z * z;
        R sum = R.Inverse(2 * terms + 1);
        for (int k = terms - 1; k >= 1; k--)
            sum = R.MulAdd(sum, square, R.Inverse(2 * k + 1));
        R large = R.AtMost(R.AtLeast(x, half), R.Of(1e30));
        return R.WhereLess(half, x, one - R.Log1p(large) / large, z - square * (one - z) * sum);
    }

    /// <summary>
    /// log(e⁻ˣ·I₀(x)) for x ≥ 0. Below 1, where I₀ is near 1, by the series of I₀ − 1 in ¼x², cut below 2⁻¹²⁰ of it,
    /// for floats below 2⁻³⁰.
    /// </summary>
    [MethodImpl(Inline)]
    internal static R LogBesselI0e<R>(R x, R scaledI0) where R : struct, IReal<R>
    {
        R one = R.Of(1), small = R.AtMost(x, one), square = R.Of(0.25) * small * small, sum = one;
        for (int n = R.IsSingle ? 7 : 17; n >= 2; n--)
            sum = R.MulAdd(sum * square, R.Ratio(1, n * n), one);
        return R.WhereLess(x, one, R.Log1p(square * sum) - small, R.Log(scaledI0));
    }
}
