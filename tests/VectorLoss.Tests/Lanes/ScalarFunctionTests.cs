using System.Globalization;
using System.Numerics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// Sine, cosine, arctangent and power: true values by mpmath, every register, duals, and the values of C at the ends.
/// </summary>
public class ScalarFunctionTests
{
    /// <summary>The bound of the documentation, in ULP, for doubles and for floats.</summary>
    private const double Bound = 1.0, FloatBound = 0.51;

    private static readonly double[] Ends =
    [
        0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, double.NaN, double.PositiveInfinity,
            double.NegativeInfinity,
        double.Epsilon, -double.Epsilon, double.MaxValue, -double.MaxValue, 9007199254740991, -9007199254740991,
    ];

    private sealed record Point(string Function, double X, double Y, double High, double Low, int Exponent)
    {
        /// <summary>The distance of a result from the true value, in units in the last place of it.</summary>
        public double Ulps(double found, int digits, int least)
        {
            int unit = Math.Max(Exponent, least) - digits;
            double difference = Math.ScaleB(found, -unit) - Math.ScaleB(High, Exponent - unit);
            return Math.Abs(difference - Math.ScaleB(Low, Exponent - unit));
        }
    }

    private static IEnumerable<Point> Points => File.ReadLines(RepositoryFiles.Data("functions/reference.csv")).Skip(1)
        .Select(line => line.Split(','))
        .Select(cells => new Point(cells[0], Number(cells[1]), Number(cells[2]), Number(cells[3]), Number(cells[4]),
            int.Parse(cells[5], CultureInfo.InvariantCulture)));

    [Fact]
    public void Doubles_stay_within_the_bound()
        => Assert.All(Points, point =>
            Assert.InRange(point.Ulps(Of<Lane1<double>>(point.Function, new(point.X), new(point.Y)).Number, 52, -1022),
                0, Bound));

    /// <summary>The stored values are those of doubles; a float is one of them.</summary>
    [Fact]
    public void Floats_stay_within_the_bound()
        => Assert.All(Points.Where(point => (float)point.X == point.X && (float)point.Y == point.Y), point =>
            Assert.InRange(point.Ulps(Of<Lane1<float>>(point.Function, new((float)point.X),
                new((float)point.Y)).Number, 23, -126),
                0, FloatBound));

    [Fact]
    public void Ends_are_those_of_C()
    {
        foreach (double x in Ends)
        {
            Same(double.IsInfinity(x) ? double.NaN : Math.Sin(x), Of<Lane1<double>>("Sin", new(x), default).Number, x);
            Same(double.IsInfinity(x) ? double.NaN : Math.Cos(x), Of<Lane1<double>>("Cos", new(x), default).Number, x);
            Same(Math.Atan(x), Of<Lane1<double>>("Atan", new(x), default).Number, x);
            foreach (double y in Ends)
                Same(Math.Pow(x, y), Of<Lane1<double>>("Pow", new(x), new(y)).Number, x);
        }
    }

    [Theory]
    [InlineData("Sin")]
    [InlineData("Cos")]
    [InlineData("Atan")]
    [InlineData("Pow")]
    public void Every_register_gives_the_bits_of_one_number(string function)
    {
        AllRegisters<float>(function);
        AllRegisters<double>(function);
    }

    /// <summary>The slope of a dual, and the slope of that, against the textbook's derivatives.</summary>
    [Fact]
    public void Duals_carry_the_derivative()
    {
        Slope("Sin", 0.7, 0, Math.Cos(0.7), -Math.Sin(0.7));
        Slope("Cos", 0.7, 0, -Math.Sin(0.7), -Math.Cos(0.7));
        Slope("Atan", 0.7, 0, 1 / 1.49, -1.4 / (1.49 * 1.49));
        Slope("Pow", 0.7, 2.5, 2.5 * Math.Pow(0.7, 1.5), 3.75 * Math.Pow(0.7, 0.5));
        Slope("Pow", -2, 3, 12, -12);
        Slope("Pow", 0, 2, 0, 2);
        Dual<Lane1<double>> exponent = Dual<Lane1<double>>.Pow(Dual<Lane1<double>>.Of(0.7),
            Dual<Lane1<double>>.Variable(new(2.5)));
        Assert.Equal(Math.Pow(0.7, 2.5) * Math.Log(0.7), exponent.Slope.Number, 1e-15);
    }

    private static void Slope(string function, double x, double y, double slope, double curvature)
    {
        var once = Dual<Lane1<double>>.Variable(new(x));
        var twice = new Dual<Dual<Lane1<double>>>(once, Dual<Lane1<double>>.Of(1));
        Dual<Dual<Lane1<double>>> found = Of(function, twice, Dual<Dual<Lane1<double>>>.Of(y));
        // A few roundings of the formula, each of the size of the result.
        Assert.Equal(slope, found.Slope.Value.Number, 8 * Math.ScaleB(Math.Abs(slope), -52));
        Assert.Equal(curvature, found.Slope.Slope.Number, 16 * Math.ScaleB(Math.Abs(curvature) + Math.Abs(slope), -52));
    }

    private static R Of<R>(string function, R x, R y) where R : struct, IReal<R> => function switch
    {
        "Sin" => R.Sin(x),
        "Cos" => R.Cos(x),
        "Atan" => R.Atan(x),
        _ => R.Pow(x, y),
    };

    private static void AllRegisters<T>(string function) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = [.. Points.Where(point => point.Function == function).Select(point => T.CreateTruncating(point.X))];
        T[] y = [.. Points.Where(point => point.Function == function).Select(point => T.CreateTruncating(point.Y))];
        T[] expected = [.. x.Zip(y, (one, other) => Of<Lane1<T>>(function, new(one), new(other)).Number)];
        Register<LanesN<T>, T>(function, x, y, expected);
        Register<Lanes512<T>, T>(function, x, y, expected);
        Register<Lanes1024<T>, T>(function, x, y, expected);
    }

    private static void Register<V, T>(string function, T[] x, T[] y, T[] expected)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] found = new T[V.Count];
        for (int at = 0; at <= x.Length - V.Count; at += V.Count)
        {
            V.Store(Of(function, V.Load(x, at), V.Load(y, at)), found, 0);
            Assert.Equal(expected.AsSpan(at, V.Count).ToArray(), found);
        }
    }

    private static double Number(string bits)
        => BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Equal but for the last places, with the sign of a zero.</summary>
    private static void Same(double expected, double found, double x)
    {
        bool same = double.IsNaN(expected) ? double.IsNaN(found)
            : expected == found ? double.IsNegative(expected) == double.IsNegative(found)
            : Math.Abs(found - expected) <= Math.ScaleB(Math.Abs(expected), -51);
        Assert.True(same, $"{found} where C has {expected}, at {x}");
    }
}
