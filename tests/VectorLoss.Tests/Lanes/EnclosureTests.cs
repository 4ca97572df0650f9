using System.Globalization;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// Enclosures against values of mpmath that are right to 150 bits: none misses, of exact arguments and of enclosed
/// ones, and none is wider than promised.
/// </summary>
public class EnclosureTests
{
    /// <summary>What an enclosure may add to the radius: relative to the result, and near 0.</summary>
    private const double Width = 4.0389678347315804e-28, LeastWidth = 7.9e-323;

    /// <summary>Functions with zeros where terms of the size of 1 and more cancel.</summary>
    private static readonly string[] Cancelling = ["Digamma", "LogBeta", "LogRisingFactorial"];

    // A reference of three doubles leaves 2⁻¹⁵⁹ of itself, and below the normal numbers a unit.
    private const double Left = 1e-45;

    private sealed record Point(string Function, double X, double Y, double High, double Middle, double Low)
    {
        public static Point Read(string line)
        {
            string[] cells = line.Split(',');
            double Number(int at) => double.Parse(cells[at], NumberStyles.Float, CultureInfo.InvariantCulture);
            return new(cells[0], Number(1), Number(2), Number(3), Number(4), Number(5));
        }

        /// <summary>Whether the true value can be the enclosed one.</summary>
        public bool IsIn(Enclosure found)
        {
            Enclosure gap = found - Enclosure.Of(High) - Enclosure.Of(Middle) - Enclosure.Of(Low);
            double radius = gap.Radius + (Left * Math.Abs(High)) + double.Epsilon;
            return found.IsKnown && new Enclosure(gap.Point, radius).MayBeZero;
        }

        /// <summary>At least the sum of the absolute terms.</summary>
        public double Terms => Math.Abs(High) + (Cancels ? 1 : 0);

        private bool Cancels => Cancelling.Contains(Function) || (Function == "LogGamma" && X < 0);

        public override string ToString()
            => string.Create(CultureInfo.InvariantCulture, $"{Function}({X:R}, {Y:R}) = {High:R}");
    }

    private static readonly Dictionary<string, Func<Enclosure, Enclosure, Enclosure>> Functions = new()
    {
        ["Divide"] = (x, y) => x / y,
        ["Sqrt"] = (x, _) => Enclosure.Sqrt(x),
        ["Exp"] = (x, _) => Enclosure.Exp(x),
        ["Expm1"] = (x, _) => Enclosure.Expm1(x),
        ["Log"] = (x, _) => Enclosure.Log(x),
        ["Log1p"] = (x, _) => Enclosure.Log1p(x),
        ["Tanh"] = (x, _) => Enclosure.Tanh(x),
        ["Sigmoid"] = (x, _) => Enclosure.Sigmoid(x),
        ["Softplus"] = (x, _) => Enclosure.Softplus(x),
        ["Sin"] = (x, _) => Enclosure.Sin(x),
        ["Cos"] = (x, _) => Enclosure.Cos(x),
        ["Atan"] = (x, _) => Enclosure.Atan(x),
        ["Pow"] = Enclosure.Pow,
        ["Erf"] = (x, _) => Enclosure.Erf(x),
        ["Erfc"] = (x, _) => Enclosure.Erfc(x),
        ["Erfcx"] = (x, _) => Enclosure.Erfcx(x),
        ["LogNormalCdf"] = (x, _) => Enclosure.LogNormalCdf(x),
        ["LogGamma"] = (x, _) => Enclosure.LogGamma(x),
        ["Digamma"] = (x, _) => Enclosure.Digamma(x),
        ["Polygamma"] = (x, y) => Enclosure.Polygamma((int)y.Midpoint, x),
        ["PolygammaRise0"] = (x, n) => Enclosure.PolygammaRise(0, x, n),
        ["PolygammaRise1"] = (x, n) => Enclosure.PolygammaRise(1, x, n),
        ["PolygammaRise3"] = (x, n) => Enclosure.PolygammaRise(3, x, n),
        ["LogBeta"] = Enclosure.LogBeta,
        ["LogRisingFactorial"] = Enclosure.LogRisingFactorial,
        ["BesselI0e"] = (x, _) => Enclosure.BesselI0e(x),
        ["BesselI1e"] = (x, _) => Enclosure.BesselI1e(x),
    };

    private static IEnumerable<Point> Points => File.ReadLines(
        Environment.GetEnvironmentVariable("VECTORLOSS_ENCLOSURES") ?? RepositoryFiles.Data("enclosures/reference.csv"))
        .Skip(1).Select(Point.Read);

    [Fact]
    public void The_true_value_of_an_exact_argument_is_in_the_enclosure_and_the_enclosure_is_narrow()
    {
        int seen = 0;
        foreach (Point point in Points)
        {
            Enclosure found = Functions[point.Function](Enclosure.Of(point.X), Enclosure.Of(point.Y));
            Assert.True(point.IsIn(found), $"{point} misses {found.Midpoint:R} ± {found.Radius:R}");
            Assert.True(found.Radius <= (Width * point.Terms) + LeastWidth, $"{point} has {found.Radius:R}");
            seen++;
        }
        Assert.True(seen >= 1000, $"{seen} points");
    }

    /// <summary>Around an argument lie enclosures of all sizes, of which it is no midpoint.</summary>
    [Fact]
    public void The_true_value_of_an_enclosed_argument_is_in_the_enclosure()
    {
        Random random = new(1);
        int seen = 0, known = 0;
        foreach (Point point in Points)
        {
            bool isExact = point.Y == 0 || point.Function == "Polygamma";
            Enclosure x = Around(point.X, random), y = isExact ? Enclosure.Of(point.Y) : Around(point.Y, random),
                found = Functions[point.Function](x, y);
            Assert.True(!found.IsKnown || point.IsIn(found),
                $"{point} of {x.Radius:R}, {y.Radius:R} misses {found.Midpoint:R} ± {found.Radius:R}");
            (seen, known) = (seen + 1, known + (found.IsKnown ? 1 : 0));
        }
        Assert.True(known > 0.9 * seen, $"{known} of {seen} known");
    }

    private static Enclosure Around(double x, Random random)
    {
        double radius = Math.Abs(x) * Math.Pow(2, -random.Next(1, 110));
        double shift = radius * ((2 * random.NextDouble()) - 1);
        // The shift is rounded where it is added, so the radius takes half a unit of it more.
        Enclosure moved = Enclosure.Of(x) + Enclosure.Of(shift);
        return new(moved.Point, moved.Radius + radius);
    }
}
