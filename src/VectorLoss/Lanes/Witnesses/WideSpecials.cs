namespace VectorLoss.Lanes;

/// <summary>
/// The special functions of <see cref="WideRange"/>: those of <see cref="Lane1{T}"/> where argument and result are
/// ordinary numbers, else the first term of the series at 0 or at ∞, whose next term is below a unit in the last place.
/// </summary>
internal static class WideSpecials
{
    private const double RootOfPi = 1.7724538509055160273, RootOfTwo = 1.4142135623730950488;
    private const double HalfLogOfTwoPi = 0.91893853320467274178;

    /// <summary>Below 2^−60 the second term of a series at 0 is lost; above 2^60, that of one at ∞.</summary>
    private const double Far = 60;

    /// <summary>From here on, e^(−x²) leaves the range of double soon.</summary>
    private const double Tail = 5;

    /// <summary>Where log Γ of double overflows or its argument does.</summary>
    private const double Limit = 1000;

    public static WideRange Tanh(WideRange x) => IsTiny(x) ? x : new(Lane1<double>.Tanh(new(x.Number)).Number);

    public static WideRange Sigmoid(WideRange x) => x.Number < -30 ? WideRange.Exp(x) / (Of(1) + WideRange.Exp(x))
        : new(Lane1<double>.Sigmoid(new(x.Number)).Number);

    public static WideRange Softplus(WideRange x) => x.Number < -30 ? WideRange.Log1p(WideRange.Exp(x))
        : x.Exponent > Limit ? x : new(Lane1<double>.Softplus(new(x.Number)).Number);

    public static WideRange Atan(WideRange x) => IsTiny(x) ? x : new(Lane1<double>.Atan(new(x.Number)).Number);

    public static WideRange Erf(WideRange x)
        => IsTiny(x) ? x * Of(2 / RootOfPi) : new(Lane1<double>.Erf(new(x.Number)).Number);

    public static WideRange Erfc(WideRange x) => x.Number > Tail ? Erfcx(x) * WideRange.Exp(-(x * x))
        : new(Lane1<double>.Erfc(new(x.Number)).Number);

    public static WideRange Erfcx(WideRange x) => x.Number < -Tail
        ? Of(2) * WideRange.Exp(x * x) - Erfcx(-x)
        : x.Exponent > Far ? Of(1 / RootOfPi) / x : new(Lane1<double>.Erfcx(new(x.Number)).Number);

    public static WideRange LogNormalCdf(WideRange x) => x.Number > Tail ? Of(-0.5) * Erfc(x / Of(RootOfTwo))
        : x.Number < 0 && x.Exponent > Far ? Of(-0.5) * x * x - WideRange.Log(-x) - Of(HalfLogOfTwoPi)
        : new(Lane1<double>.LogNormalCdf(new(x.Number)).Number);

    public static WideRange LogGamma(WideRange x) => IsTiny(x) ? -WideRange.Log(WideRange.Abs(x))
        : x.Exponent > Limit ? x * (WideRange.Log(x) - Of(1)) : new(Lane1<double>.LogGamma(new(x.Number)).Number);

    public static WideRange Digamma(WideRange x) => IsTiny(x) ? Of(-1) / x
        : x.Exponent > Far ? WideRange.Log(x) : new(Lane1<double>.Digamma(new(x.Number)).Number);

    public static WideRange BesselI0e(WideRange x) => x.Exponent > Far ? OverRoot(x)
        : new(Lane1<double>.BesselI0e(new(x.Number)).Number);

    public static WideRange BesselI1e(WideRange x) => IsTiny(x) ? Of(0.5) * x
        : x.Exponent <= Far ? new(Lane1<double>.BesselI1e(new(x.Number)).Number)
        : x.Number > 0 ? OverRoot(x) : -OverRoot(x);

    /// <summary>(−1)ⁿ⁺¹n!/xⁿ⁺¹ near 0, and (−1)ⁿ⁺¹(n − 1)!/xⁿ far from it.</summary>
    public static WideRange Polygamma(int n, WideRange x)
    {
        if (n == 0)
            return Digamma(x);
        if (!IsTiny(x) && x.Exponent <= Far)
            return new(Lane1<double>.Polygamma(n, new(x.Number)).Number);
        WideRange term = Of(n % 2 == 0 ? -1 : 1) / (IsTiny(x) ? x : Of(n));
        for (int factor = 1; factor <= n; factor++)
            term = term * Of(factor) / x;
        return term;
    }

    public static WideRange LogBeta(WideRange a, WideRange b)
    {
        WideRange less = WideRange.Min(a, b), more = WideRange.Max(a, b);
        if (IsTiny(less))
            return -WideRange.Log(less);
        if (more.Exponent <= Far)
            return new(Lane1<double>.LogBeta(new(a.Number), new(b.Number)).Number);
        // Γ(more)/Γ(more + less) is more^(−less) as long as less is small beside it; else Stirling's formula for both.
        return less.Exponent < more.Exponent - 2 * Far
            ? LogGamma(less) - less * WideRange.Log(more)
            : -(less * WideRange.Log1p(more / less) + more * WideRange.Log1p(less / more));
    }

    public static WideRange PolygammaRise(int k, WideRange x, WideRange n)
        => AreOrdinary(x, n) ? new(Lane1<double>.PolygammaRise(k, new(x.Number), new(n.Number)).Number)
            : n.Exponent < x.Exponent - Far ? n * Polygamma(k + 1, x)
            : x.Exponent <= Far ? Polygamma(k, x + n) - Polygamma(k, x)
            : k == 0 ? WideRange.Log1p(n / x)
            : Polygamma(k, x) * WideRange.Expm1(Of(-k) * WideRange.Log1p(n / x));

    public static WideRange LogRisingFactorial(WideRange x, WideRange n)
        => AreOrdinary(x, n) ? new(Lane1<double>.LogRisingFactorial(new(x.Number), new(n.Number)).Number)
            : n.Exponent < x.Exponent - Far ? n * Digamma(x)
            : LogGamma(x + n) - LogGamma(x);

    private static bool AreOrdinary(WideRange x, WideRange n)
        => x.Exponent is > -Far and <= Far && n.Exponent is > -Far and <= Far;

    private static WideRange Of(double constant) => WideRange.Of(constant);

    private static bool IsTiny(WideRange x) => x.Exponent < -Far;

    private static WideRange OverRoot(WideRange x)
        => Of(1 / (RootOfTwo * RootOfPi)) / WideRange.Sqrt(WideRange.Abs(x));
}
