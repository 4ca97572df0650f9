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

    /// <summary>
    /// The same for a rise from x to x + n, of log Γ or of a derivative of it: by n the derivative is largest at an
    /// end, by x where that is least, and n largest or least.
    /// </summary>
    /// <param name="order">Which derivative of ψ is the derivative by n: 0 for the rise of log Γ.</param>
    /// <param name="x">Where the rise begins.</param>
    /// <param name="errorOfX">The error of x.</param>
    /// <param name="n">How far it goes.</param>
    /// <param name="errorOfN">The error of n.</param>
    public static double OfRise(int order, double x, double errorOfX, double n, double errorOfN)
    {
        double least = x - errorOfX, low = least + n - errorOfN, high = x + errorOfX + n + errorOfN;
        if (errorOfX + errorOfN == 0)
            return 0;
        if (!(least > 0 && low > 0))
            return double.PositiveInfinity;
        double byN = Math.Max(Math.Abs(PolygammaFunction.Of(order, low)), Math.Abs(PolygammaFunction.Of(order, high)));
        double byX = Math.Max(Math.Abs(PolygammaRise.Of(order, least, n - errorOfN)),
            Math.Abs(PolygammaRise.Of(order, least, n + errorOfN)));
        return (errorOfN == 0 ? 0 : errorOfN * byN) + (errorOfX == 0 ? 0 : errorOfX * byX);
    }

    private static double Share(double error, Lane1<double> derivative)
        => error == 0 ? 0 : double.IsNaN(derivative.Number) ? double.PositiveInfinity
            : error * Math.Abs(derivative.Number);
}
