using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Sums a term of rows × columns down to 1 × columns, strips of columns on several threads.</summary>
internal readonly ref struct SumToRowJob<TTerm, T>(TTerm term, int rows, int columns, Span<T> destination, bool adds)
    : IJob
    where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A strip is whole registers and whole cache lines on every machine. A second thread is worth its call from
    // Worthwhile elements on.
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
        => Widest.Run<SumToRowKernel<TTerm, T>, T, int>(new(term, rows, from, to, destination, adds));
}

/// <summary>Sums the columns <c>from</c> … <c>to</c> − 1 of a term down to one row.</summary>
internal readonly ref struct SumToRowKernel<TTerm, T>(
    TTerm term, int rows, int from, int to, Span<T> destination, bool adds) : IKernel<T, int>
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
            Broadcasting.Put(left, destination, column, adds);
            Broadcasting.Put(right, destination, column + V.Count, adds);
        }
        for (; column <= to - V.Count; column += V.Count)
            Broadcasting.Put(Down<V>(column), destination, column, adds);
        for (; column < to; column++)
            Broadcasting.Put(Down<Lane1<T>>(column), destination, column, adds);
        return to - from;
    }

    /// <summary>
    /// Sums a block of rows in two registers side by side: one or two cache lines of each row, and eight chains.
    /// </summary>
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
