namespace VectorLoss.Tests;

/// <summary>
/// Arguments for sweeps, in strata: any bit pattern; the range where the function bends; every size on a logarithmic
/// scale; and the neighbourhoods of the points where the formulas change their reduction.
/// </summary>
internal static class Arguments
{
    /// <summary>
    /// Fills with finite arguments of the domain, also subnormal ones and those of subnormal results.
    /// </summary>
    public static void Fill(string function, int seed, Span<double> x)
    {
        var random = new Random(seed);
        for (int i = 0; i < x.Length; i++) x[i] = InDomain(function, Next(function, i & 3, random));
    }

    private static double Next(string function, int stratum, Random random)
    {
        double sign = random.Next(2) * 2 - 1;
        bool logarithm = function is "Log" or "Log1p";
        return stratum switch
        {
            0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            1 => sign * random.NextDouble() * (logarithm ? 4 : random.Next(8) == 0 ? 745 : 10),
            2 => sign * Math.ScaleB(1 + random.NextDouble(), random.Next(-60, 7)) + (function == "Log" ? 1 : 0),
            _ => Near(Breakpoint(function, random), random),
        };
    }

    private static double Breakpoint(string function, Random random) => function switch
    {
        "Log" => Math.ScaleB(random.Next(2, 4) * 0.75, random.Next(-1074, 1022)),
        "Log1p" => Math.ScaleB(random.Next(2, 4) * 0.75, random.Next(-20, 60)) - 1,
        "Tanh" => random.Next(-60, 61) * 0.17328679513998632,
        _ => random.Next(-240, 241) * 0.34657359027997264,
    };

    private static double Near(double x, Random random)
        => x * (1 + (random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(10, 52)));

    private static double InDomain(string function, double x)
    {
        if (!double.IsFinite(x)) x = 1;
        return function switch
        {
            "Log" => x == 0 ? 1 : Math.Abs(x),
            "Log1p" => x <= -1 ? -1 / x + (x == -1 ? 0.5 : 0) : x,
            // Beyond these the result is ∞ or 0, which the table of special values has.
            "Exp" or "Expm1" => x > 709.5 || x < -745 ? 500 / x : x,
            "Sigmoid" or "Softplus" => x < -745 ? 500 / x : x,
            _ => x,
        };
    }
}
