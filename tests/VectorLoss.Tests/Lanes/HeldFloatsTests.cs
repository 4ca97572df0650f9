using System.Runtime.Intrinsics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// Chains of floats in double have the bits of chains of fused multiply-adds, or say that they may not.
/// </summary>
public class HeldFloatsTests
{
    private const int Rounds = 300_000, Side = HeldTiles.Side;

    /// <summary>
    /// A step whose sums are not subnormal, as the watch says, is right where its margin is sure; and a margin is
    /// seldom unsure of random numbers.
    /// </summary>
    [Fact]
    public void A_step_that_is_sure_has_the_bits_of_a_fused_multiply_add()
    {
        Random random = new(2);
        Span<float> a = stackalloc float[4], b = stackalloc float[4], c = stackalloc float[4];
        int unsure = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bool isTie = random.Next(2) == 0;
            for (int i = 0; i < 4; i++)
            {
                (a[i], b[i]) = (Number(random, 60), Number(random, 60));
                // Ties are half a unit of the last place of c, which the product is, nearly or exactly.
                c[i] = isTie ? a[i] * b[i] * (float)Math.ScaleB(1 + random.Next(4), 24) : Number(random, 120);
            }
            HeldMargin margin = HeldMargin.Whole;
            Vector128<float> sum = HeldFloats.MulAddWatched(Wide(a), Wide(b), Wide(c), ref margin).Narrow();
            unsure += margin.IsSure || isTie ? 0 : 1;
            for (int i = 0; i < 4 && margin.IsSure; i++)
                Assert.Equal(Bits(MathF.FusedMultiplyAdd(a[i], b[i], c[i])), Bits(sum[i]));
        }
        Assert.InRange(unsure, 0, Rounds / 100);

        static HeldFloats Wide(ReadOnlySpan<float> x) => HeldFloats.Widen(Vector128.Create(x));
    }

    /// <summary>A tie that the exact sum is not, and a subnormal sum, are seen.</summary>
    [Theory]
    [InlineData(1.0000001f, 0.99999994f, 5.9604645e-8f, true)]
    [InlineData(5.9604645e-8f, 1f, 1f, false)]
    [InlineData(1e-23f, 7e-23f, 1e-45f, false)]
    [InlineData(0f, 7e-23f, 0f, true)]
    [InlineData(3f, 5f, -15f, true)]
    public void The_margin_sees_ties_and_subnormal_sums(float a, float b, float c, bool isSure)
    {
        HeldMargin margin = HeldMargin.Whole;
        HeldFloats.MulAddWatched(HeldFloats.Of(a), HeldFloats.Of(b), HeldFloats.Of(c), ref margin);
        Assert.Equal(isSure, margin.IsSure);
    }

    /// <summary>eˣ has the bits of the formula: special numbers, and one float in 997; every float if asked.</summary>
    [Fact]
    public void The_exponential_has_the_bits_of_the_formula()
    {
        long step = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 1 : 997;
        float[] special = [0, -0f, 1, -1, 0.25f, 89, 88.72284f, 88.72283f, -87.33655f, -103.97f, -104, 1e-45f, -1e-38f,
            float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0.6931472f, 1.3862944f];
        foreach (float x in special)
            Check(x);
        for (long bits = 0; bits <= uint.MaxValue; bits += step)
            Check(BitConverter.UInt32BitsToSingle((uint)bits));

        static void Check(float x)
        {
            float expected = LaneMath.Exp<Lane1<float>, float>(new(x)).Number;
            float found = SoftwareExp.Of(Vector128.Create(x)).ToScalar();
            if (Bits(expected) != Bits(found) && !(float.IsNaN(expected) && float.IsNaN(found)))
                Assert.Fail($"exp({x:R}) is {expected:R}, not {found:R}");
        }
    }

    /// <summary>
    /// Sums of products have the bits of chains of fused multiply-adds: of usual numbers, sparse and whole ones, tiny
    /// and huge ones, and of infinities and NaN.
    /// </summary>
    [Theory]
    [InlineData("usual")]
    [InlineData("whole")]
    [InlineData("sixteenths")]
    [InlineData("sparse")]
    [InlineData("tiny")]
    [InlineData("huge")]
    [InlineData("mixed")]
    [InlineData("special")]
    public void A_tile_has_the_bits_of_chains(string kind)
    {
        Random random = new(3);
        for (int round = 0; round < 400; round++)
        {
            int k = random.Next(90), rows = 1 + random.Next(Side), columns = 1 + random.Next(Side);
            float[] a = new float[Side * (k + 1)], b = new float[(k + 1) * Side], sums = new float[Side * Side];
            for (int i = 0; i < a.Length; i++)
                (a[i], b[i]) = (Of(kind, random), Of(kind, random));
            double[] packedA = new double[Side * k], packedB = new double[Side * k];
            HeldExtremes ofA = HeldMemory.Pack(in a[0], k + 1, 1, rows, k, packedA);
            HeldExtremes ofB = HeldMemory.Pack(in b[0], 1, Side, columns, k, packedB);
            HeldTiles.Run(k, packedA, ofA, packedB, ofB, sums);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    float expected = 0;
                    for (int step = 0; step < k; step++)
                        expected = MathF.FusedMultiplyAdd(a[row * (k + 1) + step], b[step * Side + column], expected);
                    float found = sums[row * Side + column];
                    Assert.True(Bits(expected) == Bits(found) || (float.IsNaN(expected) && float.IsNaN(found)),
                        $"{kind}, {k} steps: {expected:R}, not {found:R}");
                }
            }
        }
    }

    private static float Of(string kind, Random random) => kind switch
    {
        "usual" => (float)(random.NextDouble() - 0.5),
        "whole" => random.Next(-3000, 3000),
        "sixteenths" => random.Next(-99, 99) / 16f * 1.0000001f,
        "sparse" => random.Next(3) == 0 ? Number(random, 30) : 0,
        "tiny" => Number(random, 4) * 1e-21f,
        "huge" => Number(random, 8) * 1e18f,
        "mixed" => Number(random, 120),
        _ => random.Next(300) switch
        {
            0 => float.PositiveInfinity,
            1 => float.NaN,
            2 => float.Epsilon,
            3 => float.MaxValue,
            _ => Number(random, 3),
        },
    };

    // Of either sign, with an exponent from −range to range.
    private static float Number(Random random, int range)
        => (float)Math.ScaleB((1 << 23) + random.Next(1 << 23), random.Next(-range, range + 1) - 23)
            * (random.Next(2) * 2 - 1);

    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);
}
