using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>CLIP is InfoNCE of both ways, in batches whose similarities are kept and in larger ones.</summary>
public class TwoWaysTests
{
    [Theory]
    [InlineData(1, 3), InlineData(2, 1), InlineData(17, 5), InlineData(255, 4), InlineData(256, 4), InlineData(257, 4)]
    [InlineData(1023, 2), InlineData(1024, 2), InlineData(1025, 2)]
    public void Both_ways_have_the_bits_of_each(int rows, int columns)
    {
        Check<float>(rows, columns, 1e-5);
        Check<double>(rows, columns, 1e-13);
    }

    private static void Check<T>(int rows, int columns, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(rows);
        T[] Draw(int length)
            => [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.NextDouble() - 0.3))];
        T[] a = Draw(rows * columns), b = Draw(rows * columns), weights = Draw(2 * rows), scale = [T.Zero];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = T.Abs(weights[i]);
        bool[] mask = [.. Enumerable.Range(0, 2 * rows).Select(i => i % 5 != 3)];
        BatchOptions<T> options = new() { Weights = weights, Mask = mask, Reduction = Reduction.Sum };
        RowInputs<T> both = new() { First = a, Second = b, Third = scale, Columns = columns };
        T[] values = new T[2 * rows], first = new T[a.Length], second = new T[a.Length];
        new ContrastiveLanguageImage().Values(both, values, options);
        double total = new ContrastiveLanguageImage().ValueAndGradient(
            both, new() { First = first, Second = second }, options);
        Assert.Equal(total, new ContrastiveLanguageImage().Value(both, options));

        InfoNce one = new(temperature: 1);
        (T[] ofA, T[] onB, T[] ofB, T[] onA) = (new T[a.Length], new T[a.Length], new T[a.Length], new T[a.Length]);
        double there = Way(a, b, 0, ofA, onB), back = Way(b, a, rows, ofB, onA);
        Assert.Equal(there + back, total, tolerance * (1 + Math.Abs(total)));
        for (int i = 0; i < a.Length; i++)
        {
            Near(ofA[i] + onA[i], first[i]);
            Near(ofB[i] + onB[i], second[i]);
        }

        double Way(T[] queries, T[] others, int start, T[] gradient, T[] otherGradient)
        {
            BatchOptions<T> own = new()
            {
                Weights = weights.AsSpan(start, rows),
                Mask = mask.AsSpan(start, rows),
                Reduction = Reduction.Sum,
                Empty = EmptyBatch.Zero,
            };
            RowInputs<T> inputs = new() { First = queries, Second = others, Columns = columns };
            T[] alone = new T[rows];
            one.Values(inputs, alone, own);
            Assert.Equal(alone, values.AsSpan(start, rows).ToArray());
            return one.ValueAndGradient(inputs, new() { First = gradient, Second = otherGradient }, own);
        }

        void Near(T expected, T actual) => Assert.Equal(
            double.CreateTruncating(expected), double.CreateTruncating(actual), tolerance * 4);
    }
}
