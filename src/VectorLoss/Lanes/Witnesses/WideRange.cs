using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// A number of the precision of double and of almost any size: fraction · 2^exponent. What overflows or underflows in
/// the middle of a formula over <see cref="IReal{R}"/> does not here, so the same formula serves rows of any scale.
/// </summary>
/// <remarks>
/// The four operations, the fused multiply-add and the root are rounded once, as in double, and never subnormal. The
/// functions are those of <see cref="Lane1{T}"/> where argument and result are ordinary numbers. Beyond 2^±(2⁵²) the
/// exponent is itself rounded, so that powers of e keep the digits of their logarithms; beyond 2^±(2²⁶⁰) are ∞ and 0.
/// </remarks>
[DebuggerDisplay("{fraction}·2^{exponent}")]
internal readonly struct WideRange : IReal<WideRange>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const double Log2High = 0.6931471805599453, Log2Low = 2.3190468138462996e-17;

    /// <summary>Below 2^−60, x and x + x² are one number.</summary>
    private const double Tiny = -60;

    /// <summary>From here on an exponent has no place for ones.</summary>
    private const double Rounded = 1L << 52, Largest = Rounded * Rounded * Rounded * Rounded * Rounded;

    // ±1 … ±2 with a whole exponent; any fraction where the exponent is rounded. 0, ∞ and NaN have the exponent 0.
    private readonly double fraction;
    private readonly double exponent;

    /// <summary>value · 2^exponent.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="exponent">A whole number.</param>
    [MethodImpl(Compiled.AtOnce)]
    public WideRange(double value, double exponent = 0)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            fraction = value;
            return;
        }
        int own = Math.Abs(exponent) < Rounded ? Math.ILogB(value) : 0;
        this.exponent = exponent + own;
        fraction = Math.ScaleB(value, -own);
        if (Math.Abs(this.exponent) < Largest)
            return;
        fraction *= this.exponent > 0 ? double.PositiveInfinity : 0;
        this.exponent = 0;
    }

    /// <summary>The exponent of its size; 0 for 0, ∞ and NaN.</summary>
    public double Exponent => exponent;

    /// <summary>The nearest double; ∞ and 0 where there is none.</summary>
    public double Number => Math.ScaleB(fraction, (int)Math.Clamp(exponent, -3000, 3000));

    public static WideRange Of(double constant) => new(constant);

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange operator +(WideRange a, WideRange b)
    {
        if (b.fraction == 0 || !double.IsFinite(a.fraction))
            return new(a.fraction + b.fraction, a.exponent);
        if (a.fraction == 0 || !double.IsFinite(b.fraction))
            return b;
        return a.exponent >= b.exponent ? Aligned(a, b) : Aligned(b, a);
    }

    public static WideRange operator -(WideRange a, WideRange b) => a + -b;

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange operator *(WideRange a, WideRange b)
        => AreWhole(a, b, a.exponent + b.exponent) ? new(a.fraction * b.fraction, a.exponent + b.exponent)
            : Joined(a, b.exponent, Share(a) * Share(b), Size(a) + Size(b));

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange operator /(WideRange a, WideRange b)
        => AreWhole(a, b, a.exponent - b.exponent) ? new(a.fraction / b.fraction, a.exponent - b.exponent)
            : Joined(a, -b.exponent, Share(a) / Share(b), Size(a) - Size(b));

    public static WideRange operator -(WideRange x) => new(-x.fraction, x.exponent);

    public static WideRange Abs(WideRange x) => new(Math.Abs(x.fraction), x.exponent);

    public static WideRange Min(WideRange a, WideRange b) => IsNaN(a) || Less(a, b) ? a : b;

    public static WideRange Max(WideRange a, WideRange b) => IsNaN(a) || Less(b, a) ? a : b;

    public static WideRange AtLeast(WideRange x, WideRange bound) => Less(x, bound) ? bound : x;

    public static WideRange AtMost(WideRange x, WideRange bound) => Less(bound, x) ? bound : x;

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange MulAdd(WideRange a, WideRange b, WideRange c)
    {
        double apart = c.exponent - (a.exponent + b.exponent);
        return c.fraction == 0 || Math.Abs(apart) > 900
            ? a * b + c
            : new(Math.FusedMultiplyAdd(a.fraction, b.fraction, Math.ScaleB(c.fraction, (int)apart)),
                a.exponent + b.exponent);
    }

    public static WideRange Sqrt(WideRange x)
    {
        double half = Math.Floor(x.exponent / 2);
        return new(Math.Sqrt(x.exponent == 2 * half ? x.fraction : 2 * x.fraction), half);
    }

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange Exp(WideRange x)
    {
        double number = x.Number;
        if (!(Math.Abs(number) > 700))
            return new(Lane1<double>.Exp(new(number)).Number);
        if (Math.Abs(number) > Rounded)
            return new(1, number / Log2High);
        double powers = Math.Round(number / Log2High);
        double rest = Math.FusedMultiplyAdd(-powers, Log2High, number) - powers * Log2Low;
        return new(Lane1<double>.Exp(new(rest)).Number, powers);
    }

    public static WideRange Expm1(WideRange x) => x.exponent < Tiny ? x
        : x.Number < 700 ? new(Lane1<double>.Expm1(new(x.Number)).Number) : Exp(x);

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange Log(WideRange x) => Math.Abs(x.exponent) <= 1000
        ? new(Lane1<double>.Log(new(x.Number)).Number)
        : new(x.exponent * Log2High + (x.exponent * Log2Low + Lane1<double>.Log(new(x.fraction)).Number));

    [MethodImpl(Compiled.AtOnce)]
    public static WideRange Log1p(WideRange x) => x.exponent < Tiny ? x
        : x.exponent > 1000 ? Log(x) : new(Lane1<double>.Log1p(new(x.Number)).Number);

    public static WideRange Sin(WideRange x) => x.exponent < Tiny ? x : new(Lane1<double>.Sin(new(x.Number)).Number);

    public static WideRange Cos(WideRange x) => new(Lane1<double>.Cos(new(x.Number)).Number);

    /// <summary>xʸ, by the logarithm where the result in double would overflow or underflow.</summary>
    public static WideRange Pow(WideRange x, WideRange y)
    {
        double power = Lane1<double>.Pow(new(x.Number), new(y.Number)).Number;
        return Math.Abs(x.exponent) <= 1000 && Math.Abs(power) is > 1e-300 and < 1e300 ? new(power)
            : x.fraction > 0 && x.fraction <= 2 ? Exp(y * Log(x)) : new(power);
    }

    public static WideRange Tanh(WideRange x) => WideSpecials.Tanh(x);
    public static WideRange Sigmoid(WideRange x) => WideSpecials.Sigmoid(x);
    public static WideRange Softplus(WideRange x) => WideSpecials.Softplus(x);
    public static WideRange Atan(WideRange x) => WideSpecials.Atan(x);
    public static WideRange Erf(WideRange x) => WideSpecials.Erf(x);
    public static WideRange Erfc(WideRange x) => WideSpecials.Erfc(x);
    public static WideRange Erfcx(WideRange x) => WideSpecials.Erfcx(x);
    public static WideRange LogNormalCdf(WideRange x) => WideSpecials.LogNormalCdf(x);
    public static WideRange LogGamma(WideRange x) => WideSpecials.LogGamma(x);
    public static WideRange Digamma(WideRange x) => WideSpecials.Digamma(x);
    public static WideRange BesselI0e(WideRange x) => WideSpecials.BesselI0e(x);
    public static WideRange BesselI1e(WideRange x) => WideSpecials.BesselI1e(x);
    public static WideRange Polygamma(int n, WideRange x) => WideSpecials.Polygamma(n, x);
    public static WideRange PolygammaRise(int k, WideRange x, WideRange n) => WideSpecials.PolygammaRise(k, x, n);
    public static WideRange LogBeta(WideRange a, WideRange b) => WideSpecials.LogBeta(a, b);
    public static WideRange LogRisingFactorial(WideRange x, WideRange n) => WideSpecials.LogRisingFactorial(x, n);

    public static WideRange WhereLess(WideRange a, WideRange b, WideRange then, WideRange otherwise)
        => Less(a, b) ? then : otherwise;

    public static WideRange WhereEqual(WideRange a, WideRange b, WideRange then, WideRange otherwise)
        => a.fraction == b.fraction && a.exponent == b.exponent ? then : otherwise;

    // What the sum of the exponents loses by rounding is given to the fraction, as far as that holds it: the exponent
    // of a weight, which has no place beside that of a huge power, comes back when the power leaves. More is lost only
    // where the exponents are not known so well, and an int would not hold it.
    private static WideRange Joined(WideRange a, double b, double share, double size)
    {
        double sum = a.exponent + b, added = sum - a.exponent;
        size += a.exponent - (sum - added) + (b - added);
        return Math.Abs(sum) < Rounded ? new(share, sum + size)
            : new(Math.ScaleB(share, (int)Math.Clamp(size, -1074, 1000)), sum);
    }

    // A fraction is of many sizes beside a rounded exponent, and a product of two may leave the range of double.
    [MethodImpl(Inline)]
    private static bool AreWhole(WideRange a, WideRange b, double joined)
        => Math.Abs(a.exponent) < Rounded && Math.Abs(b.exponent) < Rounded && Math.Abs(joined) < Rounded;

    private static double Share(WideRange x) => Math.ScaleB(x.fraction, -Size(x));
    private static int Size(WideRange x) => double.IsNormal(x.fraction) ? Math.ILogB(x.fraction) : 0;

    private static bool IsNaN(WideRange x) => double.IsNaN(x.fraction);

    // The sign of a rounded difference is that of the exact one.
    private static bool Less(WideRange a, WideRange b) => (a - b).fraction < 0;

    [MethodImpl(Inline)]
    private static WideRange Aligned(WideRange large, WideRange small)
    {
        double apart = small.exponent - large.exponent;
        return apart < -200 ? large
            : new(large.fraction + Math.ScaleB(small.fraction, (int)apart), large.exponent);
    }
}
