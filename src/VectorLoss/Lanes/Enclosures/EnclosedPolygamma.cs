namespace VectorLoss.Lanes;

/// <summary>
/// ψ and its derivatives by their asymptotic series at shifted arguments. (NIST Digital Library of Mathematical
/// Functions, 5.11.2 and 5.15.8, 5.15.9.)
/// </summary>
internal static class EnclosedPolygamma
{
    private const double Far = 40, Least = -1000;
    private const int MostOrder = 20;

    private static readonly Enclosure One = Enclosure.Of(1);

    public static Enclosure Digamma(Enclosure x)
    {
        if (!Shifted(x, 0, out Enclosure far, out Enclosure sum))
            return Enclosure.Unknown;
        Enclosure square = One / (far * far), series = default, power = One;
        for (int j = 1; j <= EnclosedSeries.Terms; j++)
        {
            power *= square;
            series += EnclosedSeries.Bernoulli[j - 1] / Enclosure.Of(2 * j) * power;
        }
        double left = (EnclosedSeries.Bernoulli[EnclosedSeries.Terms] * power * square).Magnitude;
        return Enclosure.Log(far) - (Enclosure.Of(0.5) / far) - EnclosedSeries.Widened(series, left) - sum;
    }

    /// <summary>(−1)ⁿ⁺¹·n!·(1/(n·Xⁿ) + 1/(2Xⁿ⁺¹) + Σ B₂ⱼ·(2j + n − 1)!/((2j)!·n!)/X²ʲ⁺ⁿ + Σ 1/(x + k)ⁿ⁺¹)</summary>
    public static Enclosure Polygamma(int n, Enclosure x)
    {
        if (n == 0)
            return Digamma(x);
        if (n > MostOrder || !Shifted(x, n, out Enclosure far, out Enclosure sum))
            return Enclosure.Unknown;
        Enclosure power = One / EnclosedPowers.Pow(far, Enclosure.Of(n)), square = One / (far * far), factorial = One;
        for (int k = 2; k <= n; k++)
            factorial *= Enclosure.Of(k);
        Enclosure binomial = One / Enclosure.Of(n), series = (power * binomial) + (power / far / Enclosure.Of(2));
        double left = 0;
        for (int j = 1; j <= EnclosedSeries.Terms + 1; j++)
        {
            // (2j + n − 1)!/((2j)!·n!) from that of j − 1.
            binomial *= Enclosure.Of((2 * j) + n - 2) * Enclosure.Of((2 * j) + n - 1)
                / Enclosure.Of(2 * j) / Enclosure.Of((2 * j) - 1);
            power *= square;
            Enclosure term = EnclosedSeries.Bernoulli[j - 1] * binomial * power;
            if (j <= EnclosedSeries.Terms)
                series += term;
            left = term.Magnitude;
        }
        Enclosure value = factorial * (EnclosedSeries.Widened(series, left) + sum);
        return n % 2 == 1 ? value : -value;
    }

    // x moved up to where the series has every digit, and the sum of 1/(x + k)ⁿ⁺¹ on the way.
    private static bool Shifted(Enclosure x, int n, out Enclosure far, out Enclosure sum)
    {
        (far, sum) = (x, default);
        if (!x.IsFinite || x.Midpoint < Least)
            return false;
        for (; far.Midpoint < Far + (2 * n); far += One)
            sum += One / EnclosedPowers.Pow(far, Enclosure.Of(n + 1));
        return sum.IsKnown && far.IsAbove;
    }
}
