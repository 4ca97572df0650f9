using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A loss without a centre, of labels: it looks at one number of each row, and its gradient is 0 elsewhere. The
/// formula runs over that number of many rows at once.
/// </summary>
internal readonly ref struct LabelKernel<TLoss, T>(in CentredWork<TLoss, T> work)
    where TLoss : struct, ICentredLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CentredWork<TLoss, T> work = work;
    private readonly ClassBatch<T> batch = work.Batch;
    private readonly Span<T> values = work.Values;
    private readonly Span<T> gradient = work.Gradient;
    private readonly T scale = work.Scale;
    private readonly double total = work.Total;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>();
        Span<T> numbers = stackalloc T[width], targets = stackalloc T[width], slopes = stackalloc T[width];
        double sum = total;
        for (int start = 0; start < batch.Rows; start += width)
        {
            int count = Math.Min(width, batch.Rows - start);
            Read<V>(start, count, numbers, targets);
            // After the numbers were read, because the gradient may be their memory.
            if (!gradient.IsEmpty)
                Clear<V>(start, count);
            Compute<V>(numbers, targets, slopes);
            sum = Keep(start, count, numbers, slopes, sum);
        }
        return sum;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Clear<V>(int start, int count) where V : struct, ILanes<V, T>
    {
        RowPlaces places = batch.Places;
        int row = start, run;
        for (; row < start + count && !places.ArePlain; row += run)
        {
            run = Math.Min(places.Beside(row), start + count - row);
            for (int c = 0, at = places.At(row); c < places.Classes; c++, at += places.ClassStride)
                Stores.Zero<V, T>(gradient.Slice(at, run));
        }
        if (places.ArePlain)
            Stores.Zero<V, T>(places.Part(gradient, start, count));
    }

    /// <summary>The numbers of the labels and their target weights; 0 where a row does not count.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Read<V>(int start, int count, Span<T> numbers, Span<T> targets) where V : struct, ILanes<V, T>
    {
        Stores.Zero<V, T>(numbers);
        Stores.Zero<V, T>(targets);
        if (work.IsPlain)
        {
            work.ReadLabelled(start, numbers[..count]);
            Stores.Fill<V, T>(targets[..count], T.One);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            if (!batch.Counts(start + i))
                continue;
            int label = batch.Labels[start + i];
            numbers[i] = batch.Logits[batch.At(start + i, label)];
            targets[i] = batch.ClassWeight(label);
        }
    }

    /// <summary>Turns the numbers into values; a target of 0 leaves a number out, even log 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Compute<V>(Span<T> numbers, Span<T> targets, Span<T> slopes) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        for (int i = 0; i < numbers.Length; i += V.Count)
        {
            V number = V.Load((ReadOnlySpan<T>)numbers, i), target = V.Load((ReadOnlySpan<T>)targets, i);
            // 0 + value: a sum of the row has no −0.
            V.Store(V.WhereEqual(target, zero, zero, zero + work.Loss.Value(number, target)), numbers, i);
            V.Store(V.WhereEqual(target, zero, zero, work.Loss.Slope(number, target)), slopes, i);
        }
    }

    /// <summary>Stores values and slopes; gives the sum with the values added in their order.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Keep(int start, int count, ReadOnlySpan<T> found, ReadOnlySpan<T> slopes, double sum)
    {
        if (work.IsPlain && values.IsEmpty)
            return KeepPlain(start, found[..count], slopes, sum);
        for (int i = 0; i < count; i++)
        {
            int row = start + i;
            bool counts = batch.Counts(row);
            T weight = counts ? batch.SampleWeight(row) : T.Zero, value = counts ? found[i] * weight : T.Zero;
            if (!values.IsEmpty)
                values[row] = value;
            if (counts && !gradient.IsEmpty)
                gradient[batch.At(row, batch.Labels[row])] = slopes[i] * (weight * scale);
            sum += double.CreateTruncating(value);
        }
        return sum;
    }

    [MethodImpl(Compiled.AtOnce)]
    private double KeepPlain(int start, ReadOnlySpan<T> found, ReadOnlySpan<T> slopes, double sum)
    {
        sum = RowPieces.Sum(found, sum);
        if (gradient.IsEmpty)
            return sum;
        ReadOnlySpan<int> labels = batch.Labels.Slice(start, found.Length);
        int classes = batch.Classes;
        Span<T> written = gradient.Slice(start * classes, found.Length * classes);
        T factor = scale;
        for (int i = 0, at = 0; i < labels.Length; i++, at += classes)
            written[at + labels[i]] = slopes[i] * factor;
        return sum;
    }
}
