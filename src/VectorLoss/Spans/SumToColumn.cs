using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Sums a term of rows × columns down to rows × 1, or to 1 × 1 when <c>everything</c> is true.</summary>
internal readonly ref struct SumToColumnKernel<TTerm, T>(
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
            double sum = Along<V>(row, OrderedSum<T>.In<V>(lanes));
            total += sum;
            if (!everything)
                Broadcasting.Put(new Lane1<T>(T.CreateTruncating(sum)), destination, row, adds);
        }
        if (everything)
            Broadcasting.Put(new Lane1<T>(T.CreateTruncating(total)), destination, 0, adds);
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
