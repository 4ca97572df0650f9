using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Log-probabilities of a linear layer on a tape that never hold the logits of a whole batch.</summary>
public static class LinearLogProbabilityOps
{
    /// <summary>
    /// log softmax(hidden·weightᵀ + bias) of each row at its label, as <see cref="Batches.LinearLogProbabilities"/>
    /// gives it: what preference and policy losses are made of. The backward pass computes the logits again.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="hidden">rows × features.</param>
    /// <param name="weight">classes × features.</param>
    /// <param name="bias">1 × classes.</param>
    /// <param name="labels">One class a row; where the options ignore it, any number.</param>
    /// <param name="options">Ignored labels and a soft cap; the log-probability of an ignored row is 0.</param>
    /// <returns>rows × 1. The op has first derivatives backwards only.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, an option is none of these, or a variable is of another tape.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var LinearLogProbabilities<T>(this Tape<T> tape, Var hidden, Var weight, Var bias, Labels labels,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new LinearLogProbabilitiesOp<T>(labels, tape.CountOf(labels), options ?? new()),
            hidden, weight, bias);
    }
}

/// <summary>The op of <see cref="LinearLogProbabilityOps"/>.</summary>
internal sealed class LinearLogProbabilitiesOp<T>(Labels labels, int count, ClassLossOptions options) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] ignore = [.. options.Ignore];

    public override string Name => "LinearLogProbabilities";

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        if (options.Inner != 1 || options.ClassWeights.Count > 0 || options.LabelSmoothing != 0
            || options.LseSquareScale != 0)
            throw Misfit(inputs, "of the options, only ignored labels and a soft cap have a meaning");
        (Shape hidden, Shape weight, Shape bias) = (inputs[0], inputs[1], inputs[2]);
        if (hidden.Columns != weight.Columns || bias != Shape.Row(weight.Rows))
            throw Misfit(inputs, "hidden rows×features, weight classes×features and bias 1×classes are needed");
        return hidden.Rows == count ? Shape.Column(count)
            : throw Misfit(inputs, $"there are {count} labels, one a row is needed");
    }

    public override void Forward(in Frame<T> frame)
        => Batches.LinearLogProbabilities.Values(Layer(frame), frame.Labels(labels), frame.Output,
            frame.Scratch(Workspace(frame)), Options(frame));

    public override void Backward(in Frame<T> frame)
    {
        Span<T> hidden = Target(frame, 0, out bool addsHidden), weight = Target(frame, 1, out bool addsWeight),
            bias = Target(frame, 2, out bool addsBias);
        int first = addsHidden ? hidden.Length : 0, second = first + (addsWeight ? weight.Length : 0),
            all = second + (addsBias ? bias.Length : 0);
        // A kernel writes whole gradients: into place where nothing is there yet, else beside it, to be added.
        Span<T> scratch = frame.Scratch(all + Workspace(frame));
        LinearGradients<T> written = new()
        {
            Hidden = addsHidden ? scratch[..first] : hidden,
            Weight = addsWeight ? scratch[first..second] : weight,
            Bias = addsBias ? scratch[second..all] : bias,
        };
        Batches.LinearLogProbabilities.Gradient(Layer(frame), frame.Labels(labels), frame.DOutput, written,
            scratch[all..], Options(frame));
        Add(written.Hidden, hidden, addsHidden);
        Add(written.Weight, weight, addsWeight);
        Add(written.Bias, bias, addsBias);
    }

    /// <summary>Where the gradient of an input goes, and whether it is added to what is there.</summary>
    internal static Span<T> Target(in Frame<T> frame, int input, out bool adds)
    {
        adds = false;
        return frame.NeedsGradient(input) ? frame.DInput(input, out adds) : default;
    }

    /// <summary>Adds a gradient that was written beside its place.</summary>
    internal static void Add(Span<T> written, Span<T> gradient, bool adds)
    {
        if (adds)
            Broadcasting.Store(new MatrixView<T>(written, 0, 1), 1, written.Length, gradient, adds: true);
    }

    private static int Workspace(in Frame<T> frame) => LinearSoftmaxLosses.WorkspaceLength(
        frame.InputShape(0).Rows, frame.InputShape(1).Rows, frame.InputShape(1).Columns);

    private static LinearLayer<T> Layer(in Frame<T> frame) => new()
    {
        Hidden = frame.Input(0),
        Weight = frame.Input(1),
        Bias = frame.Input(2),
        Features = frame.InputShape(1).Columns,
        Classes = frame.InputShape(1).Rows,
    };

    private ClassOptions<T> Options(in Frame<T> frame) => new()
    {
        Batch = new() { Threads = frame.Threads },
        Ignore = ignore,
        Softcap = options.Softcap,
    };
}
