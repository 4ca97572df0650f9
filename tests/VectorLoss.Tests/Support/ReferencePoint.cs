using System.Globalization;

namespace VectorLoss.Tests;

/// <summary>A true value of data/functions/reference.csv, or of the file that VECTORLOSS_FUNCTIONS names.</summary>
internal sealed record ReferencePoint(string Function, double X, double Y, double High, double Low, int Exponent)
{
    private static readonly Lazy<ILookup<string, ReferencePoint>> All
        = new(() => Read().ToLookup(point => point.Function));

    public static IEnumerable<ReferencePoint> Of(string function) => All.Value[function];

    /// <summary>
    /// The distance of a result from the true value, in units in the last place of it; of log Γ and its derivatives
    /// below 0, of the larger of it and 1.
    /// </summary>
    public double Ulps(double found, int digits, int least)
    {
        // 2¹⁰²⁴ and above is an infinity.
        if (Exponent >= 2 - least)
            return double.IsInfinity(found) && double.IsNegative(found) == High < 0 ? 0 : double.PositiveInfinity;
        int size = Function is "LogGamma" or "Digamma" or "Polygamma" && X < 0 ? Math.Max(Exponent, 0) : Exponent;
        int unit = Math.Max(size, least) - digits;
        double difference = Math.ScaleB(found, -unit) - Math.ScaleB(High, Exponent - unit);
        return Math.Abs(difference - Math.ScaleB(Low, Exponent - unit));
    }

    private static IEnumerable<ReferencePoint> Read()
    {
        string path = Environment.GetEnvironmentVariable("VECTORLOSS_FUNCTIONS")
            ?? RepositoryFiles.Data("functions/reference.csv");
        return File.ReadLines(path).Where(line => !line.StartsWith("function", StringComparison.Ordinal))
            .Select(line => line.Split(','))
            .Select(cells => new ReferencePoint(cells[0], Number(cells[1]), Number(cells[2]), Number(cells[3]),
                Number(cells[4]), int.Parse(cells[5], CultureInfo.InvariantCulture)));
    }

    private static double Number(string bits)
        => BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
