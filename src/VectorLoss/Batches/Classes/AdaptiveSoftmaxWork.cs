using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The head of an <see cref="AdaptiveLayer{T}"/> for all rows, then each cluster for its own.</summary>
internal readonly ref struct AdaptiveSoftmaxWork<T>(
    AdaptiveLayer<T> layer, ReadOnlySpan<int> labels, BatchOptions<T> options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Numbers of hidden rows that are copied together, and of logits in their pieces.
    private const int Copied = 1 << 17, Logits = 1 << 18;

    private readonly AdaptiveLayer<T> layer = layer;
    private readonly ReadOnlySpan<int> labels = labels;
    private readonly BatchOptions<T> options = options;
    private readonly AdaptiveGradients<T> gradients;

    /// <summary>Receive the gradients, where there is room.</summary>
    public AdaptiveGradients<T> Gradients { init => gradients = value; }

    /// <summary>Receives the loss of every row, or is empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    private int Threads => options.Working;

    private int BlockRows => Math.Max(1, Copied / layer.Features);

    /// <summary>The sum of the losses.</summary>
    public double Run()
    {
        int rows = layer.Rows, widest = layer.HeadClasses;
        for (int cluster = 0; cluster < layer.Cutoffs.Length; cluster++)
            widest = Math.Max(widest, layer.Tail(cluster).Classes);
        int[] places = ArrayPool<int>.Shared.Rent(2 * rows);
        T[] room = ArrayPool<T>.Shared.Rent(Math.Max(widest, Logits));
        try
        {
            double total = Head(places.AsSpan(0, rows), room);
            int tails = 0;
            for (int cluster = 0; cluster < layer.Cutoffs.Length; cluster++)
            {
                AdaptiveTail tail = layer.Tail(cluster);
                total += Tail(tail, tails, places.AsSpan(0, rows), places.AsSpan(rows, rows), room);
                tails += (int)tail.Length;
            }
            return total;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<T>.Shared.Return(room);
        }
    }

    private double Head(Span<int> classes, Span<T> room)
    {
        for (int row = 0; row < classes.Length; row++)
            classes[row] = ClassOfHead(labels[row]);
        return Loss(new()
        {
            Hidden = layer.Hidden,
            Weight = layer.Head,
            Bias = layer.HeadBias,
            Features = layer.Features,
            Classes = layer.HeadClasses,
        }, classes, new() { Hidden = gradients.Hidden, Weight = gradients.Head, Bias = gradients.HeadBias }, room,
            Values, options);
    }

    private int ClassOfHead(int label)
    {
        int cluster = layer.Cutoffs.Length;
        while (cluster > 0 && label < layer.Cutoffs[cluster - 1])
            cluster--;
        return cluster == 0 ? label : layer.Cutoffs[0] + cluster - 1;
    }

    private double Tail(AdaptiveTail tail, int at, Span<int> rows, Span<int> classes, Span<T> room)
    {
        int count = 0;
        for (int row = 0; row < labels.Length; row++)
            if (options.Counts(row) && tail.Has(labels[row]))
                (rows[count], classes[count++]) = (row, labels[row] - tail.First);
        ReadOnlySpan<T> projection = layer.Tails.Slice(at, tail.Projection),
            weight = layer.Tails.Slice(at + tail.Projection, tail.Classes * tail.Projected);
        Span<T> slopes = gradients.Tails.IsEmpty ? default : gradients.Tails.Slice(at, (int)tail.Length);
        if (count == 0)
        {
            Stores.Zero<Lane1<T>, T>(slopes);
            return 0;
        }
        int projected = count * tail.Projected;
        bool moves = !gradients.Hidden.IsEmpty || !slopes.IsEmpty;
        T[] own = ArrayPool<T>.Shared.Rent(2 * projected + 2 * count + Math.Min(count, BlockRows) * layer.Features);
        try
        {
            Span<T> hidden = own.AsSpan(0, projected), dHidden = own.AsSpan(projected, moves ? projected : 0),
                weights = own.AsSpan(2 * projected, count), values = own.AsSpan(2 * projected + count, count),
                block = own.AsSpan(2 * projected + 2 * count);
            rows = rows[..count];
            Project(rows, projection, hidden, block);
            for (int i = 0; i < count; i++)
                weights[i] = options.Multiplier(rows[i]);
            double sum = Loss(
                new() { Hidden = hidden, Weight = weight, Features = tail.Projected, Classes = tail.Classes },
                classes[..count],
                new() { Hidden = dHidden, Weight = slopes.IsEmpty ? default : slopes[tail.Projection..] }, room,
                Values.IsEmpty ? default : values,
                new() { Factors = options.Multiplies ? weights : default, Threads = options.Threads });
            for (int i = 0; i < count && !Values.IsEmpty; i++)
                Values[rows[i]] += values[i];
            if (moves)
                Back(rows, projection, dHidden, slopes.IsEmpty ? default : slopes[..tail.Projection], block);
            return sum;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(own);
        }
    }

    /// <summary>A sum of the losses of a layer, its gradients, or its losses.</summary>
    private double Loss(in LinearLayer<T> part, ReadOnlySpan<int> classes, in LinearGradients<T> slopes, Span<T> room,
        Span<T> values, in BatchOptions<T> batch)
    {
        CrossEntropy loss = new();
        BatchOptions<T> summed = batch with { Reduction = Reduction.Sum, Empty = EmptyBatch.Zero, Upstream = Scale };
        if (values.IsEmpty)
            return loss.ValueAndGradient(part, classes, slopes, room, summed);
        loss.Values(part, classes, values, room, summed);
        return 0;
    }

    private void Project(ReadOnlySpan<int> rows, ReadOnlySpan<T> projection, Span<T> hidden, Span<T> block)
    {
        int features = layer.Features, projected = projection.Length / features;
        for (int from = 0; from < rows.Length; from += BlockRows)
        {
            int count = Copy(rows, from, block);
            MatrixProduct.Multiply(false, true, count, projected, features, block, projection,
                hidden.Slice(from * projected, count * projected), Threads);
        }
    }

    private int Copy(ReadOnlySpan<int> rows, int from, Span<T> block)
    {
        int count = Math.Min(BlockRows, rows.Length - from), features = layer.Features;
        for (int i = 0; i < count; i++)
            Stores.Copy<Lane1<T>, T>(
                layer.Hidden.Slice(rows[from + i] * features, features), block.Slice(i * features, features));
        return count;
    }

    private void Back(
        ReadOnlySpan<int> rows, ReadOnlySpan<T> projection, ReadOnlySpan<T> dHidden, Span<T> slopes, Span<T> block)
    {
        int features = layer.Features, projected = projection.Length / features;
        for (int from = 0; from < rows.Length; from += BlockRows)
        {
            int count = Copy(rows, from, block);
            ReadOnlySpan<T> part = dHidden.Slice(from * projected, count * projected);
            if (!slopes.IsEmpty)
                MatrixProduct.Multiply(true, false, projected, features, count, T.One, part, projected, block, features,
                    from == 0 ? T.Zero : T.One, slopes, features, Threads);
            if (gradients.Hidden.IsEmpty)
                continue;
            MatrixProduct.Multiply(
                false, false, count, features, projected, part, projection, block[..(count * features)], Threads);
            for (int i = 0; i < count; i++)
                Widest.Run<AddRow<T>, T, int>(new(block.Slice(i * features, features),
                    gradients.Hidden.Slice(rows[from + i] * features, features)));
        }
    }
}
