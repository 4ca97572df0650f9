namespace VectorLoss.Cli.Lessons;

/// <summary>Straight lines through measurements.</summary>
internal static class Trend
{
    /// <summary>The slope of the least-squares line through (x, y).</summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        double x = points.Average(point => point.X), y = points.Average(point => point.Y);
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    /// <summary>The exponent e of the power law y = c·xᵉ that fits best in the logarithms.</summary>
    public static double Exponent(IEnumerable<(double X, double Y)> points) =>
        Slope([.. points.Select(point => (Math.Log(point.X), Math.Log(point.Y)))]);
}
