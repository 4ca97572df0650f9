using System.Numerics;
using System.Runtime.InteropServices;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Spans;

/// <summary>Terms stored or summed give the same bits in registers of every width.</summary>
public class BroadcastingTests
{
    // Lengths around a register and a fold, and rows around the four chains and the block of 512.
    private static readonly (int Rows, int Columns)[] Sizes =
        [(1, 1), (1, 7), (2, 16), (3, 17), (4, 64), (5, 65), (7, 33), (513, 3), (1030, 1), (1, 4097)];

    [Fact]
    public void In_float() => EveryTerm<float>();

    [Fact]
    public void In_double() => EveryTerm<double>();

    [Fact]
    public void Sums_are_those_of_plain_loops()
    {
        double[] x = Numbers<double>(600 * 20, 1), row = new double[20], column = new double[600], all = new double[1];
        MatrixView<double> grid = MatrixView<double>.Of(x, 600, 20);
        Broadcasting.Sum(grid, 600, 20, row, 1, 20, adds: false);
        Broadcasting.Sum(grid, 600, 20, column, 600, 1, adds: false);
        Broadcasting.Sum(grid, 600, 20, all, 1, 1, adds: false);
        // At most 600 roundings of a sum that never exceeds 600, and 12,000 of one within 12,000.
        for (int j = 0; j < 20; j++)
            Assert.Equal(Enumerable.Range(0, 600).Sum(i => x[i * 20 + j]), row[j], 600 * 600 * Math.ScaleB(1, -53));
        for (int i = 0; i < 600; i++)
            Assert.Equal(Enumerable.Range(0, 20).Sum(j => x[i * 20 + j]), column[i], 20 * 20 * Math.ScaleB(1, -53));
        Assert.Equal(x.Sum(), all[0], 12_000.0 * 12_000 * Math.ScaleB(1, -53));
    }

    [Fact]
    public void A_destination_is_written_or_added_to()
    {
        double[] x = [1, 2, 3, 4, 5, 6], full = [10, 10, 10, 10, 10, 10];
        double[] row = [10, 10, 10], column = [10, 10], all = [10];
        MatrixView<double> grid = MatrixView<double>.Of(x, 2, 3);
        Broadcasting.Sum(grid, 2, 3, full, 2, 3, adds: true);
        Broadcasting.Sum(grid, 2, 3, row, 1, 3, adds: true);
        Broadcasting.Sum(grid, 2, 3, column, 2, 1, adds: true);
        Broadcasting.Sum(grid, 2, 3, all, 1, 1, adds: true);
        Assert.Equal([11, 12, 13, 14, 15, 16], full);
        Assert.Equal([15, 17, 19], row);
        Assert.Equal([16, 25], column);
        Assert.Equal([31], all);
        Broadcasting.Sum(grid, 2, 3, all, 1, 1, adds: false);
        Assert.Equal([21], all);
    }

    // Strips of 128 columns: two whole ones and a ragged one, above the size from which threads are called.
    [Fact]
    public void Threads_move_no_bit_and_a_kept_term_stays_behind()
    {
        const int rows = 130, columns = 300;
        float[] x = Numbers<float>(rows * columns, 1), y = Numbers<float>(rows * columns, 2);
        float[] alone = Numbers<float>(columns, 3), together = Numbers<float>(columns, 3);
        float[] kept = new float[rows * columns], stored = new float[rows * columns];
        MatrixView<float> dy = MatrixView<float>.Of(x, rows, columns), at = MatrixView<float>.Of(y, rows, columns);
        TernaryTerm<BackwardOf<ReluMap>, float> term = new(default, dy, at, at);
        Broadcasting.Sum(term, rows, columns, alone, 1, columns, adds: true);
        StoringTerm<TernaryTerm<BackwardOf<ReluMap>, float>, float> storing = new(term, kept, columns);
        Broadcasting.Sum(storing, rows, columns, together, 1, columns, adds: true, threads: 3);
        Broadcasting.Store(term, rows, columns, stored, adds: false);
        Assert.True(Bits(alone).SequenceEqual(Bits(together)));
        Assert.True(Bits(stored).SequenceEqual(Bits(kept)));
    }

    private static void EveryTerm<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int rows, int columns) in Sizes)
        {
            T[] dy = Numbers<T>(rows * columns, 1);
            T[] a = Numbers<T>(rows * columns, 2), b = Numbers<T>(rows * columns, 3);
            (a[0], b[^1]) = (T.NaN, T.PositiveInfinity);
            MatrixView<T> full = MatrixView<T>.Of(dy, rows, columns);
            MatrixView<T> left = MatrixView<T>.Of(a, rows, columns), right = MatrixView<T>.Of(b, rows, columns);
            MatrixView<T> row = MatrixView<T>.Of(b, 1, columns), column = MatrixView<T>.Of(b, rows, 1);
            Widths<PairTerm<AddMap, T>, T>(new(column, row), rows, columns);
            Widths<PairTerm<MultiplyMap, T>, T>(new(left, column), rows, columns);
            Widths<TernaryTerm<BackwardRightOf<DivideMap>, T>, T>(new(default, full, left, row), rows, columns);
            Widths<TernaryTerm<BackwardOf<TanhMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardOf<ReluMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardOf<SoftplusMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardOf<SqrtMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardOf<ReciprocalMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardOf<AtanMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardOf<SinMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardLeftOf<PowMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardRightOf<PowMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<BackwardLeftOf<MaxMap>, T>, T>(new(default, full, left, right), rows, columns);
            Widths<TernaryTerm<SelectMap, T>, T>(new(default, full, left, right), rows, columns);
            Widths<PairTerm<LessOrEqualMap, T>, T>(new(left, right), rows, columns);
        }
    }

    private static void Widths<TTerm, T>(TTerm term, int rows, int columns)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (bool adds in (bool[])[false, true])
        {
            T[][] full = Three<T>(rows * columns), row = Three<T>(columns), column = Three<T>(rows), all = Three<T>(1);
            Same(new Broadcasting.StoreKernel<TTerm, T>(term, rows, columns, full[0], columns, adds).Run<Lane1<T>>(),
                new Broadcasting.StoreKernel<TTerm, T>(term, rows, columns, full[1], columns, adds).Run<LanesN<T>>(),
                new Broadcasting.StoreKernel<TTerm, T>(term, rows, columns, full[2], columns, adds)
                    .Run<Lanes512<T>>(), full);
            Same(new SumToRowKernel<TTerm, T>(term, rows, 0, columns, row[0], adds).Run<Lane1<T>>(),
                new SumToRowKernel<TTerm, T>(term, rows, 0, columns, row[1], adds).Run<LanesN<T>>(),
                new SumToRowKernel<TTerm, T>(term, rows, 0, columns, row[2], adds).Run<Lanes512<T>>(), row);
            Same(new SumToColumnKernel<TTerm, T>(term, rows, columns, column[0], false, adds).Run<Lane1<T>>(),
                new SumToColumnKernel<TTerm, T>(term, rows, columns, column[1], false, adds).Run<LanesN<T>>(),
                new SumToColumnKernel<TTerm, T>(term, rows, columns, column[2], false, adds).Run<Lanes512<T>>(),
                column);
            Same(new SumToColumnKernel<TTerm, T>(term, rows, columns, all[0], true, adds).Run<Lane1<T>>(),
                new SumToColumnKernel<TTerm, T>(term, rows, columns, all[1], true, adds).Run<LanesN<T>>(),
                new SumToColumnKernel<TTerm, T>(term, rows, columns, all[2], true, adds).Run<Lanes512<T>>(), all);
        }
    }

    private static void Same<T>(int narrow, int portable, int wide, T[][] results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal((narrow, narrow), (portable, wide));
        Assert.True(Bits(results[1]).SequenceEqual(Bits(results[0])), $"{Vector<T>.Count} lanes differ from one");
        Assert.True(Bits(results[2]).SequenceEqual(Bits(results[0])), "512 bits differ from one lane");
    }

    // All NaNs count as one: of a product of two, the order of the operands decides which comes out.
    private static ReadOnlySpan<byte> Bits<T>(T[] numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => MemoryMarshal.AsBytes(Array.ConvertAll(numbers, x => T.IsNaN(x) ? T.NaN : x).AsSpan());

    private static T[][] Three<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [Numbers<T>(length, 9), Numbers<T>(length, 9), Numbers<T>(length, 9)];

    private static T[] Numbers<T>(int length, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(2 * random.NextDouble() - 1))];
    }
}
