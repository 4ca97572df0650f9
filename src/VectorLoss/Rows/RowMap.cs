using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// A function of all rows. The number of classes decides how the rows are traversed. Long rows whose classes lie apart
/// are copied first, a few at a time.
/// </summary>
internal readonly ref struct RowMap<TMap, T>(ReadOnlySpan<T> logits, RowPlaces places, Span<T> output)
    : IRowWork<RowMap<TMap, T>>, IPlainWork<T>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    public int Rows => places.Rows;

    public int Classes => places.Classes;

    public RowMap<TMap, T> Piece(int start, int rows) => new(places.Part(logits, start, rows),
        places.Piece(start, rows), TMap.OnePerRow ? output.Slice(start, rows) : places.Part(output, start, rows));

    public double Run()
    {
        if (places.Classes <= InterleavedRows.MaxClasses<T>())
            return Widest.Run<InterleavedRowMap<TMap, T>, T, int>(new(logits, places, output));
        if (places.AreWhole)
            return Widest.Run<SequentialRowMap<TMap, T>, T, int>(new(logits, places, output));
        return new StagedRows<RowMap<TMap, T>, T, T, T>(
            this, places, logits, default, TMap.OnePerRow ? default : output).Run();
    }

    double IPlainWork<T>.Run(
        int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total)
        => new RowMap<TMap, T>(first, RowPlaces.Plain(rows, places.Classes),
            TMap.OnePerRow ? output.Slice(start, rows) : result).Run();
}
