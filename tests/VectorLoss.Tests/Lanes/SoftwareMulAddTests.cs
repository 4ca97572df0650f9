using System.Runtime.Intrinsics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>The multiply-add of builds without the instruction has the bits of the class library's.</summary>
public class SoftwareMulAddTests
{
    private const int Groups = 400_000;

    [Fact]
    public void It_has_the_bits_of_a_fused_multiply_add()
    {
        Random random = new(1);
        Span<float> a = stackalloc float[4], b = stackalloc float[4], c = stackalloc float[4];
        for (int group = 0; group < Groups; group++)
        {
            for (int i = 0; i < 4; i++)
            {
                (a[i], b[i]) = (Any(random), Any(random));
                c[i] = random.Next(4) switch
                {
                    0 => Any(random),
                    1 => -(a[i] * b[i]),
                    2 => BesideTie(a[i], b[i]),
                    _ => Far(a[i], b[i], random),
                };
            }
            Same(a, b, c);
        }
    }

    /// <summary>Exact ties, the end of the range, subnormals, zeros, infinities.</summary>
    [Theory]
    [InlineData(1f, 1f, 5.9604645e-8f)]
    [InlineData(1.0000001f, 1f, 5.9604645e-8f)]
    [InlineData(1.0000001f, 0.99999994f, 5.9604645e-8f)]
    [InlineData(3.4028235e38f, 1f, 1.0141204e31f)]
    [InlineData(3.4028235e38f, 1f, 1.0141203e31f)]
    [InlineData(3.4028235e38f, 3.4028235e38f, float.NegativeInfinity)]
    [InlineData(1e-23f, 7e-23f, 0f)]
    [InlineData(1e-23f, 7e-23f, 1e-45f)]
    [InlineData(1e-45f, 0.5f, 0f)]
    [InlineData(1e-45f, 0.5f, 1e-45f)]
    [InlineData(1e-45f, 1e-45f, 1.1754944e-38f)]
    [InlineData(1e-45f, -1e-45f, 1.1754944e-38f)]
    [InlineData(0f, -1f, 0f)]
    [InlineData(float.PositiveInfinity, 0f, 1f)]
    [InlineData(float.PositiveInfinity, 1f, float.NegativeInfinity)]
    [InlineData(float.NaN, 1f, 1f)]
    public void Hard_cases(float a, float b, float c) => Same([a, 1, -a, 2], [b, b, b, b], [c, c, -c, 3]);

    private static void Same(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        Vector128<float> found = SoftwareMulAdd.Of(Vector128.Create(a), Vector128.Create(b), Vector128.Create(c));
        for (int i = 0; i < 4; i++)
        {
            float expected = MathF.FusedMultiplyAdd(a[i], b[i], c[i]);
            // All NaNs count as one.
            if (BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(found[i])
                && !(float.IsNaN(expected) && float.IsNaN(found[i])))
            {
                Assert.Fail($"{a[i]:R}·{b[i]:R} + {c[i]:R} is {expected:R}, not {found[i]:R}");
            }
        }
    }

    private static float Any(Random random) => random.Next(8) switch
    {
        0 => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
        1 => (float)Math.ScaleB(random.Next(1 << 24), random.Next(-149, 104)),
        2 => random.Next(-9, 9),
        _ => (float)Math.ScaleB((1 << 23) + random.Next(1 << 23), random.Next(-100, 40)) * (random.Next(2) * 2 - 1),
    };

    // The sum lies near the middle of two floats: c is a large odd multiple of half a unit of the product's last place.
    private static float BesideTie(float a, float b)
    {
        int exponent = Math.Clamp(Math.ILogB((double)a * b), -300, 300);
        return (float)Math.ScaleB(1 + (double)a % 1, exponent + 24);
    }

    private static float Far(float a, float b, Random random)
        => (float)Math.ScaleB(random.Next(1 << 24) * (random.Next(2) * 2 - 1),
            Math.Clamp(Math.ILogB((double)a * b), -300, 300) + random.Next(-50, 30));
}
