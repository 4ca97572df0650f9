using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Batches that no cache holds, whose memory is asked for early: the bits are those of small ones.</summary>
public class FarRowTests
{
    private const int Columns = 1021, Rows = 1100;

    [Fact]
    public void Rows_of_a_batch_beyond_the_caches_have_the_bits_of_rows_alone()
    {
        Check<TripletMargin, float>(new(1));
        Check<SumSquaredError, float>(default);
        Check<Dice, double>(new(1));
    }

    private static void Check<TLoss, T>(TLoss loss)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(3);
        T[] first = Numbers(), second = Numbers(), third = Numbers();
        Assert.True(Far.Holds<T>(6L * first.Length));
        T[][] far = Run(0, Rows);
        foreach (int row in (int[])[0, 1, 517, Rows - 2, Rows - 1])
        {
            T[][] alone = Run(row, 1);
            for (int i = 0; i < far.Length; i++)
                Assert.Equal(alone[i], far[i].AsSpan(row * alone[i].Length, alone[i].Length).ToArray());
        }

        T[] Numbers() => [.. Enumerable.Range(0, Rows * Columns).Select(_ => T.CreateTruncating(random.NextDouble()))];

        T[][] Run(int start, int rows)
        {
            int from = start * Columns, length = rows * Columns;
            T[] values = new T[rows], a = new T[length], b = new T[length], c = new T[length];
            RowInputs<T> inputs = new()
            {
                First = first.AsSpan(from, length),
                Second = second.AsSpan(from, length),
                Third = loss is TripletMargin ? third.AsSpan(from, length) : default,
                Columns = Columns,
            };
            LossGradients<T> gradients = new() { First = a, Second = b, Third = loss is TripletMargin ? c : default };
            loss.ValueAndGradient(inputs, gradients, new() { Reduction = Reduction.Sum });
            loss.Values<TLoss, T>(inputs, values);
            return [values, a, b, c];
        }
    }
}
