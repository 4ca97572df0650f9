using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>The multiply-add by error-free transformations has the bits of the class library's.</summary>
public class SoftwareDoubleMulAddTests
{
    private const int Pairs = 400_000;

    /// <summary>Cancellations, sums beside ties, numbers far apart, products near both ends of the range.</summary>
    [Fact]
    public void It_has_the_bits_of_a_fused_multiply_add()
    {
        Random random = new(1);
        for (int pair = 0; pair < Pairs; pair++)
        {
            (double a, double b, double c) = Draw(random);
            (double d, double e, double f) = Draw(random);
            Same(a, b, c, d, e, f);
        }

        static (double A, double B, double C) Draw(Random random)
        {
            double a = Any(random), b = Any(random), product = a * b;
            return (a, b, random.Next(6) switch
            {
                0 => Any(random),
                1 => -product,
                2 => -Math.BitIncrement(product),
                // Half a unit of the last place of the larger one, and nearly so.
                3 => Math.ScaleB(product, -53) * (1 + random.Next(-1, 2) * double.Epsilon),
                4 => Math.ScaleB(1 + random.Next(2) * 2.220446049250313e-16, Exponent(product) + 53),
                _ => Math.ScaleB(random.NextInt64(1L << 53), Exponent(product) - 52 + random.Next(-120, 120)),
            });
        }
    }

    /// <summary>Zeros of both signs, exact ties, the ends of the range, infinities and NaN.</summary>
    [Fact]
    public void Hard_cases()
    {
        double[] numbers =
        [
            0, -0.0, 1, -1, 1.0000000000000002, 0.9999999999999999, 3, 1.1102230246251565e-16, 134217729,
            double.Epsilon, 2.2250738585072014e-308, 1e-160, -3e-160, 1e154, 2e154, double.MaxValue,
            double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        ];
        foreach (double a in numbers)
        {
            foreach (double b in numbers)
            {
                foreach (double c in numbers)
                {
                    Same(a, b, c, -a, b, c);
                }
                Same(a, b, a * b, a, b, -(a * b));
            }
        }
    }

    private static void Same(double a, double b, double c, double d, double e, double f)
    {
        var found = SoftwareDoubleMulAdd.Transformed(a, d, b, e, c, f).Numbers;
        Same(a, b, c, found[0]);
        Same(d, e, f, found[1]);
    }

    private static void Same(double a, double b, double c, double found)
    {
        double expected = Math.FusedMultiplyAdd(a, b, c);
        // All NaNs count as one.
        if (BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(found)
            && !(double.IsNaN(expected) && double.IsNaN(found)))
        {
            Assert.Fail($"{a:R}·{b:R} + {c:R} is {expected:R}, not {found:R}");
        }
    }

    private static int Exponent(double x) => x == 0 || !double.IsFinite(x) ? 0 : Math.Clamp(Math.ILogB(x), -1000, 900);

    private static double Any(Random random) => random.Next(8) switch
    {
        0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        1 => Math.ScaleB(random.Next(1 << 20), random.Next(-540, 500)),
        2 => random.Next(-9, 9),
        3 => (float)random.NextDouble(),
        _ => Math.ScaleB((1L << 52) + random.NextInt64(1L << 52), random.Next(-100, 40)) * (random.Next(2) * 2 - 1),
    };
}
