using System.Numerics;
using VectorLoss.Batches;

namespace VectorLoss.Autodiff;

/// <summary>Adaptive softmax on a tape.</summary>
public static class AdaptiveSoftmaxOps
{
    /// <summary>
    /// The loss of every row, as <see cref="Batches.AdaptiveSoftmax"/> gives it: −log of the probability of its label.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="hidden">rows × features.</param>
    /// <param name="head">(first cutoff + clusters) × features.</param>
    /// <param name="bias">1 × (first cutoff + clusters).</param>
    /// <param name="tails">1 × <see cref="AdaptiveLayer{T}.TailsLength"/>.</param>
    /// <param name="labels">One class a row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="cutoffs">The first class of each cluster.</param>
    /// <param name="divisor">By which features are divided for each cluster.</param>
    /// <returns>rows × 1. The op has first derivatives backwards only.</returns>
    /// <exception cref="ArgumentException">The shapes, cutoffs or the divisor do not fit, or a variable is of another
    /// tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var AdaptiveSoftmax<T>(this Tape<T> tape, Var hidden, Var head, Var bias, Var tails, Labels labels,
        int classes, ReadOnlySpan<int> cutoffs, double divisor = 4)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new AdaptiveSoftmaxOp<T>(labels, tape.CountOf(labels), classes, cutoffs.ToArray(), divisor),
            hidden, head, bias, tails);
    }
}

/// <summary>The op of <see cref="AdaptiveSoftmaxOps"/>.</summary>
internal sealed class AdaptiveSoftmaxOp<T>(Labels labels, int count, int classes, int[] cutoffs, double divisor) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "AdaptiveSoftmax";

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape hidden, Shape head) = (inputs[0], inputs[1]);
        if (cutoffs.Length == 0)
            throw Misfit(inputs, "there is no cutoff");
        Shape tails = Shape.Row(Layer(hidden.Columns).TailsLength);
        if (head != new Shape(cutoffs[0] + cutoffs.Length, hidden.Columns) || inputs[2] != Shape.Row(head.Rows)
            || inputs[3] != tails)
            throw Misfit(inputs, "hidden rows×features, head (first cutoff + clusters)×features, "
                + $"bias 1×(first cutoff + clusters) and tails {tails} are needed");
        return hidden.Rows == count ? Shape.Column(count)
            : throw Misfit(inputs, $"there are {count} labels, one a row is needed");
    }

    public override void Forward(in Frame<T> frame) => Batches.AdaptiveSoftmax.Values(
        Layer(frame), frame.Labels(labels), frame.Output, new() { Threads = frame.Threads });

    public override void Backward(in Frame<T> frame)
    {
        Span<T> hidden = Target(frame, 0, out bool addsHidden), head = Target(frame, 1, out bool addsHead),
            bias = Target(frame, 2, out bool addsBias), tails = Target(frame, 3, out bool addsTails);
        int first = addsHidden ? hidden.Length : 0, second = first + (addsHead ? head.Length : 0),
            third = second + (addsBias ? bias.Length : 0), all = third + (addsTails ? tails.Length : 0);
        // A kernel writes whole gradients: into place where nothing is there yet, else beside it, to be added.
        Span<T> scratch = frame.Scratch(all);
        AdaptiveGradients<T> written = new()
        {
            Hidden = addsHidden ? scratch[..first] : hidden,
            Head = addsHead ? scratch[first..second] : head,
            HeadBias = addsBias ? scratch[second..third] : bias,
            Tails = addsTails ? scratch[third..all] : tails,
        };
        Batches.AdaptiveSoftmax.ValueAndGradient(Layer(frame), frame.Labels(labels), written, new()
        {
            Factors = frame.DOutput,
            Reduction = Batches.Reduction.Sum,
            Threads = frame.Threads,
        });
        LinearLogProbabilitiesOp<T>.Add(written.Hidden, hidden, addsHidden);
        LinearLogProbabilitiesOp<T>.Add(written.Head, head, addsHead);
        LinearLogProbabilitiesOp<T>.Add(written.HeadBias, bias, addsBias);
        LinearLogProbabilitiesOp<T>.Add(written.Tails, tails, addsTails);
    }

    private static Span<T> Target(in Frame<T> frame, int input, out bool adds)
        => LinearLogProbabilitiesOp<T>.Target(frame, input, out adds);

    private AdaptiveLayer<T> Layer(int features)
        => new() { Features = features, Classes = classes, Cutoffs = cutoffs, Divisor = divisor };

    private AdaptiveLayer<T> Layer(in Frame<T> frame) => new()
    {
        Hidden = frame.Input(0),
        Head = frame.Input(1),
        HeadBias = frame.Input(2),
        Tails = frame.Input(3),
        Features = frame.InputShape(0).Columns,
        Classes = classes,
        Cutoffs = cutoffs,
        Divisor = divisor,
    };
}
