using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A loss of distances from a centre, row by row, in chunkes of as many classes as there are logical lanes. What a
/// chunk has beyond the end of the row counts nothing.
/// </summary>
internal readonly ref struct CentredKernel<TLoss, T>(
    TLoss loss, ClassBatch<T> batch, Span<T> values, Span<T> gradient, T scale, double total = 0)
    : IKernel<T, double>, IValuedWork<CentredKernel<TLoss, T>, T>, IPlainWork<T>
    where TLoss : struct, ICentredLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly ClassBatch<T> batch = batch;
    private readonly Span<T> values = values;
    private readonly Span<T> gradient = gradient;
    private readonly T scale = scale;

    int IRowWork<CentredKernel<TLoss, T>>.Rows => batch.Rows;

    int IRowWork<CentredKernel<TLoss, T>>.Classes => batch.Classes;

    double IRowWork<CentredKernel<TLoss, T>>.Run() => Run(0);

    /// <summary>Does all rows; where their classes lie apart, and many are looked at, a few at a time.</summary>
    public double Run(double total) => batch.Places.AreWhole || TakesLabels
        ? Widest.Run<CentredKernel<TLoss, T>, T, double>(new(loss, batch, values, gradient, scale, total))
        : new StagedRows<CentredKernel<TLoss, T>, T, T, T>(
            this, batch.Places, batch.Logits, batch.Targets, gradient).Run(total);

    CentredKernel<TLoss, T> IValuedWork<CentredKernel<TLoss, T>, T>.Into(Span<T> values)
        => new(loss, batch, values, gradient, scale);

    CentredKernel<TLoss, T> IRowWork<CentredKernel<TLoss, T>>.Piece(int start, int rows) => new(
        loss, batch.Piece(start, rows), Part(start, rows), batch.Places.Part(gradient, start, rows), scale);

    double IPlainWork<T>.Run(
        int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total)
        => new CentredKernel<TLoss, T>(
            loss, batch.Plain(start, rows, first, second), Part(start, rows), result, scale).Run(total);

    private Span<T> Part(int start, int rows) => values.IsEmpty ? default : values.Slice(start, rows);

    private bool TakesLabels => TLoss.Centre == RowCentre.None && TLoss.Fold == RowFold.Sum && batch.Targets.IsEmpty
        && batch.Options.LabelSmoothing == 0;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        if (TakesLabels)
            return new LabelKernel<TLoss, T>(loss, batch, values, gradient, scale, total).Run<V>();
        CentredChunk<T> chunk = new(stackalloc T[5 * Logical.Lanes<T>()]);
        double sum = total;
        for (int row = 0; row < batch.Rows; row++)
        {
            T value = T.Zero;
            Span<T> slopes = gradient.IsEmpty ? default : batch.Places.Row(gradient, row);
            if (batch.Counts(row))
                value = Row<V>(row, slopes, chunk);
            else
                Stores.Zero<V, T>(slopes);
            if (!values.IsEmpty)
                values[row] = value;
            sum += double.CreateTruncating(value);
        }
        return sum;
    }

    [MethodImpl(Compiled.AtOnce)]
    private T Row<V>(int row, Span<T> slopes, scoped CentredChunk<T> chunk) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> logits = batch.Places.Row(batch.Logits, row);
        (T shift, T centre) = Centre<V>(logits, row, chunk);
        T weight = batch.SampleWeight(row);
        if (TLoss.Centre != RowCentre.None)
            weight *= T.CreateTruncating(batch.TargetWeight(row));
        if (TLoss.Fold == RowFold.MeanOverClasses)
            weight /= T.CreateTruncating(batch.Classes);
        (T value, T part) = Fold<V>(logits, row, shift, centre, chunk);
        if (!slopes.IsEmpty)
            Slopes<V>(logits, row, slopes, shift, centre, TLoss.Fold == RowFold.Largest ? value : T.NaN,
                weight * scale * part, chunk);
        return value * weight;
    }

    /// <summary>The centre, in two parts that are subtracted one after the other.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private (T Shift, T Centre) Centre<V>(ReadOnlySpan<T> logits, int row, scoped CentredChunk<T> chunk)
        where V : struct, ILanes<V, T>
    {
        if (TLoss.Centre == RowCentre.None)
            return (T.Zero, T.Zero);
        if (TLoss.Centre == RowCentre.Label)
            return (logits[batch.Labels[row]], T.Zero);
        T max = SequentialRow.Max<V, T>(logits);
        return (max, SimplexThreshold.Of<V, T>(logits, max, chunk.Lanes, chunk.Distances));
    }

    /// <summary>The sum, or the largest value and one over how often it occurs.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private (T Value, T Part) Fold<V>(ReadOnlySpan<T> logits, int row, T shift, T centre, scoped CentredChunk<T> chunk)
        where V : struct, ILanes<V, T>
    {
        OrderedSum<T> sum = OrderedSum<T>.In<V>(chunk.Lanes[..chunk.Length]);
        T largest = T.Zero, ties = T.One;
        for (int c = 0; c < logits.Length; c += chunk.Length)
        {
            int length = Read<V>(logits, row, c, shift, centre, chunk);
            chunk.Values<TLoss, V>(loss);
            ClearUncounted<V>(row, c, length, chunk.Results);
            if (TLoss.Fold == RowFold.Largest)
            {
                (largest, ties) = CentredChunk<T>.Largest(chunk.Results[..length], largest, ties);
                continue;
            }
            for (int i = 0; i < chunk.Length; i += V.Count)
                sum.Add(V.Load((ReadOnlySpan<T>)chunk.Results, i), i);
            if ((c + chunk.Length) % OrderedSum<T>.Block == 0 || c + chunk.Length >= logits.Length)
                sum.Fold<V>();
        }
        return TLoss.Fold == RowFold.Largest ? (largest, T.One / ties) : (T.CreateTruncating(sum.Total), T.One);
    }

    /// <summary>The gradient; of <see cref="RowFold.Largest"/>, where the value is the largest.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Slopes<V>(
        ReadOnlySpan<T> logits, int row, Span<T> slopes, T shift, T centre, T largest, T factor,
        scoped CentredChunk<T> chunk)
        where V : struct, ILanes<V, T>
    {
        if (T.IsNaN(largest) && TLoss.Fold == RowFold.Largest)
        {
            // No value equals a NaN; the row has no slope to divide among them.
            Stores.Fill<V, T>(slopes, largest);
            return;
        }
        OrderedSum<T> sum = OrderedSum<T>.In<V>(chunk.Lanes[..chunk.Length]);
        for (int c = 0; c < logits.Length; c += chunk.Length)
        {
            int length = Read<V>(logits, row, c, shift, centre, chunk);
            if (TLoss.Fold == RowFold.Largest)
                chunk.Values<TLoss, V>(loss);
            chunk.Slopes<TLoss, V>(loss, largest, factor);
            ClearUncounted<V>(row, c, length, chunk.Results);
            for (int i = 0; i < chunk.Length; i += V.Count)
                sum.Add(V.Load((ReadOnlySpan<T>)chunk.Results, i), i);
            if ((c + chunk.Length) % OrderedSum<T>.Block == 0 || c + chunk.Length >= logits.Length)
                sum.Fold<V>();
            Stores.Copy<V, T>(chunk.Results[..length], slopes[c..]);
        }
        if (TLoss.Centre == RowCentre.Label)
            slopes[batch.Labels[row]] = T.CreateTruncating(-sum.Total);
    }

    /// <summary>Fills in distances and targets; gives how many there are.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Read<V>(ReadOnlySpan<T> logits, int row, int c, T shift, T centre, scoped CentredChunk<T> chunk)
        where V : struct, ILanes<V, T>
    {
        int length = Math.Min(chunk.Length, logits.Length - c);
        Stores.Copy<V, T>(logits.Slice(c, length), chunk.Distances);
        Stores.Zero<V, T>(chunk.Distances[length..]);
        chunk.Subtract<V>(shift, centre);
        Stores.Zero<V, T>(chunk.Targets);
        if (TLoss.Centre == RowCentre.Label)
            return length;
        if (!batch.Targets.IsEmpty)
            Stores.Copy<V, T>(batch.Targets.Slice(batch.Places.At(row) + c, length), chunk.Targets);
        else if (batch.Labels[row] is int label && label >= c && label < c + length)
            chunk.Targets[label - c] = T.One;
        if (batch.Options.LabelSmoothing != 0)
            Smooth(chunk.Targets[..length]);
        if (TLoss.Centre == RowCentre.None && !batch.Options.ClassWeights.IsEmpty)
            for (int i = 0; i < length; i++)
                chunk.Targets[i] *= batch.Options.ClassWeights[c + i];
        return length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Smooth(Span<T> targets)
    {
        T keep = T.CreateTruncating(1 - batch.Options.LabelSmoothing);
        T floor = T.CreateTruncating(batch.Options.LabelSmoothing / batch.Classes);
        for (int i = 0; i < targets.Length; i++)
            targets[i] = T.FusedMultiplyAdd(keep, targets[i], floor);
    }

    /// <summary>Clears what is not looked at: the label where it is the centre, and what lies beyond the row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void ClearUncounted<V>(int row, int c, int length, Span<T> results) where V : struct, ILanes<V, T>
    {
        Stores.Zero<V, T>(results[length..]);
        if (TLoss.Centre == RowCentre.Label && batch.Labels[row] is int label && label >= c && label < c + length)
            results[label - c] = T.Zero;
    }
}
