using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The log-probabilities that an <see cref="AdaptiveLayer{T}"/> gives to all classes.</summary>
internal readonly ref struct AdaptiveProbabilities<T>(AdaptiveLayer<T> layer, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Numbers that are written for a prediction together.
    private const int Numbers = 1 << 18;

    private readonly AdaptiveLayer<T> layer = layer;

    private int Clusters => layer.Cutoffs.Length;

    /// <summary>Writes those of all rows.</summary>
    public void Write(Span<T> logs)
    {
        int rows = layer.Rows, classes = layer.Classes, projected = 0;
        if (rows == 0)
            return;
        for (int cluster = 0; cluster < Clusters; cluster++)
            projected = Math.Max(projected, layer.Tail(cluster).Projected);
        T[] room = ArrayPool<T>.Shared.Rent(checked(rows * (projected + Clusters)));
        try
        {
            Span<T> ofClusters = room.AsSpan(0, rows * Clusters), hidden = room.AsSpan(rows * Clusters);
            // There are no fewer classes than the head has, so it writes where the clusters will.
            Head(0, rows, logs, classes);
            RowFunctions.LogSoftmax<T>(
                logs[..Length(rows, layer.HeadClasses)], Axis(layer.HeadClasses),
                logs[..Length(rows, layer.HeadClasses)], threads);
            for (int row = 0; row < rows; row++)
                Stores.Copy<Lane1<T>, T>(
                    logs.Slice(row * classes + layer.Cutoffs[0], Clusters), ofClusters[(row * Clusters)..]);
            int at = 0;
            for (int cluster = 0; cluster < Clusters; cluster++)
            {
                AdaptiveTail tail = layer.Tail(cluster);
                Tail(tail, at, hidden[..(rows * tail.Projected)], logs);
                Span<T> part = logs.Slice(tail.First, Length(rows, tail.Classes));
                RowFunctions.LogSoftmax<T>(part, Axis(tail.Classes), part, threads);
                Widest.Run<AddToRows<T>, T, int>(new(ofClusters[cluster..], Clusters, part, tail.Classes, classes));
                at += (int)tail.Length;
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(room);
        }
    }

    /// <summary>Gives the most probable class of every row.</summary>
    /// <remarks>
    /// The head decides where it prefers a frequent class to all clusters, as none of their classes is more probable
    /// than its cluster. Only the other rows look at all classes.
    /// </remarks>
    public void Predict(Span<int> classes)
    {
        int rows = layer.Rows, width = layer.HeadClasses, features = layer.Features;
        int together = Math.Clamp(Numbers / layer.Classes, 1, Math.Max(1, rows));
        T[] room = ArrayPool<T>.Shared.Rent(together * (layer.Classes + features));
        int[] open = ArrayPool<int>.Shared.Rent(Math.Max(1, rows));
        try
        {
            Span<T> logs = room.AsSpan(0, together * layer.Classes), hidden = room.AsSpan(logs.Length);
            int count = 0;
            for (int from = 0; from < rows; from += together)
            {
                int here = Math.Min(together, rows - from);
                Head(from, here, logs, width);
                for (int row = 0; row < here; row++)
                    if ((classes[from + row] = OfHead(logs.Slice(row * width, width))) >= layer.Cutoffs[0])
                        open[count++] = from + row;
            }
            for (int from = 0; from < count; from += together)
            {
                int here = Math.Min(together, count - from);
                for (int i = 0; i < here; i++)
                    Stores.Copy<Lane1<T>, T>(
                        layer.Hidden.Slice(open[from + i] * features, features), hidden[(i * features)..]);
                new AdaptiveProbabilities<T>(layer with { Hidden = hidden[..(here * features)] }, threads)
                    .Write(logs[..(here * layer.Classes)]);
                for (int i = 0; i < here; i++)
                    classes[open[from + i]] = Best(logs.Slice(i * layer.Classes, layer.Classes));
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(room);
            ArrayPool<int>.Shared.Return(open);
        }
    }

    private void Head(int from, int rows, Span<T> logits, int stride)
        => MatrixProduct.Linear(false, true, rows, layer.HeadClasses, layer.Features,
            layer.Hidden[(from * layer.Features)..], layer.Features, layer.Head, layer.Features, layer.HeadBias,
            Activation.None, logits, stride, threads);

    private void Tail(AdaptiveTail tail, int at, Span<T> hidden, Span<T> logits)
    {
        MatrixProduct.Multiply(false, true, layer.Rows, tail.Projected, tail.Features, layer.Hidden,
            layer.Tails.Slice(at, tail.Projection), hidden, threads);
        MatrixProduct.Multiply(false, true, layer.Rows, tail.Classes, tail.Projected, T.One, hidden, tail.Projected,
            layer.Tails.Slice(at + tail.Projection, tail.Classes * tail.Projected), tail.Projected, T.Zero,
            logits[tail.First..], layer.Classes, threads);
    }

    private ClassAxis Axis(int classes) => new(classes) { SampleStride = layer.Classes };

    // From the first number of the first row to the last of the last.
    private int Length(int rows, int classes) => (rows - 1) * layer.Classes + classes;

    // Log-probabilities of a row are NaN where a logit of the head is NaN or ∞.
    private static int OfHead(ReadOnlySpan<T> logits)
    {
        foreach (T logit in logits)
            if (T.IsNaN(logit) || T.IsPositiveInfinity(logit))
                return 0;
        return Best(logits);
    }

    private static int Best(ReadOnlySpan<T> numbers)
    {
        int best = 0;
        for (int i = 1; i < numbers.Length; i++)
            best = numbers[i] > numbers[best] ? i : best;
        return best;
    }
}
