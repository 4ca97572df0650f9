using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>Work on rows that can be done where they lie one after another, some of them at a time.</summary>
internal interface IPlainWork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does some rows.</summary>
    /// <param name="start">The first, counted in the whole work.</param>
    /// <param name="rows">How many.</param>
    /// <param name="first">Their numbers of the first matrix.</param>
    /// <param name="second">Those of the second, or empty.</param>
    /// <param name="result">Receives those of the result, or empty; may be the first.</param>
    /// <param name="total">What the rows before add up to.</param>
    /// <returns>The total with the values of these rows, where rows have a value.</returns>
    double Run(int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total);
}

/// <summary>
/// Rows that a kernel does not take as they lie, or as they are stored: as many at a time as stay in a near cache are
/// copied to rows one after another, done there, and copied back, with one rounding where the storage is narrower.
/// </summary>
/// <typeparam name="TWork">The work.</typeparam>
/// <typeparam name="S">What the first matrix and the result are stored as.</typeparam>
/// <typeparam name="S2">What the second matrix is stored as.</typeparam>
/// <typeparam name="T">What the work takes.</typeparam>
internal readonly ref struct StagedRows<TWork, S, S2, T>(
    TWork work, RowPlaces places, ReadOnlySpan<S> first, ReadOnlySpan<S2> second, Span<S> result, int begin = 0)
    : IRowWork<StagedRows<TWork, S, S2, T>>
    where TWork : struct, IPlainWork<T>, allows ref struct
    where S : unmanaged where S2 : unmanaged where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Numbers = 16_384;

    // Of classes that lie apart, a line of a cache holds this many rows.
    private const int LeastApart = 16;

    private readonly TWork work = work;
    private readonly ReadOnlySpan<S> first = first;
    private readonly ReadOnlySpan<S2> second = second;
    private readonly Span<S> result = result;

    public int Rows => places.Rows;

    public int Classes => places.Classes;

    public StagedRows<TWork, S, S2, T> Piece(int start, int rows) => new(work, places.Piece(start, rows),
        places.Part(first, start, rows), places.Part(second, start, rows), places.Part(result, start, rows),
        begin + start);

    public double Run() => Run(0);

    /// <summary>Does all rows; gives the total with their values.</summary>
    public double Run(double total)
    {
        int most = Math.Min(places.Rows, Math.Max(Numbers / places.Classes, places.AreWhole ? 1 : LeastApart));
        int length = most * places.Classes;
        // A type of its own: who calls may have borrowed the scratch of T.
        Span<T> stage = Refs.Cast<Staged<T>, T>(Scratch<Staged<T>>.Borrow(3 * length));
        Span<T> tile = stage.Slice(2 * length, length);
        for (int start = 0; start < places.Rows; start += most)
        {
            RowPlaces here = places with { Rows = Math.Min(most, places.Rows - start), First = places.First + start };
            Span<T> one = stage[..(here.Rows * here.Classes)];
            Span<T> two = second.IsEmpty ? default : stage.Slice(length, one.Length);
            Staging.Load(first, here, one, tile);
            if (!second.IsEmpty)
                Staging.Load(second, here, two, tile);
            total = work.Run(begin + start, here.Rows, one, two, result.IsEmpty ? default : one, total);
            if (!result.IsEmpty)
                Staging.Store(one, here, result, tile);
        }
        return total;
    }
}

/// <summary>A number on its way.</summary>
internal readonly record struct Staged<T>(T Number) where T : unmanaged;
