using VectorLoss.Lanes;

namespace VectorLoss.Tests;

/// <summary>Distances from the true result, in units in the last place of the true result.</summary>
internal static class Ulps
{
    /// <summary>Distance of a double from (high + low)·2ᵉ.</summary>
    public static double Of(double got, double high, double low, int exponent)
    {
        double scaled = Math.ScaleB(Math.ScaleB(got, -exponent / 2), -(exponent - exponent / 2));
        if (scaled == high && low == 0) return 0;
        int last = Math.Max(Math.ILogB(high) - 52, -1074 - exponent);
        return Math.ScaleB(Math.ScaleB(Math.Abs(scaled - high - low), -last / 2), -(last - last / 2));
    }

    /// <summary>Distance of a float from a true result that a double holds to 2⁻⁵² of itself.</summary>
    public static double Of(float got, double truth)
    {
        if (got == truth) return 0;
        // Overflow rounds to the number that would follow the largest.
        double number = float.IsInfinity(got) ? Math.CopySign(Math.ScaleB(1, 128), got) : got;
        int exponent = (int)(BitConverter.DoubleToInt64Bits(truth) >> 52 & 0x7FF) - 1023;
        return Math.Abs(number - truth) * BitConverter.Int64BitsToDouble((1023L + 23 - Math.Max(exponent, -126)) << 52);
    }

    /// <summary>
    /// The worst of float results on one block of arguments, judged by the double of the same function, or by the class
    /// library's where a float is the rounded double of the same code.
    /// </summary>
    public static (double Ulps, float At) Worst(string function, ReadOnlySpan<float> x)
    {
        float[] got = new float[x.Length];
        double[] wide = new double[x.Length], truth = new double[x.Length];
        for (int i = 0; i < x.Length; i++) wide[i] = x[i];
        Functions.Run(function, Register.Widest, x, got);
        if (ClassLibrary(function) is { } independent)
            for (int i = 0; i < x.Length; i++) truth[i] = independent(wide[i]);
        else
            Functions.Run<double>(function, Register.Widest, wide, truth);
        (double Ulps, float At) worst = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(truth[i]) ? float.IsNaN(got[i]) : got[i] == (float)truth[i]) continue;
            double ulps = Of(got[i], truth[i]);
            if (!(ulps <= worst.Ulps)) worst = (ulps, x[i]);
        }
        return worst;
    }

    private static Func<double, double>? ClassLibrary(string function) => function switch
    {
        "Sin" => Math.Sin,
        "Cos" => Math.Cos,
        "Atan" => Math.Atan,
        _ => null,
    };

    /// <summary>The worst of double results on one block of arguments, judged by the oracle.</summary>
    public static (double Ulps, double At) Worst(string function, ReadOnlySpan<double> x)
    {
        double[] got = new double[x.Length], high = new double[x.Length], low = new double[x.Length],
            exponent = new double[x.Length];
        Functions.Run(function, Register.Widest, x, got);
        Oracle.Evaluate(function, x, high, low, exponent);
        (double Ulps, double At) worst = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double ulps = Of(got[i], high[i], low[i], (int)exponent[i]);
            if (!(ulps <= worst.Ulps)) worst = (ulps, x[i]);
        }
        return worst;
    }
}
