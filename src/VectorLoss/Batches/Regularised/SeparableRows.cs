using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Fenchel–Young losses of an <see cref="ISeparableRegulariser{TSelf}"/>: rows of few classes side by side, a column
/// each, and longer rows one after another, in as many columns as a sum has lanes.
/// </summary>
internal readonly ref struct SeparableRows<TRegulariser, T>(TRegulariser regulariser, RowBatch<T> batch)
    : IKernel<T, double>
    where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RowBatch<T> batch = batch;

    /// <summary>Whether the gradient is to be the prediction alone.</summary>
    public bool Predicts { get; init; }

    /// <summary>Does a batch; gives the sum of its values.</summary>
    public static double Run(TRegulariser regulariser, scoped in RowBatch<T> batch)
        => Widest.Run<SeparableRows<TRegulariser, T>, T, double>(new(regulariser, batch));

    private bool HasGradient => !batch.Gradients.First.IsEmpty;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int classes = batch.Inputs.Columns, lanes = Logical.Lanes<T>(), count = 0;
        bool joined = classes > InterleavedRows.MaxClasses<T>();
        int width = joined ? lanes : InterleavedRows.Rows<V, T>(classes), together = joined ? 1 : width;
        int length = joined ? checked(classes + lanes - 1) / lanes * lanes : classes * width;
        // A type of its own: who calls may have borrowed the scratch of T.
        Span<T> numbers = Refs.Cast<Sought<T>, T>(
            Scratch<Sought<T>>.Borrow(SeparableColumns<T>.Length(length, width)));
        Span<int> rows = stackalloc int[together];
        double total = 0;
        for (int row = 0, first = 0; row < batch.Rows; row++)
        {
            if (batch.Options.Counts(row))
                rows[count++] = row;
            else if (HasGradient)
                Stores.Zero<V, T>(batch.Gradients.First.Slice(row * classes, classes));
            if (count < together && row + 1 < batch.Rows)
                continue;
            // The last block has only as many registers as its rows need.
            int used = joined ? width : (count + V.Count - 1) / V.Count * V.Count;
            SeparableColumns<T> columns = new(numbers, joined ? length : classes * used, used, joined);
            if (count > 0)
                Block<V>(columns, rows[..count]);
            total = Put(columns, rows[..count], first, row + 1, total);
            (first, count) = (row + 1, 0);
        }
        return total;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Block<V>(scoped in SeparableColumns<T> columns, scoped ReadOnlySpan<int> rows)
        where V : struct, ILanes<V, T>
    {
        int classes = batch.Inputs.Columns;
        RowPlaces places = RowPlaces.Plain(batch.Rows, classes);
        if (columns.Joined)
        {
            Copy<V>(places.Row(batch.Inputs.First, rows[0]), columns.Scores, T.NegativeInfinity);
            Copy<V>(places.Row(batch.Inputs.Second, rows[0]), columns.Targets, T.Zero);
            columns.Fill<V>(columns.Greatest, SequentialRow.Max<V, T>(places.Row(batch.Inputs.First, rows[0])));
        }
        else
        {
            InterleavedRows.Pack<V, T>(batch.Inputs.First, places, rows, columns.Width, columns.Scores);
            InterleavedRows.Pack<V, T>(batch.Inputs.Second, places, rows, columns.Width, columns.Targets);
            InterleavedRows.Maxima<V, T>(columns.Scores, columns.Greatest);
        }
        new SeparableSearch<TRegulariser, T>(regulariser, classes).Run<V>(columns);
        SeparableTerms.Of<TRegulariser, V, T>(regulariser, columns);
        if (!HasGradient)
            return;
        Stores.Zero<V, T>(columns.Factor);
        for (int i = 0; i < rows.Length; i++)
            columns.Factor[i] = T.CreateTruncating(batch.Scale * batch.Options.Weight(rows[i]));
        if (columns.Joined)
            columns.Fill<V>(columns.Factor, columns.Factor[0]);
        SeparableTerms.Slopes<TRegulariser, V, T>(columns, Predicts);
        if (columns.Joined)
            Stores.Copy<V, T>(columns.Predictions[..classes], places.Row(batch.Gradients.First, rows[0]));
        else
            InterleavedRows.Unpack<V, T>(columns.Predictions, columns.Width, places, rows, batch.Gradients.First);
    }

    private static void Copy<V>(ReadOnlySpan<T> row, Span<T> places, T beyond) where V : struct, ILanes<V, T>
    {
        Stores.Copy<V, T>(row, places);
        Stores.Fill<V, T>(places[row.Length..], beyond);
    }

    /// <summary>Keeps the values of some rows; adds them to the total in their order.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Put(
        scoped in SeparableColumns<T> columns, scoped ReadOnlySpan<int> rows, int first, int end, double total)
    {
        for (int row = first, at = 0; row < end; row++)
            total += batch.Values.Put(row, at < rows.Length && rows[at] == row
                ? batch.Options.Weight(row) * double.CreateTruncating(columns.Value[at++]) : 0);
        return total;
    }
}

/// <summary>A number of a search.</summary>
internal readonly record struct Sought<T>(T Number) where T : unmanaged;
