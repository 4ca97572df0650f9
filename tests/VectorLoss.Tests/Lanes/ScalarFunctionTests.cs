using System.Globalization;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;
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
        { "PolygammaRise0", 0.6, 0.51 }, { "PolygammaRise1", 0.6, 0.51 }, { "PolygammaRise3", 0.6, 0.51 },
        { "LogBeta", 0.6, 0.51 }, { "LogRisingFactorial", 0.6, 0.51 },
        { "BesselI0e", 1.0, 0.51 }, { "BesselI1e", 1.0, 0.51 },
    };

    /// <summary>The functions of one number, with the bound of the float.</summary>
    public static TheoryData<string, double> SingleBounds => [.. Bounds.Select(row => row.Data)
        .Where(row => Functions.Names.Contains(row.Item1)).Select(row => (row.Item1, row.Item3))];

    public static TheoryData<string> Names => [.. Bounds.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Doubles_stay_within_the_bound(string function, double bound, double single)
    {
        _ = single;
        (double Ulps, ReferencePoint? At) worst = default;
        foreach (ReferencePoint point in ReferencePoint.Of(function))
        {
            double found = ScalarFunctions.Of<Lane1<double>>(function, new(point.X), point.Y).Number;
            double ulps = point.Ulps(found, 52, -1022);
            if (!(ulps <= worst.Ulps)) worst = (ulps, point);
        }
        TestContext.Current.SendDiagnosticMessage(
            $"{function}: {worst.Ulps:F3} ULP at {worst.At?.X:R}, {worst.At?.Y:R}");
        // A file that VECTORLOSS_FUNCTIONS names may hold some functions only.
        Assert.SkipUnless(ReferencePoint.Of(function).Any(), $"No points of {function}.");
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

    /// <summary>
    /// Floats of every size against the doubles of the same function, which take another way in most of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(SingleBounds))]
    public void A_hundred_thousand_floats_stay_within_the_bound(string function, double bound)
    {
        float[] x = new float[100_000];
        // A stride that shares no factor with 2³² reaches every exponent and every part of each.
        for (int i = 0; i < x.Length; i++) x[i] = BitConverter.Int32BitsToSingle((int)(i * 40_950_017L));
        (double Ulps, float At) worst = Ulps.Worst(function, x);
        Assert.True(worst.Ulps <= bound, $"{function}({worst.At:R}) is off by {worst.Ulps} ULP");
    }

    /// <summary>All 2³² floats: an hour for all functions, and therefore only when asked for.</summary>
    [Theory]
    [MemberData(nameof(SingleBounds))]
    public void Every_float_stays_within_the_bound(string function, double bound)
    {
        Exhaustive.SkipUnlessAsked(function);
        (double Ulps, float At)[] worst = new (double, float)[1 << 16];
        Parallel.For(0, worst.Length, high =>
        {
            float[] x = new float[1 << 16];
            for (int low = 0; low < x.Length; low++) x[low] = BitConverter.Int32BitsToSingle((high << 16) | low);
            worst[high] = Ulps.Worst(function, x);
        });
        (double Ulps, float At) most = worst.MaxBy(w => double.IsNaN(w.Ulps) ? double.PositiveInfinity : w.Ulps);
        TestContext.Current.SendDiagnosticMessage($"{function}: {most.Ulps:F3} ULP at {most.At:R}");
        Assert.True(most.Ulps <= bound, $"{function}({most.At:R}) is off by {most.Ulps} ULP");
    }

    /// <summary>
    /// Powers of floats against those of doubles: 64 exponents with floats of every size, and pairs in strata. The long
    /// form takes every 1,021st float with each exponent, 2²² of them, and 10⁸ pairs: a few minutes, where all floats
    /// would take days.
    /// </summary>
    [Fact]
    public void Powers_of_floats_stay_within_the_bound()
    {
        int blocks = Exhaustive.IsAsked("Pow") ? 1 << 11 : 1;
        (double Ulps, float X, float Y)[] worst = new (double, float, float)[64 + 24];
        Parallel.For(0, worst.Length, set => worst[set] = Enumerable.Range(0, blocks)
            .Select(block => PowerBlock(set, block, blocks)).MaxBy(found => found.Ulps));
        (double Ulps, float X, float Y) most = worst.MaxBy(found => found.Ulps);
        TestContext.Current.SendDiagnosticMessage($"Pow: {most.Ulps:F4} ULP at {most.X:R}, {most.Y:R}");
        Assert.True(most.Ulps <= 0.51, $"{most.X:R} to the {most.Y:R} is off by {most.Ulps} ULP");
    }

    private static (double Ulps, float X, float Y) PowerBlock(int set, int block, int blocks)
    {
        const int size = 2048;
        // Odd strides that divide the circle of all floats into as many parts as there are numbers.
        long stride = blocks == 1 ? 2_097_143 : 1021;
        var random = new Random(block * 128 + set);
        float[] x = new float[size], y = new float[size], found = new float[size];
        for (int i = 0; i < size; i++)
        {
            long pattern = (((long)block * size) + i) * stride;
            x[i] = set < 64 ? BitConverter.Int32BitsToSingle((int)pattern)
                : (float)Math.ScaleB(1 + random.NextDouble(), random.Next(3) == 0 ? 0 : random.Next(-149, 128));
            y[i] = set < 64 ? Exponents[set] : (float)(random.NextDouble() * 192 - 100) / MathF.Log2(x[i]);
        }
        Elementwise.Pow<float>(x, y, found);
        (double Ulps, float X, float Y) worst = default;
        for (int i = 0; i < size; i++)
        {
            double truth = PowerFunction.Of(x[i], y[i]);
            if (found[i] == (float)truth) continue;
            double ulps = double.IsNaN(truth) ? (float.IsNaN(found[i]) ? 0 : 1e9) : Ulps.Of(found[i], truth);
            if (!(ulps <= worst.Ulps)) worst = (ulps, x[i], y[i]);
        }
        return worst;
    }

    /// <summary>
    /// Pairs in strata from 2⁻⁷⁰ to 2⁷⁰, pairs of usual size, and whole numbers, where results cancel: against the
    /// function of doubles in twofold arithmetic.
    /// </summary>
    [Theory]
    [InlineData("LogBeta")]
    [InlineData("LogRisingFactorial")]
    [InlineData("PolygammaRise0")]
    public void Pairs_of_floats_stay_within_the_bound(string function)
    {
        var random = new Random(7);
        int size = Exhaustive.IsAsked(function) ? 3_000_000 : 3_000;
        (double Ulps, float X, float Y) worst = default;
        for (int i = 0; i < size; i++)
        {
            float x = Draw(i), y = Draw(i), found = ScalarFunctions.Of<Lane1<float>>(function, new(x), y).Number;
            double truth = ScalarFunctions.Of<Lane1<double>>(function, new(x), y).Number;
            double ulps = found == (float)truth ? 0 : Ulps.Of(found, truth);
            if (!(ulps <= worst.Ulps)) worst = (ulps, x, y);
        }
        TestContext.Current.SendDiagnosticMessage($"{function}: {worst.Ulps:F4} ULP at {worst.X:R}, {worst.Y:R}");
        Assert.True(worst.Ulps <= 0.51, $"{function}({worst.X:R}, {worst.Y:R}) is off by {worst.Ulps} ULP");

        float Draw(int i) => (i % 3) switch
        {
            0 => (float)Math.ScaleB(1 + random.NextDouble(), random.Next(-70, 70)),
            1 => (float)(20 * random.NextDouble()),
            _ => random.Next(1, 12) + (float)Math.ScaleB(random.NextDouble(), -random.Next(60)),
        };
    }

    /// <summary>Halves, thirds, whole numbers of both signs, and what lies far from 1.</summary>
    private static readonly float[] Exponents =
    [
        .. Enumerable.Range(-16, 32).Select(i => 0.5f * i), .. Enumerable.Range(1, 16).Select(i => i / 3f),
        .. Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? 1 : -1) * MathF.ScaleB(1.7f, 3 * i - 24)),
    ];

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
