using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>One recorded pass of a net over a batch: inputs and targets in, outputs and loss out.</summary>
internal sealed class NetProgram<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;
    private readonly Var input;
    private readonly Var outputs;
    private readonly NetHead<T> head;
    private readonly PartialBatch<T>? smaller;
    private readonly int[] labels;
    private readonly int width;
    private readonly Mark start;

    /// <summary>Records a pass.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">What the pass ends in.</param>
    /// <param name="batchSize">The rows to record.</param>
    /// <param name="isPartial">Whether batches may have fewer samples.</param>
    public NetProgram(Mlp<T> net, NetLoss loss, int batchSize, bool isPartial = false)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        tape = net.Tape;
        labels = new int[batchSize];
        width = net.Outputs;
        start = tape.Mark();
        smaller = isPartial ? new(tape, batchSize) : null;
        input = tape.Input(new(batchSize, net.Inputs));
        outputs = net.Record(input);
        head = loss.Record(tape, outputs, smaller);
    }

    /// <summary>The recorded rows.</summary>
    public int BatchSize => labels.Length;

    /// <summary>Samples that were loaded last: 0 to <see cref="BatchSize"/>.</summary>
    public int Samples { get; private set; }

    /// <summary>The loss that the last pass gave: of a sample, averaged over the batch.</summary>
    public double Loss => double.CreateTruncating(tape.Scalar(head.Loss));

    /// <summary>The loss on the tape.</summary>
    public Var LossVar => head.Loss;

    /// <summary>Copies a batch straight into the leaves of the tape.</summary>
    public void Load(Dataset data, ReadOnlySpan<int> batch) => Load(data, batch, 0, 1);

    /// <summary>Copies a shard of a batch straight into the leaves of the tape.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batch">Those of the whole batch.</param>
    /// <param name="shard">Which part of them this program computes.</param>
    /// <param name="shards">Parts of the batch.</param>
    public void Load(Dataset data, ReadOnlySpan<int> batch, int shard, int shards)
    {
        int from = shard * BatchSize;
        Samples = Math.Clamp(batch.Length - from, 0, BatchSize);
        // Where no sample is left, rows of weight 0 get the numbers of the first one.
        ReadOnlySpan<int> indices = Samples == 0 ? batch[..1] : batch.Slice(from, Samples);
        Span<T> inputs = tape.Values(input);
        new InputCopy<T>(data, indices, inputs[..(indices.Length * data.Inputs)]).RunOn(tape.Threads);
        PartialBatch<T>.Pad(inputs, BatchSize, indices.Length);
        head.Fill(data, indices, BatchSize);
        smaller?.Fill(Samples, batch.Length, shards);
        if (data.HasLabels)
            data.CopyLabels(indices, labels.AsSpan(0, indices.Length));
    }

    /// <summary>Computes this program and nothing behind it; the tape holds only leaves before it.</summary>
    public void Forward() => tape.Forward(head.Loss);

    /// <summary>Computes this program and nothing before it; the tape ends with it.</summary>
    public void ForwardAlone() => tape.Forward(start);

    /// <summary>Forgets this program and keeps its memory for the next one.</summary>
    public void Forget() => tape.Rewind(start);

    /// <summary>How many samples of the batch the outputs get right.</summary>
    public int Correct() => Argmax.Correct(Scores, labels.AsSpan(0, Samples));

    /// <summary>Counts every sample of the batch in a classes × classes table: label, then prediction.</summary>
    public void Tally(Span<int> confusion)
    {
        for (int row = 0; row < Samples; row++)
            confusion[(labels[row] * width) + Argmax.Of(Scores.Slice(row * width, width))]++;
    }

    private ReadOnlySpan<T> Scores => tape.ReadOnlyValues(outputs)[..(Samples * width)];
}
