using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// A loss of up to three inputs with gradients as an op, 1×1 or the loss of every sample: value and gradients in one
/// call of its family. A family derives from it and says how it is called and which shapes fit.
/// </summary>
internal abstract class LossHead<T>(string name, HeadOptions batch) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SampleChoice<T> samples = new(batch);

    public sealed override string Name => name;

    /// <summary>Records the head: its inputs, then weights, factors and mask.</summary>
    public Var RecordOn(Tape<T> tape, params ReadOnlySpan<Var> inputs)
    {
        foreach (Var variable in batch.Variables)
            if (tape.NeedsGradient(variable))
                throw new ArgumentException(
                    $"{Name} gives no gradient to weights, factors and masks, and {variable} needs one.",
                    nameof(batch));
        return tape.Apply(this, [.. inputs, .. batch.Variables]);
    }

    public sealed override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        ReadOnlySpan<Shape> own = inputs[..^samples.Inputs];
        CheckShapes(own);
        Shape shape = Samples(own);
        if (!samples.Fits(inputs[own.Length..], shape.Count))
            throw Misfit(inputs,
                $"the last {samples.Inputs} are weights, factors and mask, and need {shape.Count} numbers");
        return samples.Unreduced ? shape : Shape.Scalar;
    }

    /// <summary>Refuses inputs of the loss that do not fit.</summary>
    protected abstract void CheckShapes(ReadOnlySpan<Shape> inputs);

    /// <summary>The shape of the losses that the inputs have: one a row, if nothing else is said.</summary>
    protected virtual Shape Samples(ReadOnlySpan<Shape> inputs) => Shape.Column(inputs[0].Rows);

    /// <summary>Which loss an element of an input belongs to: that of its row, if nothing else is said.</summary>
    protected virtual int SampleOf(in Frame<T> frame, int input, int element)
        => element / frame.InputShape(input).Columns;

    /// <summary>Whether the output is the loss of every sample.</summary>
    protected bool Unreduced => samples.Unreduced;

    /// <summary>The loss of every sample.</summary>
    protected abstract void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options);

    /// <summary>How many inputs the loss itself has.</summary>
    protected int Inputs(in Frame<T> frame) => frame.Inputs - samples.Inputs;

    /// <summary>The reduced loss.</summary>
    protected abstract double Value(in Frame<T> frame, in BatchOptions<T> options);

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    protected abstract double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options);

    /// <summary>The gradients that there is room for; override where that costs less than with the value.</summary>
    protected virtual void Gradient(in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => ValueAndGradient(frame, gradients, options);

    public sealed override void Forward(in Frame<T> frame)
    {
        BatchOptions<T> options = samples.Options(frame) with { Threads = frame.Threads };
        if (Unreduced)
            Values(frame, frame.Output, options);
        else
            frame.Output[0] = T.CreateTruncating(Value(frame, options));
    }

    public sealed override void Backward(in Frame<T> frame) => Run(frame, needsValue: false);

    public sealed override void ForwardBackward(in Frame<T> frame)
    {
        if (Unreduced)
            base.ForwardBackward(frame);
        else
            frame.Output[0] = T.CreateTruncating(Run(frame, needsValue: true));
    }

    /// <summary>Whether the loss has a derivative by an input; targets of classes, for one, have none.</summary>
    protected virtual bool IsDifferentiable(int input) => true;

    /// <summary>Adds the product of the Hessian with the tangents; a family without one is refused by name.</summary>
    protected virtual void AddCurvature(in Frame<T> frame, in BatchOptions<T> options) => base.BackwardTangent(frame);

    // A loss is one number, so its tangent is the gradient times the tangents of the inputs that it looks at.
    public sealed override void ForwardTangent(in Frame<T> frame)
    {
        for (int input = Math.Min(3, Inputs(frame)); input < frame.Inputs; input++)
            Moving(frame, input);
        int first = Moving(frame, 0), second = first + Moving(frame, 1), all = second + Moving(frame, 2);
        Span<T> scratch = frame.Scratch(all);
        LossGradients<T> written = new()
        {
            First = scratch[..first],
            Second = scratch[first..second],
            Third = scratch[second..all],
        };
        Gradient(frame, written, samples.Options(frame) with { Threads = frame.Threads });
        frame.OutputTangent.Clear();
        AddProduct(written.First, 0, frame);
        AddProduct(written.Second, 1, frame);
        AddProduct(written.Third, 2, frame);
    }

    public sealed override void BackwardTangent(in Frame<T> frame)
    {
        for (int input = 0; input < frame.Inputs; input++)
            Moving(frame, input);
        AddCurvature(frame, Upstream(frame));
    }

    /// <summary>How many numbers of an input have tangents.</summary>
    private int Moving(in Frame<T> frame, int input)
    {
        if (input >= frame.Inputs || !frame.HasTangent(input))
            return 0;
        return input < Inputs(frame) && IsDifferentiable(input)
            ? frame.InputShape(input).Count
            : throw new NotSupportedException($"{Name} has no derivative by its input {input}, which has a tangent.");
    }

    /// <summary>Where the product with the Hessian by an input is added, or nothing.</summary>
    protected Span<T> Product(in Frame<T> frame, int input)
        => input < Inputs(frame) && frame.NeedsGradient(input) ? frame.DInput(input) : default;

    /// <summary>An input with its tangent, in one long row.</summary>
    protected static DualView<T> Moved(in Frame<T> frame, int input) => new(new(frame.Input(input), 0, 1),
        frame.HasTangent(input) ? new(frame.Tangent(input), 0, 1) : ScalarView<T>.Zero);

    /// <summary>Adds a term for each element of an input.</summary>
    protected void Add<TTerm>(TTerm term, in Frame<T> frame, in BatchOptions<T> options, int input)
        where TTerm : struct, ITerm<T>, allows ref struct
    {
        Span<T> gradient = frame.DInput(input, out bool adds);
        Broadcasting.Store(samples.Choose(term, options, frame), 1, gradient.Length, gradient, adds);
    }

    private void AddProduct(Span<T> gradient, int input, in Frame<T> frame)
    {
        if (gradient.IsEmpty)
            return;
        ReadOnlySpan<T> tangents = frame.Tangent(input);
        Span<T> sums = frame.OutputTangent;
        for (int at = 0; Unreduced && at < gradient.Length; at++)
            sums[SampleOf(frame, input, at)] += gradient[at] * tangents[at];
        if (!Unreduced)
            Broadcasting.Sum(new PairTerm<MultiplyMap, T>(new(gradient, 0, 1), new(tangents, 0, 1)),
                1, gradient.Length, sums, 1, 1, adds: true);
    }

    private double Run(in Frame<T> frame, bool needsValue)
    {
        Span<T> first = Target(frame, 0, out bool addsFirst), second = Target(frame, 1, out bool addsSecond);
        Span<T> third = Target(frame, 2, out bool addsThird);
        int two = Beside(first, addsFirst), three = two + Beside(second, addsSecond);
        int length = three + Beside(third, addsThird);
        Span<T> scratch = length == 0 ? default : frame.Scratch(length);
        LossGradients<T> written = new()
        {
            First = addsFirst ? scratch[..two] : first,
            Second = addsSecond ? scratch[two..three] : second,
            Third = addsThird ? scratch[three..] : third,
        };
        BatchOptions<T> options = Upstream(frame);
        double value = needsValue ? ValueAndGradient(frame, written, options) : 0;
        if (!needsValue)
            Gradient(frame, written, options);
        Add(written.First, first, addsFirst);
        Add(written.Second, second, addsSecond);
        Add(written.Third, third, addsThird);
        return value;
    }

    private BatchOptions<T> Upstream(in Frame<T> frame) => samples.Upstream(frame) with { Threads = frame.Threads };

    private Span<T> Target(in Frame<T> frame, int input, out bool adds)
    {
        adds = false;
        return input < Inputs(frame) && frame.NeedsGradient(input) ? frame.DInput(input, out adds) : default;
    }

    // A kernel writes whole gradients: into place where nothing is there yet, else beside it, to be added.
    private static int Beside(Span<T> gradient, bool adds) => adds ? gradient.Length : 0;

    private static void Add(Span<T> written, Span<T> gradient, bool adds)
    {
        if (adds)
            Broadcasting.Store(new MatrixView<T>(written, 0, 1), 1, written.Length, gradient, adds: true);
    }
}
