using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>Consecutive rows that count.</summary>
/// <param name="Row">The first.</param>
/// <param name="Count">How many; 0 where there are no more.</param>
/// <param name="Before">How many rows that count come before it.</param>
internal readonly record struct RowRun(int Row, int Count, int Before)
{
    /// <summary>The run after this one, as far as it is among the first <paramref name="most"/> rows that
    /// count.</summary>
    public RowRun Next<T>(scoped in ClassBatch<T> batch, int most) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int row = Row + Count, before = Before + Count, count = 0;
        while (row < batch.Rows && !batch.Counts(row))
            row++;
        while (before + count < most && row + count < batch.Rows && batch.Counts(row + count))
            count++;
        return new(row, count, before);
    }
}
