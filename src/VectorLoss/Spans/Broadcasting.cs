using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// What can be done with a term on a grid of rows × columns: store it, or sum it down to a row, a column or a scalar.
/// Every combination of term and end is one loop; a destination may be written or added to.
/// </summary>
/// <remarks>
/// Order of addition. Down a column: rows in blocks of 512, each in four interleaved chains that are folded
/// (0+1)+(2+3), blocks added in order. Along a row: <see cref="OrderedSum{T}"/>. Everything: the rows, added in double.
/// No order depends on the width of a register.
/// </remarks>
internal static class Broadcasting
{
    /// <summary>Writes the term into a matrix of the full size, or adds it.</summary>
    public static void Store<TTerm, T>(TTerm term, int rows, int columns, Span<T> destination, bool adds)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<StoreKernel<TTerm, T>, T, int>(new(term, rows, columns, destination, adds));

    /// <summary>Sums the term down to a matrix whose sides are the full ones or 1; sums down columns use threads.</summary>
    public static void Sum<TTerm, T>(
        TTerm term, int rows, int columns, Span<T> destination, int toRows, int toColumns, bool adds, int threads = 1)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (toRows == rows && toColumns == columns)
            Store(term, rows, columns, destination, adds);
        else if (toRows == 1 && toColumns == columns)
            new RowJob<TTerm, T>(term, rows, columns, destination, adds).RunOn(threads);
        else
            Widest.Run<ColumnKernel<TTerm, T>, T, int>(new(term, rows, columns, destination, toRows == 1, adds));
    }

    /// <summary>rows × columns → rows × columns.</summary>
    internal readonly ref struct StoreKernel<TTerm, T>(TTerm term, int rows, int columns, Span<T> destination, bool adds)
        : IKernel<T, int>
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly TTerm term = term;
        private readonly Span<T> destination = destination;

        [MethodImpl(Compiled.AtOnce)]
        public int Run<V>() where V : struct, ILanes<V, T>
        {
            for (int row = 0; row < rows; row++)
            {
                Span<T> target = destination.Slice(row * columns, columns);
                int column = 0;
                for (; column <= columns - V.Count; column += V.Count)
                    Put(term.At<V>(row, column), target, column, adds);
                for (; column < columns; column++)
                    Put(term.At<Lane1<T>>(row, column), target, column, adds);
            }
            return rows;
        }
    }

    /// <summary>rows × columns → 1 × columns, strips of columns on any thread.</summary>
    private readonly ref struct RowJob<TTerm, T>(TTerm term, int rows, int columns, Span<T> destination, bool adds) : IJob
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Whole registers and cache lines of every width, and enough of them to be worth calling a second thread.
        private const int Strip = 128, Worthwhile = 1 << 15;
        private readonly TTerm term = term;
        private readonly Span<T> destination = destination;

        public void RunOn(int threads)
        {
            if ((long)rows * columns < Worthwhile)
                Run(0, columns);
            else
                Workers.Run(this, (columns + Strip - 1) / Strip, threads);
        }

        public void Run(int piece) => Run(piece * Strip, Math.Min((piece + 1) * Strip, columns));

        private void Run(int from, int to)
            => Widest.Run<RowKernel<TTerm, T>, T, int>(new(term, rows, from, to, destination, adds));
    }

    /// <summary>Some columns of rows × columns → 1 × columns.</summary>
    internal readonly ref struct RowKernel<TTerm, T>(TTerm term, int rows, int from, int to, Span<T> destination, bool adds)
        : IKernel<T, int>
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int Block = 512;
        private readonly TTerm term = term;
        private readonly Span<T> destination = destination;

        [MethodImpl(Compiled.AtOnce)]
        public int Run<V>() where V : struct, ILanes<V, T>
        {
            int column = from;
            for (; column <= to - 2 * V.Count; column += 2 * V.Count)
            {
                V left = V.Of(0), right = V.Of(0);
                for (int start = 0; start < rows; start += Block)
                    Down(column, start, Math.Min(start + Block, rows), ref left, ref right);
                Put(left, destination, column, adds);
                Put(right, destination, column + V.Count, adds);
            }
            for (; column <= to - V.Count; column += V.Count)
                Put(Down<V>(column), destination, column, adds);
            for (; column < to; column++)
                Put(Down<Lane1<T>>(column), destination, column, adds);
            return to - from;
        }

        /// <summary>Two registers side by side: a cache line or two of each row, and eight chains.</summary>
        [MethodImpl(Compiled.AtOnce)]
        private void Down<V>(int column, int row, int end, ref V left, ref V right) where V : struct, ILanes<V, T>
        {
            TTerm t = term;
            int next = column + V.Count;
            V a = V.Of(0), b = V.Of(0), c = V.Of(0), d = V.Of(0), e = V.Of(0), f = V.Of(0), g = V.Of(0), h = V.Of(0);
            for (; row <= end - 4; row += 4)
            {
                a += t.At<V>(row, column);
                e += t.At<V>(row, next);
                b += t.At<V>(row + 1, column);
                f += t.At<V>(row + 1, next);
                c += t.At<V>(row + 2, column);
                g += t.At<V>(row + 2, next);
                d += t.At<V>(row + 3, column);
                h += t.At<V>(row + 3, next);
            }
            for (; row < end; row++)
            {
                a += t.At<V>(row, column);
                e += t.At<V>(row, next);
            }
            left += (a + b) + (c + d);
            right += (e + f) + (g + h);
        }

        private V Down<V>(int column) where V : struct, ILanes<V, T>
        {
            V total = V.Of(0);
            for (int start = 0; start < rows; start += Block)
                total += Down<V>(column, start, Math.Min(start + Block, rows));
            return total;
        }

        [MethodImpl(Compiled.AtOnce)]
        private V Down<V>(int column, int row, int end) where V : struct, ILanes<V, T>
        {
            V first = V.Of(0), second = V.Of(0), third = V.Of(0), fourth = V.Of(0);
            for (; row <= end - 4; row += 4)
            {
                first += term.At<V>(row, column);
                second += term.At<V>(row + 1, column);
                third += term.At<V>(row + 2, column);
                fourth += term.At<V>(row + 3, column);
            }
            for (; row < end; row++)
                first += term.At<V>(row, column);
            return (first + second) + (third + fourth);
        }
    }

    /// <summary>rows × columns → rows × 1, or → 1 × 1.</summary>
    internal readonly ref struct ColumnKernel<TTerm, T>(
        TTerm term, int rows, int columns, Span<T> destination, bool everything, bool adds) : IKernel<T, int>
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly TTerm term = term;
        private readonly Span<T> destination = destination;

        [MethodImpl(Compiled.AtOnce)]
        public int Run<V>() where V : struct, ILanes<V, T>
        {
            Span<T> lanes = stackalloc T[Logical.Lanes<T>()];
            double total = 0;
            for (int row = 0; row < rows; row++)
            {
                double sum = Along<V>(row, new(lanes));
                total += sum;
                if (!everything)
                    Put(new Lane1<T>(T.CreateTruncating(sum)), destination, row, adds);
            }
            if (everything)
                Put(new Lane1<T>(T.CreateTruncating(total)), destination, 0, adds);
            return rows;
        }

        [MethodImpl(Compiled.AtOnce)]
        private double Along<V>(int row, OrderedSum<T> sum) where V : struct, ILanes<V, T>
        {
            for (int start = 0; start < columns; start += OrderedSum<T>.Block)
            {
                int end = Math.Min(start + OrderedSum<T>.Block, columns), column = start;
                for (; column <= end - V.Count; column += V.Count)
                    sum.Add(term.At<V>(row, column), column);
                for (; column < end; column++)
                    sum.Add(term.At<Lane1<T>>(row, column), column);
                sum.Fold();
            }
            return sum.Total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V, T>(V value, Span<T> destination, int at, bool adds)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Store(adds ? V.Load(destination, at) + value : value, destination, at);
}
