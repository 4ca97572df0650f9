using System.Globalization;
using System.Numerics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// The functions that go number by number: true values by mpmath, every register, duals, and the values of C at the
/// ends.
/// </summary>
public class ScalarFunctionTests
{
    private static readonly double[] Ends =
    [
        0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, double.NaN, double.PositiveInfinity,
            double.NegativeInfinity,
        double.Epsilon, -double.Epsilon, double.MaxValue, -double.MaxValue, 9007199254740991, -9007199254740991,
    ];

    /// <summary>Function; bound of the double; bound of the float: those of the documentation, in ULP.</summary>
    public static TheoryData<string, double, double> Bounds => new()
    {
        { "Sin", 1.0, 0.51 }, { "Cos", 1.0, 0.51 }, { "Atan", 1.0, 0.51 }, { "Pow", 1.0, 0.51 },
        { "Erf", 1.0, 0.51 }, { "Erfc", 1.0, 0.51 }, { "Erfcx", 1.0, 0.51 }, { "LogNormalCdf", 1.0, 0.51 },
        { "LogGamma", 0.6, 0.51 }, { "Digamma", 1.0, 0.51 }, { "Polygamma", 0.6, 0.51 },
        { "LogBeta", 0.6, 0.51 }, { "LogRisingFactorial", 0.6, 0.51 },
        { "BesselI0e", 1.0, 0.51 }, { "BesselI1e", 1.0, 0.51 },
    };

    public static TheoryData<string> Names => [.. Bounds.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Doubles_stay_within_the_bound(string function, double bound, double single)
    {
        _ = single;
        (double Ulps, ReferencePoint At) worst = (0, ReferencePoint.Of(function).First());
        foreach (ReferencePoint point in ReferencePoint.Of(function))
        {
            double found = ScalarFunctions.Of<Lane1<double>>(function, new(point.X), point.Y).Number;
            double ulps = point.Ulps(found, 52, -1022);
            if (!(ulps <= worst.Ulps)) worst = (ulps, point);
        }
        TestContext.Current.SendDiagnosticMessage($"{function}: {worst.Ulps:F3} ULP at {worst.At.X:R}, {worst.At.Y:R}");
        Assert.True(worst.Ulps <= bound, $"{worst.Ulps} ULP: {worst.At}");
    }

    /// <summary>The stored values are those of doubles; a float is one of them.</summary>
    [Theory]
    [MemberData(nameof(Bounds))]
    public void Floats_stay_within_the_bound(string function, double twice, double bound)
    {
        _ = twice;
        Assert.All(
            ReferencePoint.Of(function).Where(point => (float)point.X == point.X && (float)point.Y == point.Y),
            point => Assert.InRange(point.Ulps(
                ScalarFunctions.Of<Lane1<float>>(function, new((float)point.X), point.Y).Number, 23, -126), 0, bound));
    }

    [Fact]
    public void Ends_are_those_of_C()
    {
        foreach (double x in Ends)
        {
            Same(double.IsInfinity(x) ? double.NaN : Math.Sin(x), Of("Sin", x), x);
            Same(double.IsInfinity(x) ? double.NaN : Math.Cos(x), Of("Cos", x), x);
            Same(Math.Atan(x), Of("Atan", x), x);
            foreach (double y in Ends)
                Same(Math.Pow(x, y), Of("Pow", x, y), x);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
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
        Dual<Dual<Lane1<double>>> found = ScalarFunctions.Of(function, twice, y);
        // A few roundings of the formula, each of the size of the result.
        Assert.Equal(slope, found.Slope.Value.Number, 8 * Math.ScaleB(Math.Abs(slope), -52));
        Assert.Equal(curvature, found.Slope.Slope.Number, 16 * Math.ScaleB(Math.Abs(curvature) + Math.Abs(slope), -52));
    }

    private static void AllRegisters<T>(string function) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (IGrouping<double, ReferencePoint> group in ReferencePoint.Of(function)
            .GroupBy(point => function == "Polygamma" ? point.Y : 0))
        {
            T[] x = [.. group.Select(point => T.CreateTruncating(point.X))];
            T[] y = [.. group.Select(point => T.CreateTruncating(point.Y))];
            T[] expected = [.. x.Zip(y, (one, other) => Of<Lane1<T>, T>(function, new(one), new(other)).Number)];
            Register<LanesN<T>, T>(function, x, y, expected);
            Register<Lanes512<T>, T>(function, x, y, expected);
            Register<Lanes1024<T>, T>(function, x, y, expected);
        }
    }

    private static void Register<V, T>(string function, T[] x, T[] y, T[] expected)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] found = new T[V.Count];
        for (int at = 0; at <= x.Length - V.Count; at += V.Count)
        {
            V.Store(Of<V, T>(function, V.Load(x, at), V.Load(y, at)), found, 0);
            Assert.Equal(expected.AsSpan(at, V.Count).ToArray(), found);
        }
    }

    private static double Of(string function, double x, double y = 0)
        => ScalarFunctions.Of<Lane1<double>>(function, new(x), y).Number;

    private static V Of<V, T>(string function, V x, V y)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> order = stackalloc T[V.Count];
        V.Store(y, order, 0);
        return ScalarFunctions.Of(function, x, y, int.CreateTruncating(order[0]));
    }

    /// <summary>Equal but for the last places, with the sign of a zero.</summary>
    private static void Same(double expected, double found, double x)
    {
        bool same = double.IsNaN(expected) ? double.IsNaN(found)
            : expected == found ? double.IsNegative(expected) == double.IsNegative(found)
            : Math.Abs(found - expected) <= Math.ScaleB(Math.Abs(expected), -51);
        Assert.True(same, $"{found} where C has {expected}, at {x}");
    }
}
