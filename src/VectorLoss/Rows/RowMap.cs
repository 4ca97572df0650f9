using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>A function of all rows. The number of classes decides how the rows are traversed.</summary>
internal readonly ref struct RowMap<TMap, T>(ReadOnlySpan<T> logits, int classes, Span<T> output)
    : IRowWork<RowMap<TMap, T>>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    public int Rows => logits.Length / classes;

    public int Classes => classes;

    public RowMap<TMap, T> Piece(int start, int rows) => new(logits.Slice(start * classes, rows * classes), classes,
        TMap.OnePerRow ? output.Slice(start, rows) : output.Slice(start * classes, rows * classes));

    public double Run() => classes <= InterleavedRows.MaxClasses<T>()
        ? Widest.Run<InterleavedRowMap<TMap, T>, T, int>(new(logits, classes, output))
        : Widest.Run<SequentialRowMap<TMap, T>, T, int>(new(logits, classes, output));
}
