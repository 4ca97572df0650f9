namespace VectorLoss.Lanes;

/// <summary>How far the errors of the arguments move a special function.</summary>
internal static class SpecialErrors
{
    /// <summary>
    /// The error times the largest derivative within it. The derivatives of these functions are largest at an end or
    /// at 0.
    /// </summary>
    public static double Carried(double x, double error, Func<Lane1<double>, Lane1<double>> derivative)
    {
        double low = x - error, high = x + error, largest = Math.Max(Size(low), Size(high));
        if (low < 0 && high > 0)
            largest = Math.Max(largest, Size(0));
        return error == 0 ? 0 : error * largest;

        double Size(double at) => Math.Abs(derivative(new(at)).Number);
    }

    /// <summary>
    /// The same for log Γ and its derivatives: between two poles largest at an end, infinite over a pole.
    /// </summary>
    public static double OfGamma(double x, double error, Func<Lane1<double>, Lane1<double>> derivative)
        => error > 0 && x - error <= 0 && Math.Ceiling(x - error) <= Math.Min(x + error, 0)
            ? double.PositiveInfinity : Carried(x, error, derivative);

    /// <summary>
    /// The same for log B: by each argument the derivative is largest where that is least and the other largest.
    /// </summary>
    public static double OfLogBeta(double a, double errorOfA, double b, double errorOfB)
    {
        double leastA = a - errorOfA, leastB = b - errorOfB;
        return Share(errorOfA, SpecialSlopes.LogBeta(new Lane1<double>(leastA), new(b + errorOfB)))
            + Share(errorOfB, SpecialSlopes.LogBeta(new Lane1<double>(leastB), new(a + errorOfA)));
    }

    /// <summary>The same for log Γ(x + n) − log Γ(x).</summary>
    public static double OfRise(double x, double errorOfX, double n, double errorOfN)
    {
        double low = Math.Abs(x - errorOfX + n - errorOfN), high = x + errorOfX + n + errorOfN;
        double slope = Math.Max(Math.Abs(GammaFunctions.Digamma.Of(low)), Math.Abs(GammaFunctions.Digamma.Of(high)));
        bool outside = x - errorOfX <= 0 || x - errorOfX + n - errorOfN <= 0;
        double byX = slope + Math.Abs(GammaFunctions.Digamma.Of(Math.Abs(x - errorOfX)));
        return outside && errorOfX + errorOfN > 0 ? double.PositiveInfinity
            : errorOfN * slope + (errorOfX == 0 ? 0 : errorOfX * byX);
    }

    private static double Share(double error, Lane1<double> derivative)
        => error == 0 ? 0 : double.IsNaN(derivative.Number) ? double.PositiveInfinity
            : error * Math.Abs(derivative.Number);
}
