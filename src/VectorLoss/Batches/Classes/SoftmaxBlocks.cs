using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>A softmax loss over rows of few classes, many rows side by side. See <see cref="InterleavedRows"/>.</summary>
internal readonly ref struct SoftmaxBlocks<TLoss, T, TPlan>(
    in SoftmaxWork<TLoss, T> work, double total = 0) : IKernel<T, double>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes, width = InterleavedRows.Rows<V, T>(classes);
        Span<T> numbers = stackalloc T[SoftmaxColumns<T>.Length(classes, width)];
        SoftmaxColumns<T> columns = new(numbers, classes, width);
        Span<int> rows = stackalloc int[width];
        double sum = total;
        for (int row = 0; row < work.Batch.Rows;)
        {
            int count = Gather(ref row, rows);
            // The last block may be narrower: no more registers than it has rows for.
            if (count <= columns.Width - V.Count)
                columns = new(numbers, classes, (count + V.Count - 1) / V.Count * V.Count);
            if (count > 0)
                sum = Block<V>(rows[..count], columns, sum);
        }
        return sum;
    }

    /// <summary>
    /// Lists the next rows that count, from <paramref name="row"/> on, which is moved behind them; leaves the others
    /// out.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Gather(ref int row, Span<int> rows)
    {
        int count = 0, total = work.Batch.Rows, at = row;
        bool all = work.Batch.All;
        for (; at < total && count < rows.Length; at++)
        {
            if (all || work.Batch.Counts(at))
                rows[count++] = at;
            else
                work.Skip(at);
        }
        row = at;
        return count;
    }

    /// <summary>Does one block; gives the total with the values of its rows added in their order.</summary>
    private double Block<V>(ReadOnlySpan<int> rows, scoped in SoftmaxColumns<T> columns, double sum)
        where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes;
        InterleavedRows.Pack(work.Batch.Logits, classes, rows, columns.Width, columns.Logits);
        ReadRows(rows, columns);
        if (TPlan.Capped)
        {
            columns.LabelLogit.CopyTo(columns.LabelRaw);
            Cap<V>(columns.Logits);
            Cap<V>(columns.LabelLogit);
        }
        InterleavedRows.Powers<V, T>(columns.Logits, columns.Powers, columns.Max, columns.Sum, columns.Scratch);
        Logarithms<V>(columns);
        LabelValues<V>(columns);
        if (!work.Gradient.IsEmpty)
            LabelSlopes<V>(columns);
        if (TPlan.Spread)
        {
            SoftmaxSpread.Fill<V, TLoss, T>(work, rows, columns);
            SoftmaxSpread.Values<V, TLoss, T>(work, columns);
            if (!work.Gradient.IsEmpty)
                SoftmaxSpread.Slopes<V, TLoss, T>(work, columns);
        }
        if (!work.Gradient.IsEmpty)
        {
            Slopes<V>(columns);
            if (TPlan.Capped)
            {
                InterleavedRows.Pack(work.Batch.Logits, classes, rows, columns.Width, columns.Logits);
                Uncap<V>(columns);
            }
            InterleavedRows.Unpack(columns.Powers, columns.Width, classes, rows, work.Gradient);
            AddLabels(rows, columns);
        }
        return Keep<V>(rows, columns, sum);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Cap<V>(Span<T> logits) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < logits.Length; at += V.Count)
            V.Store(work.Capped(V.Load(logits, at)), logits, at);
    }

    /// <summary>
    /// Of every row: the logit of its label, the weight of its label, and its own weight; rows that are missing get 0.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void ReadRows(ReadOnlySpan<int> rows, scoped in SoftmaxColumns<T> columns)
    {
        ReadOnlySpan<int> labels = work.Batch.Labels;
        ReadOnlySpan<T> logits = columns.Logits;
        Span<T> labelLogits = columns.LabelLogit, labelWeights = columns.LabelWeight, weights = columns.Weight;
        int width = columns.Width;
        labelWeights.Fill(labels.IsEmpty ? T.Zero : work.LabelShare);
        weights.Fill(T.One);
        if (labels.IsEmpty || rows.Length < width)
            labelLogits.Clear();
        if (!labels.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                labelLogits[lane] = logits[labels[rows[lane]] * width + lane];
        if (!labels.IsEmpty && !work.Batch.Options.ClassWeights.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                labelWeights[lane] = work.LabelWeight(labels[rows[lane]]);
        if (!work.Batch.Options.SampleWeights.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                weights[lane] = work.Batch.SampleWeight(rows[lane]);
    }

    /// <summary>log S, log-sum-exp, and log p of the labels in place of their logits.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Logarithms<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V max = V.Load(columns.Max, lane), logSum = V.Log(V.Load(columns.Sum, lane));
            V.Store(logSum, columns.LogSum, lane);
            V.Store(SoftmaxWork<TLoss, T>.LogSumExp(max, logSum), columns.LogSumExp, lane);
            V.Store(V.Load(columns.LabelLogit, lane) - max - logSum, columns.LabelLogit, lane);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private void LabelValues<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(work.TermValue(V.Load(columns.LabelWeight, lane), V.Load(columns.LabelLogit, lane)), columns.Value,
                lane);
    }

    /// <summary>a·φ' of the labels, which is also the first part of the row's Σ a·φ'.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void LabelSlopes<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V slope = work.TermSlope(V.Load(columns.LabelWeight, lane), V.Load(columns.LabelLogit, lane));
            V.Store(slope, columns.LabelSlope, lane);
            V.Store(slope, columns.SlopeSum, lane);
        }
    }

    /// <summary>Turns the powers into the gradient, labels left out.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Slopes<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V scale = V.Load(columns.Weight, lane) * V.Broadcast(work.Scale);
            V pull = work.LsePull(V.Load(columns.LogSumExp, lane)) - V.Load(columns.SlopeSum, lane);
            pull = pull * scale / V.Load(columns.Sum, lane);
            V.Store(V.Load(columns.LabelSlope, lane) * scale, columns.LabelSlope, lane);
            for (int at = lane; at < columns.Powers.Length; at += columns.Width)
            {
                V slope = V.Load(columns.Powers, at) * pull;
                V.Store(TPlan.Spread ? V.MulAdd(V.Load(columns.Targets, at), scale, slope) : slope, columns.Powers, at);
            }
        }
    }

    /// <summary>Adds what the labels alone contribute.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void AddLabels(ReadOnlySpan<int> rows, scoped in SoftmaxColumns<T> columns)
    {
        ReadOnlySpan<int> labels = work.Batch.Labels;
        Span<T> gradient = work.Gradient;
        ReadOnlySpan<T> slopes = columns.LabelSlope;
        int classes = work.Batch.Classes;
        if (labels.IsEmpty)
            return;
        for (int lane = 0; lane < rows.Length; lane++)
            gradient[rows[lane] * classes + labels[rows[lane]]] += slopes[lane];
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Uncap<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < columns.Powers.Length; at += V.Count)
            V.Store(V.Load(columns.Powers, at) * work.CapSlope(V.Load(columns.Logits, at)), columns.Powers, at);
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(V.Load(columns.LabelSlope, lane) * work.CapSlope(V.Load(columns.LabelRaw, lane)),
                columns.LabelSlope, lane);
    }

    /// <summary>Finishes the values and keeps what was asked for.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Keep<V>(ReadOnlySpan<int> rows, scoped in SoftmaxColumns<T> columns, double sum)
        where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V value = V.Load(columns.Value, lane) + work.LseSquare(V.Load(columns.LogSumExp, lane));
            V.Store(value * V.Load(columns.Weight, lane), columns.Value, lane);
        }
        ReadOnlySpan<T> values = columns.Value[..rows.Length];
        foreach (T value in values)
            sum += double.CreateTruncating(value);
        work.Keep(rows, values, columns.LogSumExp);
        return sum;
    }
}
