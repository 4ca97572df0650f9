using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>Work on rows that do not depend on each other.</summary>
internal interface IRowWork<TSelf> where TSelf : struct, IRowWork<TSelf>, allows ref struct
{
    /// <summary>The number of rows.</summary>
    int Rows { get; }

    /// <summary>Numbers in a row.</summary>
    int Classes { get; }

    /// <summary>The same work on some of the rows.</summary>
    TSelf Piece(int start, int rows);

    /// <summary>Does the work; returns the sum of the rows' values where rows have a value, else 0.</summary>
    double Run();
}

/// <summary>Work on rows that have a value each.</summary>
internal interface IValuedWork<TSelf, T> : IRowWork<TSelf>
    where TSelf : struct, IValuedWork<TSelf, T>, allows ref struct
{
    /// <summary>The same, with room for the values.</summary>
    TSelf Into(Span<T> values);

    /// <summary>Does the work; gives the total with the values of the rows, added in double in their order.</summary>
    double Run(double total);
}

/// <summary>
/// Rows in pieces that the <see cref="Workers"/> share. No row depends on another, and the caller adds up sums in the
/// order of the rows, so no result depends on the pieces or the threads.
/// </summary>
internal static class RowPieces
{
    // A softmax of a piece of this size takes ten microseconds. A sleeping worker takes about as long to wake.
    private const int Numbers = 16_384;

    /// <summary>Does the work on up to <paramref name="threads"/> threads, including the caller's.</summary>
    public static void Run<TWork, T>(scoped in TWork work, int threads)
        where TWork : struct, IRowWork<TWork>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int each = Each<T>(work.Classes);
        if (threads <= 1 || work.Rows <= each)
            work.Run();
        else
            Workers.Run(new Job<TWork>(work, each), (work.Rows + each - 1) / each, threads);
    }

    /// <summary>
    /// The same for rows of one value each: the total with their values, added in the order of the rows.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="values">Receives the values; or empty, where nobody asks for them.</param>
    /// <param name="total">What the values are added to.</param>
    /// <param name="threads">How many threads may work.</param>
    public static double Run<TWork, T>(scoped in TWork work, Span<T> values, double total, int threads)
        where TWork : struct, IValuedWork<TWork, T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Shares<T>(work.Rows, work.Classes, threads))
            return work.Run(total);
        values = values.IsEmpty ? Scratch<T>.Borrow(work.Rows) : values;
        Run<TWork, T>(work.Into(values), threads);
        return Sum<T>(values, total);
    }

    /// <summary>Whether <see cref="Run{TWork, T}(in TWork, int)"/> would call a worker.</summary>
    private static bool Shares<T>(int rows, int classes, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => threads > 1 && rows > Each<T>(classes);

    /// <summary>The total plus the values of the rows, added in double in the order of the rows.</summary>
    // A loop of its own: beside a call, the compiler keeps the total in memory, and each addition waits for a store.
    [MethodImpl(Compiled.AtOnce)]
    public static double Sum<T>(ReadOnlySpan<T> values, double total)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T value in values)
            total += double.CreateTruncating(value);
        return total;
    }

    /// <summary>Rows of a piece; whole blocks where rows are computed side by side.</summary>
    private static int Each<T>(int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Math.Max(1, Numbers / classes), lanes = Logical.Lanes<T>();
        return classes <= InterleavedRows.MaxClasses<T>() ? (rows + lanes - 1) / lanes * lanes : rows;
    }

    private readonly ref struct Job<TWork>(TWork work, int each) : IJob
        where TWork : struct, IRowWork<TWork>, allows ref struct
    {
        private readonly TWork work = work;

        public void Run(int piece)
        {
            int start = piece * each;
            work.Piece(start, Math.Min(each, work.Rows - start)).Run();
        }
    }
}
