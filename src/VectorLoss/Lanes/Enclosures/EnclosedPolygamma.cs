namespace VectorLoss.Lanes;

/// <summary>
/// ψ and its derivatives by their asymptotic series at shifted arguments, and the rise of them from x to x + n, where
/// each power 1/aᵖ of the series is 1/(a + n)ᵖ − 1/aᵖ, a multiple of n. (NIST Digital Library of Mathematical
/// Functions, 5.11.2 and 5.15.8, 5.15.9.)
/// </summary>
internal static class EnclosedPolygamma
{
    private const double Far = 40, Least = -1000;
    private const int MostOrder = 20;

    private static readonly Enclosure One = Enclosure.Of(1);

    public static Enclosure Digamma(Enclosure x) => Polygamma(0, x);

    /// <summary>
    /// (−1)ⁿ⁺¹·n!·(1/(n·Xⁿ) + 1/(2Xⁿ⁺¹) + Σ B₂ⱼ·(2j + n − 1)!/((2j)!·n!)/X²ʲ⁺ⁿ + Σ 1/(x + k)ⁿ⁺¹), where −log X
    /// stands for the first term if n = 0.
    /// </summary>
    public static Enclosure Polygamma(int n, Enclosure x)
    {
        if (n > MostOrder || !x.IsFinite || x.Midpoint < Least)
            return Enclosure.Unknown;
        Enclosure far = x, sum = default;
        for (; far.Midpoint < Far + (2 * n); far += One)
            sum += One / EnclosedPowers.Pow(far, Enclosure.Of(n + 1));
        if (!sum.IsKnown || !far.IsAbove)
            return Enclosure.Unknown;
        Enclosure inverse = One / far, power = EnclosedPowers.Pow(inverse, Enclosure.Of(n)),
            series = n == 0 ? -Enclosure.Log(far) : power / Enclosure.Of(n);
        power *= inverse;
        series += power / Enclosure.Of(2);
        double left = 0;
        foreach (Enclosure coefficient in Coefficients(n))
        {
            power *= inverse;
            Enclosure term = coefficient * power;
            // The last one is not summed: it bounds what is left.
            left = term.Magnitude;
            series += term;
            power *= inverse;
        }
        return Signed(n, EnclosedSeries.Widened(series, 2 * left) + sum);
    }

    /// <summary>ψ⁽ᵏ⁾(x + n) − ψ⁽ᵏ⁾(x) for x, x + n above 0.</summary>
    public static Enclosure Rise(int k, Enclosure x, Enclosure n)
    {
        Enclosure end = x + n;
        if (k > MostOrder || !x.IsFinite || !n.IsFinite || !x.IsAbove || !end.IsAbove)
            return Enclosure.Unknown;
        if (EnclosureArithmetic.IsZero(n))
            return n;
        if (n.Midpoint < 0)
            return -Rise(k, end, -n);
        Enclosure sum = default;
        for (; x.Midpoint < Far + (2 * k); x += One)
            sum -= new PowerPair(x, n, k + 1).Lost;
        PowerPair pair = new(x, n, k);
        Enclosure series = k == 0 ? -Enclosure.Log1p(n / x) : -pair.Lost / Enclosure.Of(k);
        pair = pair.Next;
        series -= pair.Lost / Enclosure.Of(2);
        double left = 0;
        Enclosure[] coefficients = Coefficients(k);
        foreach (Enclosure coefficient in coefficients)
        {
            pair = pair.Next;
            // What is left at both ends, or n times the derivative of that, which the derivative of its bound bounds.
            Enclosure first = coefficient * pair.Power;
            double ends = 2 * first.Magnitude;
            double slope = (n * first * Enclosure.Of((2 * coefficients.Length) + k) / x).Magnitude;
            left = Math.Min(ends, slope);
            series -= coefficient * pair.Lost;
            pair = pair.Next;
        }
        return Signed(k, EnclosedSeries.Widened(series, 2 * left) + sum);
    }

    // B₂ⱼ·(2j + n − 1)!/((2j)!·n!) for j = 1, 2, …; the last one bounds what the series leaves.
    private static Enclosure[] Coefficients(int n)
    {
        Enclosure[] coefficients = new Enclosure[EnclosedSeries.Terms + 1];
        // For n = 0, (2j − 1)!/(2j)! = 1/2j.
        Enclosure binomial = n == 0 ? One : One / Enclosure.Of(n);
        for (int j = 1; j <= coefficients.Length; j++)
        {
            binomial = n == 0 ? One / Enclosure.Of(2 * j) : binomial * Enclosure.Of((2 * j) + n - 2)
                * Enclosure.Of((2 * j) + n - 1) / Enclosure.Of(2 * j) / Enclosure.Of((2 * j) - 1);
            coefficients[j - 1] = EnclosedSeries.Bernoulli[j - 1] * binomial;
        }
        return coefficients;
    }

    /// <summary>
    /// 1/xᵠ and what it loses when x becomes x + n: n·vw·(wᵠ⁻¹ + wᵠ⁻²v + … + vᵠ⁻¹) of v = 1/x, w = 1/(x + n).
    /// </summary>
    private readonly struct PowerPair
    {
        private readonly Enclosure v, w, factor, terms;

        public PowerPair(Enclosure x, Enclosure n, int power)
        {
            Enclosure end = x + n;
            (v, w, factor, Power) = (One / x, One / end, n / end / x, One);
            for (; power > 0; power--)
                (terms, Power) = ((w * terms) + Power, v * Power);
        }

        private PowerPair(PowerPair last)
        {
            (v, w, factor) = (last.v, last.w, last.factor);
            (terms, Power) = ((w * last.terms) + last.Power, v * last.Power);
        }

        /// <summary>1/xᵠ.</summary>
        public Enclosure Power { get; }

        /// <summary>1/xᵠ − 1/(x + n)ᵠ.</summary>
        public Enclosure Lost => factor * terms;

        /// <summary>The next power.</summary>
        public PowerPair Next => new(this);
    }

    private static Enclosure Signed(int n, Enclosure sum)
    {
        Enclosure factorial = One;
        for (int k = 2; k <= n; k++)
            factorial *= Enclosure.Of(k);
        return n % 2 == 1 ? factorial * sum : -(factorial * sum);
    }
}
