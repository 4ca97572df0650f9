using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>One recorded pass of a net over a batch: images and labels in, logits and loss out.</summary>
internal sealed class ClassifierProgram<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;
    private readonly Var input;
    private readonly Var logits;
    private readonly ClassifierHead head;
    private readonly int[] labels;
    private readonly int classes;
    private readonly Mark start;

    public ClassifierProgram(Mlp<T> net, ClassifierLoss loss, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        tape = net.Tape;
        labels = new int[batchSize];
        classes = net.Outputs;
        start = tape.Mark();
        input = tape.Input(new(batchSize, net.Inputs));
        logits = net.Record(input);
        head = loss.Record(tape, logits);
    }

    public int BatchSize => labels.Length;

    /// <summary>The loss that the last pass gave: of an image, averaged over the batch.</summary>
    public double Loss => double.CreateTruncating(tape.Scalar(head.Loss));

    /// <summary>The loss on the tape.</summary>
    public Var LossVar => head.Loss;

    /// <summary>Copies a batch straight into the leaves of the tape.</summary>
    public void Load(DigitSet data, ReadOnlySpan<int> indices)
    {
        new ImageCopy<T>(data, indices, tape.Values(input)).RunOn(tape.Threads);
        data.CopyLabels(indices, labels);
        head.Fill(tape, labels);
    }

    /// <summary>Computes this program and nothing behind it; the tape holds only leaves before it.</summary>
    public void Forward() => tape.Forward(head.Loss);

    /// <summary>Computes this program and nothing before it; the tape ends with it.</summary>
    public void ForwardAlone() => tape.Forward(start);

    /// <summary>Forgets this program and keeps its memory for the next one.</summary>
    public void Forget() => tape.Rewind(start);

    /// <summary>How many images of the batch the logits get right.</summary>
    public int Correct() => Argmax.Correct<T>(tape.ReadOnlyValues(logits), labels);

    /// <summary>Counts every image of the batch in a classes × classes table: label, then prediction.</summary>
    public void Tally(Span<int> confusion)
    {
        ReadOnlySpan<T> scores = tape.ReadOnlyValues(logits);
        for (int row = 0; row < labels.Length; row++)
            confusion[(labels[row] * classes) + Argmax.Of(scores.Slice(row * classes, classes))]++;
    }
}
