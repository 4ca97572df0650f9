using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A linear layer that is stored in 16 bits, and a softmax loss: as many rows that count at a time as the workspace
/// holds, with their logits, as floats; and of the weight and its gradient one block of classes at a time.
/// </summary>
/// <remarks>
/// A block is one of those that <see cref="MatrixProduct"/> cuts a sum over the classes into, so the gradient of the
/// hidden rows has the bits of one product.
/// </remarks>
internal readonly ref struct NarrowLinearWork<TLoss, S>
    where TLoss : struct, ILabelLoss
    where S : unmanaged
{
    private readonly TLoss loss;
    private readonly LinearLayer<S> layer;
    private readonly ClassBatch<float> batch;
    private readonly LinearGradients<S> gradients;
    private readonly Span<float> values, weight, bias, dBias, hidden, dHidden, logits;
    private readonly int most, threads;

    /// <exception cref="ArgumentException">The workspace holds no row, or overlaps something.</exception>
    public NarrowLinearWork(TLoss loss, LinearLayer<S> layer, ClassBatch<float> batch, LinearGradients<S> gradients,
        Span<float> values, Span<float> workspace)
    {
        this.loss = loss;
        this.layer = layer;
        this.batch = batch;
        this.gradients = gradients;
        this.values = values;
        threads = Math.Max(1, batch.Options.Batch.Threads);
        int block = BlockShape.DepthLength(layer.Classes), features = layer.Features;
        long weights = (long)block * features, all = gradients.Bias.Length + block + weights;
        long row = layer.Classes + (long)features + (gradients.Hidden.IsEmpty ? 0 : features);
        if (workspace.Length < all + row)
            throw new ArgumentException($"workspace has {workspace.Length} elements; {all + row} are needed for a row "
                + $"of {features} features and {layer.Classes} classes.", nameof(workspace));
        layer.CheckApart(workspace, nameof(workspace));
        layer.CheckApart(batch.Options.LogSumExp, nameof(batch.Options.LogSumExp));
        batch.CheckApart(workspace, nameof(workspace));
        most = (int)((workspace.Length - all) / row);
        weight = Take(ref workspace, (int)weights);
        bias = Take(ref workspace, layer.Bias.IsEmpty ? 0 : block);
        dBias = Take(ref workspace, gradients.Bias.Length);
        hidden = Take(ref workspace, most * features);
        dHidden = Take(ref workspace, gradients.Hidden.IsEmpty ? 0 : hidden.Length);
        logits = Take(ref workspace, most * layer.Classes);
    }

    private static Span<float> Take(scoped ref Span<float> from, int count)
    {
        Span<float> taken = from[..count];
        from = from[count..];
        return taken;
    }

    /// <summary>Does all rows; gives the sum of their losses, added in their order.</summary>
    /// <param name="scale">The factor of all slopes.</param>
    public double Run(float scale)
    {
        for (int row = 0; row < batch.Rows; row++)
            if (!batch.Counts(row))
                Skip(row);
        dBias.Clear();
        double total = 0;
        int done = 0;
        for (RowRun last = default; ;)
        {
            int end = (int)Math.Min(batch.Rows, (long)done + most);
            RowRun first = last.Next(batch, end);
            for (RowRun run = first; run.Count > 0; run = run.Next(batch, end))
            {
                Copy(Rows(layer.Hidden, run.Row, run.Count), hidden[((run.Before - done) * layer.Features)..]);
                last = run;
            }
            if (last.Before + last.Count - done is not (> 0 and var count))
                break;
            Forward(count);
            for (RowRun run = first; run.Count > 0; run = run.Next(batch, end))
                total = Softmax(run, done, scale, total);
            if (!gradients.IsEmpty)
                Backward(count, adds: done > 0);
            for (RowRun run = first; run.Count > 0 && !dHidden.IsEmpty; run = run.Next(batch, end))
                Copy<float, S>(Rows<float>(dHidden, run.Before - done, run.Count),
                    gradients.Hidden[(run.Row * layer.Features)..]);
            done += count;
        }
        Copy<float, S>(dBias, gradients.Bias);
        if (done == 0)
            gradients.Weight.Clear();
        return total;
    }

    private ReadOnlySpan<T> Rows<T>(ReadOnlySpan<T> numbers, int row, int count)
        => numbers.Slice(row * layer.Features, count * layer.Features);

    private void Forward(int count)
    {
        for (int from = 0; from < layer.Classes;)
        {
            LinearLayer<float> part = Part(from);
            LoadWeight(part, from, layer.Weight);
            part.Forward(0, count, 0, part.Classes, logits[from..], layer.Classes, threads);
            from += part.Classes;
        }
    }

    /// <summary>Turns logits into their gradient, if it is asked for; gives the total with the losses.</summary>
    private double Softmax(RowRun run, int done, float scale, double total)
    {
        int classes = layer.Classes;
        Span<float> own = logits.Slice((run.Before - done) * classes, run.Count * classes);
        ReadOnlySpan<float> targets = batch.Places.Part(batch.Targets, run.Row, run.Count);
        total = SoftmaxRows.Run(new SoftmaxWork<TLoss, float>(loss,
            batch.Plain(run.Row, run.Count, own, targets), values.IsEmpty ? values : values.Slice(run.Row, run.Count),
            gradients.IsEmpty ? default : own, scale), total, threads);
        for (int at = 0; at < own.Length && !dBias.IsEmpty; at += classes)
            Widest.Run<AddRow<float>, float, int>(new(own.Slice(at, classes), dBias));
        return total;
    }

    private void Backward(int count, bool adds)
    {
        for (int from = 0; from < layer.Classes;)
        {
            LinearLayer<float> part = Part(from);
            if (!dHidden.IsEmpty)
            {
                LoadWeight(part, from, layer.Weight);
                part.HiddenGradient(0, count, 0, part.Classes, logits[from..], layer.Classes, from > 0, dHidden,
                    threads);
            }
            if (!gradients.Weight.IsEmpty)
            {
                if (adds)
                    LoadWeight(part, from, gradients.Weight);
                part.WeightGradient(0, count, 0, part.Classes, logits[from..], layer.Classes, adds, weight, threads);
                StoreWeight(part, from);
            }
            from += part.Classes;
        }
    }

    /// <summary>The layer of the classes of one block, as floats; its weights are still to be loaded.</summary>
    private LinearLayer<float> Part(int from)
    {
        int count = Math.Min(weight.Length / layer.Features, layer.Classes - from);
        if (!bias.IsEmpty)
            Copy(layer.Bias.Slice(from, count), bias);
        return new()
        {
            Hidden = hidden,
            Weight = weight[..(count * layer.Features)],
            Bias = bias.IsEmpty ? bias : bias[..count],
            Features = layer.Features,
            Classes = count,
            WeightByFeature = layer.WeightByFeature,
        };
    }

    private void LoadWeight(in LinearLayer<float> part, int from, ReadOnlySpan<S> source)
    {
        int length = Length(part), there = layer.WeightAt(from);
        for (int at = 0; at < part.Weight.Length; at += length, there += layer.Classes)
            Copy(source.Slice(there, length), weight[at..]);
    }

    private void StoreWeight(in LinearLayer<float> part, int from)
    {
        int length = Length(part), there = layer.WeightAt(from);
        for (int at = 0; at < part.Weight.Length; at += length, there += layer.Classes)
            Copy<float, S>(weight.Slice(at, length), gradients.Weight[there..]);
    }

    /// <summary>How many weights of a block lie side by side.</summary>
    private int Length(in LinearLayer<float> part) => layer.WeightByFeature ? part.Classes : part.Weight.Length;

    /// <summary>What a row gets that does not count.</summary>
    private void Skip(int row)
    {
        if (!values.IsEmpty)
            values[row] = 0;
        for (int i = 0; i < layer.Features && !gradients.Hidden.IsEmpty; i++)
            gradients.Hidden[row * layer.Features + i] = default;
        if (!batch.Options.LogSumExp.IsEmpty)
            batch.Options.LogSumExp[row] = float.NaN;
    }

    private static void Copy<TFrom, TTo>(ReadOnlySpan<TFrom> numbers, Span<TTo> places)
        where TFrom : unmanaged where TTo : unmanaged
        => Widest.Run<CopyRow<TFrom, TTo, float>, float, int>(new(numbers, places));

    private static void Copy(ReadOnlySpan<S> numbers, Span<float> places) => Copy<S, float>(numbers, places);
}
