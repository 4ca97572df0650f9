using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The gamma function in twofold arithmetic by Stirling's series, from 16 on; smaller numbers are raised to there by
/// Γ(x + 1) = x·Γ(x). (NIST Digital Library of Mathematical Functions, §5.11.)
/// </summary>
internal static class GammaSeries
{
    /// <summary>Below, an argument is raised. The term B₄₀ of the series is below 2⁻¹¹⁰ here.</summary>
    private const double From = 16;

    /// <summary>From here on log Γ is above the largest double.</summary>
    private const double Largest = 2.5563481638716906e305;

    /// <summary>The terms of the series in twofold arithmetic; what follows is below 2⁻⁵⁰ of the first.</summary>
    private const int Twofold = 6;

    /// <summary>
    /// log Γ(x) for x above 0; the error is 2⁻⁹⁵ of the largest term, which counts beside the zeros at 1 and 2.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble LogGamma(DoubleDouble x)
    {
        if (x.High > Largest)
            return double.PositiveInfinity;
        DoubleDouble product = 1;
        for (; x.High < From; x += 1)
            product *= x;
        DoubleDouble main = (x - 0.5) * (DoubleDoubleMath.Log(x) - 1) + (Constant(GammaTables.HalfLogTwoPi) - 0.5);
        DoubleDouble raised = main + Correction(x);
        return product.High == 1 ? raised : raised - DoubleDoubleMath.Log(product);
    }

    /// <summary>
    /// log Γ(x + n) − log Γ(x) for x above 0 and n ≥ 0, with the digits of a small n: each term of the difference is
    /// formed as a multiple of n.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Rise(DoubleDouble x, DoubleDouble n)
    {
        if (x.High > 1e30)
            return RiseOfLarge(x, n);
        if (n.High > 16 * x.High)
            return n.High > Largest ? double.PositiveInfinity : LogGamma(x + n) - LogGamma(x);
        // The product of the ratios (x + n + k)/(x + k), less 1.
        DoubleDouble excess = 0;
        for (; x.High < From; x += 1)
        {
            DoubleDouble ratio = n / x;
            excess = excess + ratio + excess * ratio;
        }
        DoubleDouble y = x + n;
        DoubleDouble rise = (x - 0.5) * DoubleDoubleMath.Log1p(n / x) + n * (DoubleDoubleMath.Log(y) - 1);
        rise += CorrectionRise(1 / y, 1 / x, n);
        return excess.High == 0 ? rise : rise - DoubleDoubleMath.Log1p(excess);
    }

    /// <summary>
    /// n·(log(x + n) − 1) + x·log(1 + n/x): what it lacks is below log(x)/x of it. It is divided by 2¹² on the way, so
    /// that it is infinite where the result is and nowhere else.
    /// </summary>
    private static DoubleDouble RiseOfLarge(DoubleDouble x, DoubleDouble n)
    {
        const double down = 1.0 / 4096;
        DoubleDouble growth = DoubleDoubleMath.Log1p(n / x);
        DoubleDouble rise = n.Times(down) * (DoubleDoubleMath.Log(x) + growth - 1) + x.Times(down) * growth;
        return Math.Abs(rise.High) < double.MaxValue * down ? rise.Times(4096) : double.PositiveInfinity;
    }

    /// <summary>
    /// ψ(x) for x above 0; the error is 2⁻⁹⁵ of the largest term, which counts beside the zero.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Digamma(DoubleDouble x)
    {
        DoubleDouble sum = 0;
        for (; x.High < From; x += 1)
            sum += 1 / x;
        DoubleDouble inverse = 1 / x, w = inverse * inverse;
        return DoubleDoubleMath.Log(x) - inverse.Times(0.5) - Series(GammaTables.Asymptotic, w) * w - sum;
    }

    /// <summary>What log Γ(x) has beyond (x − ½)·log x − x + ½ log 2π.</summary>
    [MethodImpl(Compiled.Early)]
    private static DoubleDouble Correction(DoubleDouble x)
    {
        DoubleDouble inverse = 1 / x;
        return Series(GammaTables.Stirling, inverse * inverse) * inverse;
    }

    [MethodImpl(Compiled.Early)]
    private static DoubleDouble Series(ReadOnlySpan<double> pairs, DoubleDouble w)
    {
        int k = pairs.Length / 2 - 1;
        double tail = 0;
        for (; k >= Twofold; k--)
            tail = Math.FusedMultiplyAdd(tail, w.High, pairs[2 * k]);
        DoubleDouble sum = tail;
        for (; k >= 0; k--)
            sum = sum * w + Constant(pairs[(2 * k)..]);
        return sum;
    }

    /// <summary>
    /// The correction at 1/u less that at 1/v, where u − v = −n·u·v: each uᵏ − vᵏ is u − v times a sum of products.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    private static DoubleDouble CorrectionRise(DoubleDouble u, DoubleDouble v, DoubleDouble n)
    {
        ReadOnlySpan<double> pairs = GammaTables.Stirling;
        DoubleDouble uu = u * u, vv = v * v, power = v * (u + v), quotient = 1, sum = Constant(pairs);
        for (int k = 1; k < pairs.Length / 2; k++)
        {
            quotient = quotient * uu + power;
            power *= vv;
            DoubleDouble term = quotient * Constant(pairs[(2 * k)..]);
            sum += term;
            if (Math.Abs(term.High) < 1e-33)
                break;
        }
        return -(sum * n * u * v);
    }

    [MethodImpl(Compiled.Early)]
    private static DoubleDouble Constant(ReadOnlySpan<double> pair) => new(pair[0], pair[1]);
}
