using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// Evaluates a term on a matrix of rows × columns and stores it, or sums it down to a row, a column or a scalar. Every
/// combination is one loop. A destination is written, or added to.
/// </summary>
/// <remarks>
/// The order of addition. Down a column: the rows in blocks of 512, each block in four interleaved chains that are
/// folded (0+1)+(2+3), the blocks in order. Along a row: <see cref="OrderedSum{T}"/>. To a scalar: the sums of the
/// rows, added in double. No order depends on the width of a register.
/// </remarks>
internal static class Broadcasting
{
    /// <summary>Writes the term into a matrix of rows × columns, or adds it.</summary>
    public static void Store<TTerm, T>(TTerm term, int rows, int columns, Span<T> destination, bool adds)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Store(term, rows, columns, destination, columns, adds);

    /// <summary>Writes the term into a part of a matrix, or adds it.</summary>
    /// <param name="term">The term.</param>
    /// <param name="rows">Rows of the part.</param>
    /// <param name="columns">Columns of the part.</param>
    /// <param name="destination">The matrix from the first number of the part on.</param>
    /// <param name="stride">From one row of the matrix to the next.</param>
    /// <param name="adds">Whether the destination is added to instead of written.</param>
    public static void Store<TTerm, T>(
        TTerm term, int rows, int columns, Span<T> destination, int stride, bool adds)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<StoreKernel<TTerm, T>, T, int>(new(term, rows, columns, destination, stride, adds));

    /// <summary>
    /// Sums the term down to toRows × toColumns, each of which is the full side or 1. Sums down columns use threads.
    /// </summary>
    public static void Sum<TTerm, T>(
        TTerm term, int rows, int columns, Span<T> destination, int toRows, int toColumns, bool adds, int threads = 1)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (toRows == rows && toColumns == columns)
            Store(term, rows, columns, destination, adds);
        else if (toRows == 1 && toColumns == columns)
            new SumToRowJob<TTerm, T>(term, rows, columns, destination, adds).RunOn(threads);
        else
            Widest.Run<SumToColumnKernel<TTerm, T>, T, int>(new(term, rows, columns, destination, toRows == 1, adds));
    }

    /// <summary>Stores a term of rows × columns.</summary>
    internal readonly ref struct StoreKernel<TTerm, T>(
        TTerm term, int rows, int columns, Span<T> destination, int stride, bool adds) : IKernel<T, int>
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly TTerm term = term;
        private readonly Span<T> destination = destination;

        [MethodImpl(Compiled.AtOnce)]
        public int Run<V>() where V : struct, ILanes<V, T>
        {
            for (int row = 0; row < rows; row++)
            {
                Span<T> target = destination.Slice(row * stride, columns);
                int column = 0;
                for (; column <= columns - V.Count; column += V.Count)
                    Put(term.At<V>(row, column), target, column, adds);
                for (; column < columns; column++)
                    Put(term.At<Lane1<T>>(row, column), target, column, adds);
            }
            return rows;
        }
    }

    /// <summary>Stores a register, or adds it to the numbers that are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<V, T>(V value, Span<T> destination, int at, bool adds)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Store(adds ? V.Load(destination, at) + value : value, destination, at);
}
