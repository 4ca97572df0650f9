using System.Globalization;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

public class LaneMathTests
{
    /// <summary>Function; bound of the float; bound of the double: those of the documentation, in ULP.</summary>
    public static TheoryData<string, double, double> Bounds => new()
    {
        { "Exp", 1.0, 1.5 }, { "Expm1", 1.0, 1.5 }, { "Log", 1.0, 1.5 }, { "Log1p", 1.0, 1.5 }, { "Tanh", 1.0, 1.5 },
        { "Sigmoid", 1.5, 1.5 }, { "Softplus", 1.5, 1.5 },
    };

    public static TheoryData<string> Names => [.. Functions.Names];

    // Without any SIMD the oracle runs in software FMA, some fifty times slower: a sample must do there.
    private static int Blocks => Widest.Bits < 256 ? 2 : 256;

    private const int BlockSize = 4096;

    private const double Infinity = double.PositiveInfinity;

    [Theory]
    [MemberData(nameof(Bounds))]
    public void A_million_doubles_stay_within_the_bound(string function, double single, double bound)
    {
        _ = single;
        (double Ulps, double At)[] worst = new (double, double)[Blocks];
        Parallel.For(0, Blocks, block =>
        {
            double[] x = new double[BlockSize];
            Arguments.Fill(function, block, x);
            worst[block] = Ulps.Worst(function, x);
        });
        Assert.All(worst, w => Assert.True(w.Ulps <= bound, $"{function}({w.At:R}) is off by {w.Ulps} ULP"));
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void A_million_floats_stay_within_the_bound(string function, double bound, double twice)
    {
        _ = twice;
        float[] x = new float[BlockSize * Blocks];
        // A stride that shares no factor with 2³² reaches every exponent and every part of each.
        for (int i = 0; i < x.Length; i++) x[i] = BitConverter.Int32BitsToSingle((int)(i * 4_095_017L));
        (double Ulps, float At) worst = Ulps.Worst(function, x);
        Assert.True(worst.Ulps <= bound, $"{function}({worst.At:R}) is off by {worst.Ulps} ULP");
    }

    /// <summary>All 2³² floats: minutes, and therefore only when VECTORLOSS_EXHAUSTIVE asks for it.</summary>
    [Theory]
    [MemberData(nameof(Bounds))]
    public void Every_float_stays_within_the_bound(string function, double bound, double twice)
    {
        _ = twice;
        Exhaustive.SkipUnlessAsked(function);
        (double Ulps, float At)[] worst = new (double, float)[1 << 16];
        Parallel.For(0, worst.Length, high =>
        {
            float[] x = new float[1 << 16];
            for (int low = 0; low < x.Length; low++) x[low] = BitConverter.Int32BitsToSingle((high << 16) | low);
            worst[high] = Ulps.Worst(function, x);
        });
        (double Ulps, float At) most = worst.MaxBy(w => double.IsNaN(w.Ulps) ? Infinity : w.Ulps);
        TestContext.Current.SendDiagnosticMessage($"{function}: {most.Ulps:F3} ULP at {most.At:R}");
        Assert.True(most.Ulps <= bound, $"{function}({most.At:R}) is off by {most.Ulps} ULP");
    }

    /// <summary>The corpus comes from arithmetic of 400 bits; 2⁻²⁰ ULP is far below what the bounds need.</summary>
    [Fact]
    public void The_oracle_agrees_with_arithmetic_of_400_bits()
    {
        foreach (string line in File.ReadLines(RepositoryFiles.Data("lanemath/reference.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            double[] high = new double[1], low = new double[1], exponent = new double[1];
            Oracle.Evaluate(cells[0], [Number(cells[1])], high, low, exponent);
            int shift = int.Parse(cells[4], CultureInfo.InvariantCulture) - (int)exponent[0];
            double trueHigh = Math.ScaleB(Number(cells[2]), shift), trueLow = Math.ScaleB(Number(cells[3]), shift);
            double error = Math.Abs(high[0] - trueHigh + (low[0] - trueLow));
            bool close = error <= Math.ScaleB(Math.Abs(trueHigh), -72);
            Assert.True(close, $"{line}: {high[0]:R} + {low[0]:R}, error {error}");
        }

        static double Number(string hexadecimal)
            => BitConverter.Int64BitsToDouble(
                long.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    /// <summary>Function, argument, result: C's annex F where C has the function.</summary>
    public static TheoryData<string, double, double> SpecialValues => new()
    {
        { "Exp", 0.0, 1 }, { "Exp", -0.0, 1 }, { "Exp", Infinity, Infinity }, { "Exp", -Infinity, 0 },
        { "Exp", 1000, Infinity }, { "Exp", -1000, 0 }, { "Exp", 1e-40, 1 }, { "Exp", 3e38, Infinity },
        { "Expm1", 0.0, 0.0 }, { "Expm1", -0.0, -0.0 }, { "Expm1", Infinity, Infinity }, { "Expm1", -Infinity, -1 },
        { "Expm1", 1000, Infinity }, { "Expm1", -1000, -1 },
        { "Log", 1, 0.0 }, { "Log", 0.0, -Infinity }, { "Log", -0.0, -Infinity }, { "Log", Infinity, Infinity },
        { "Log", -1, double.NaN }, { "Log", -1e-40, double.NaN }, { "Log", -Infinity, double.NaN },
        { "Log1p", 0.0, 0.0 }, { "Log1p", -0.0, -0.0 }, { "Log1p", -1, -Infinity }, { "Log1p", Infinity, Infinity },
        { "Log1p", -1.5, double.NaN }, { "Log1p", -Infinity, double.NaN },
        { "Tanh", 0.0, 0.0 }, { "Tanh", -0.0, -0.0 }, { "Tanh", Infinity, 1 }, { "Tanh", -Infinity, -1 },
        { "Tanh", 50, 1 }, { "Tanh", -50, -1 },
        { "Sigmoid", 0.0, 0.5 }, { "Sigmoid", -0.0, 0.5 }, { "Sigmoid", Infinity, 1 }, { "Sigmoid", -Infinity, 0.0 },
        { "Sigmoid", 100, 1 }, { "Sigmoid", -1000, 0.0 },
        { "Softplus", Infinity, Infinity }, { "Softplus", -Infinity, 0.0 }, { "Softplus", -1000, 0.0 },
        { "Softplus", 1000, 1000 },
    };

    [Theory]
    [MemberData(nameof(SpecialValues))]
    public void Special_values_are_those_of_C(string function, double x, double result)
    {
        foreach (Register register in Enum.GetValues<Register>())
        {
            Assert.Equal(result, Functions.Of(function, register, x));
            Assert.Equal((float)result, Functions.Of(function, register, (float)x));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Subnormal_arguments_near_zero_come_back_from_functions_of_slope_one(string function)
    {
        if (function is not ("Expm1" or "Log1p" or "Tanh")) return;
        for (int i = 1; i < 1000; i += 13)
        {
            float x = BitConverter.Int32BitsToSingle(i);
            Assert.Equal(-x, Functions.Of(function, Register.Widest, -x));
            double y = BitConverter.Int64BitsToDouble(i);
            Assert.Equal(-y, Functions.Of(function, Register.Widest, -y));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN_gives_NaN_whatever_its_payload(string function)
    {
        foreach (Register register in Enum.GetValues<Register>())
            for (int bit = 0; bit < 22; bit++)
            {
                float x = BitConverter.Int32BitsToSingle(0x7FC00000 | 1 << bit);
                Assert.True(float.IsNaN(Functions.Of(function, register, x)));
                Assert.True(float.IsNaN(Functions.Of(function, register, -x)));
                double y = BitConverter.Int64BitsToDouble(0x7FF8000000000000 | 1L << (2 * bit));
                Assert.True(double.IsNaN(Functions.Of(function, register, y)));
                Assert.True(double.IsNaN(Functions.Of(function, register, -y)));
            }
    }
}
