using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Spans;

/// <summary>Reductions against exact arithmetic, on every width, at every length and in every lane.</summary>
public class ReductionsTests
{
    /// <summary>Every length to beyond four registers of lanes, and some around a block of 64 rows.</summary>
    public static IEnumerable<int> Lengths
        => Enumerable.Range(1, 4 * 64 + 1).Concat([4095, 4096, 4097, 8191, 8192, 10_007]);

    [Fact]
    public void Sums_of_floats_stay_within_their_bound()
    {
        foreach (int length in Lengths)
        {
            float[] a = Floats(length, 1), b = Floats(length, 2);
            // A product of floats is exact in double, and 10,007 of them are added without an error that counts.
            Within(Reductions.Sum(a), a.Select(x => (double)x), 70 * Math.ScaleB(1, -24));
            Within(Reductions.Dot(a, b), a.Zip(b, (x, y) => (double)x * y), 70 * Math.ScaleB(1, -24));
            Within(Reductions.SumOfSquares(a), a.Select(x => (double)x * x), 70 * Math.ScaleB(1, -24));
            Assert.Equal(Reductions.Sum(a) / length, Reductions.Mean(a));
        }

        static void Within(double sum, IEnumerable<double> terms, double bound)
        {
            double size = terms.Sum(Math.Abs);
            Assert.True(Math.Abs(sum - terms.Sum()) <= bound * size, $"{sum}, not {terms.Sum()}");
        }
    }

    /// <summary>Doubles of few bits as whole numbers: exact in 128 bits.</summary>
    [Fact]
    public void Sums_of_doubles_stay_within_their_bound()
    {
        foreach (int length in Lengths)
        {
            Random random = new(length);
            Int128[] a = [.. Enumerable.Range(0, length).Select(_ => (Int128)random.NextInt64(-1L << 50, 1L << 50))];
            Int128[] b = [.. Enumerable.Range(0, length).Select(_ => (Int128)random.NextInt64(-1L << 50, 1L << 50))];
            double[] x = Array.ConvertAll(a, n => (double)n), y = Array.ConvertAll(b, n => (double)n);
            Within(Reductions.Sum(x), a);
            Within(Reductions.Dot(x, y), [.. a.Zip(b, (p, q) => p * q)]);
            Within(Reductions.SumOfSquares(x), [.. a.Select(p => p * p)]);
            Assert.Equal(Reductions.Sum(x) / length, Reductions.Mean(x));
        }

        static void Within(double sum, Int128[] terms)
        {
            Int128 error = (Int128)sum - terms.Aggregate(Int128.Zero, (s, t) => s + t);
            double size = terms.Sum(t => Math.Abs((double)t));
            Assert.True(Math.Abs((double)error) <= 70 * Math.ScaleB(1, -53) * size, $"{sum} is off by {error}");
        }
    }

    [Fact]
    public void Extremes_are_those_of_a_loop_at_every_length_and_place()
    {
        foreach (int length in Lengths)
        {
            float[] x = Floats(length, 3);
            Assert.Equal(x.Max(), Reductions.Max(x));
            Assert.Equal(x.Min(), Reductions.Min(x));
            double[] y = Array.ConvertAll(x, number => (double)number);
            Assert.Equal(y.Max(), Reductions.Max(y));
            Assert.Equal(y.Min(), Reductions.Min(y));
        }
        for (int place = 0; place < 300; place++)
        {
            float[] x = Floats(300, 4);
            (x[place], x[(place + 150) % 300]) = (float.PositiveInfinity, float.NegativeInfinity);
            Assert.Equal(float.PositiveInfinity, Reductions.Max(x));
            Assert.Equal(float.NegativeInfinity, Reductions.Min(x));
        }
    }

    [Fact]
    public void NaN_in_any_place_gives_NaN_also_beside_infinity()
    {
        foreach (int length in (int[])[1, 17, 64, 130, 300])
            for (int place = 0; place < length; place++)
                foreach (int sign in (int[])[0, int.MinValue])
                {
                    float[] x = Floats(length, 5);
                    x[length / 2] = float.PositiveInfinity;
                    x[place] = BitConverter.Int32BitsToSingle(0x7FC00001 | sign);
                    double[] y = Array.ConvertAll(x, number => (double)number);
                    Assert.True(float.IsNaN(Reductions.Max(x)) && float.IsNaN(Reductions.Min(x)));
                    Assert.True(double.IsNaN(Reductions.Max(y)) && double.IsNaN(Reductions.Min(y)));
                    Assert.True(double.IsNaN(Reductions.Sum(x)) && double.IsNaN(Reductions.Sum(y)));
                    Assert.True(double.IsNaN(Reductions.Dot(x, x)) && double.IsNaN(Reductions.Dot(y, y)));
                }
    }

    [Fact]
    public void Zeros_and_infinities()
    {
        Assert.False(float.IsNegative(Reductions.Max([-0f, -0f])));
        Assert.False(double.IsNegative(Reductions.Min([0d, -0d])));
        Assert.Equal(double.PositiveInfinity, Reductions.Sum([1f, float.PositiveInfinity]));
        Assert.True(double.IsNaN(Reductions.Sum([float.NegativeInfinity, float.PositiveInfinity])));
        Assert.Equal(0, Reductions.Sum(ReadOnlySpan<float>.Empty));
        Assert.Equal(0, Reductions.Dot(ReadOnlySpan<double>.Empty, []));
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        foreach (int length in Lengths)
        {
            Same<float>(Floats(length, 6), Floats(length, 7));
            Same(Array.ConvertAll(Floats(length, 8), n => 0.1 * n), Array.ConvertAll(Floats(length, 9), n => 0.1 * n));
        }

        static void Same<T>(T[] a, T[] b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            LaneSum<PlainTerm, T> sum = new(a, a);
            Assert.Equal(sum.Run<Lane1<T>>(), sum.Run<LanesN<T>>());
            Assert.Equal(sum.Run<Lane1<T>>(), sum.Run<Lanes512<T>>());
            LaneSum<ProductTerm, T> dot = new(a, b);
            Assert.Equal(dot.Run<Lane1<T>>(), dot.Run<LanesN<T>>());
            Assert.Equal(dot.Run<Lane1<T>>(), dot.Run<Lanes512<T>>());
            MinMax<Smallest, T> least = new(a);
            Assert.Equal(least.Run<Lane1<T>>(), least.Run<LanesN<T>>());
            Assert.Equal(least.Run<Lane1<T>>(), least.Run<Lanes512<T>>());
        }
    }

    /// <summary>The order that the documentation promises, written as it reads.</summary>
    [Fact]
    public void A_sum_is_added_in_the_documented_order()
    {
        foreach (int length in Lengths)
        {
            float[] x = Floats(length, 10);
            double total = 0;
            foreach (float[] block in x.Chunk(4096))
            {
                float[] lanes = new float[64];
                for (int i = 0; i < block.Length; i++)
                    lanes[i % 64] += block[i];
                for (int half = 32; half > 0; half /= 2)
                    for (int i = 0; i < half; i++)
                        lanes[i] += lanes[i + half];
                total += lanes[0];
            }
            Assert.Equal(total, Reductions.Sum(x));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] x = Floats(5_003, 11);
        double[] y = Array.ConvertAll(x, number => (double)number);
        Allocations.None(() => Run(1));

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _ = Reductions.Sum(x) + Reductions.Dot(x, x) + Reductions.Mean(x);
                _ = Reductions.Max(x) + Reductions.Min(x) + Reductions.SumOfSquares(x);
                _ = Reductions.Sum(y) + Reductions.Dot(y, y) + Reductions.Mean(y);
                _ = Reductions.Max(y) + Reductions.Min(y) + Reductions.SumOfSquares(y);
            }
        }
    }

    private static float[] Floats(int length, int seed)
    {
        Random random = new(seed * 65_537 + length);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 0.9f)];
    }
}
