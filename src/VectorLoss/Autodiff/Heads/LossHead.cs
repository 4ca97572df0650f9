using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// A loss of up to three inputs as an op, 1×1: value and gradients in one call of its family. A family derives from it
/// and says how it is called and which shapes fit.
/// </summary>
internal abstract class LossHead<T>(string name, Reduction reduction) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override string Name => name;

    /// <summary>The reduced loss.</summary>
    protected abstract double Value(in Frame<T> frame, in BatchOptions<T> options);

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    protected abstract double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options);

    /// <summary>The gradients that there is room for; override where that costs less than with the value.</summary>
    protected virtual void Gradient(in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => ValueAndGradient(frame, gradients, options);

    public sealed override void Forward(in Frame<T> frame)
        => frame.Output[0] = T.CreateTruncating(Value(frame, Options(frame, 1)));

    public sealed override void Backward(in Frame<T> frame) => Run(frame, needsValue: false);

    public sealed override void ForwardBackward(in Frame<T> frame)
        => frame.Output[0] = T.CreateTruncating(Run(frame, needsValue: true));

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
        BatchOptions<T> options = Options(frame, double.CreateTruncating(frame.DOutput[0]));
        double value = 0;
        if (needsValue)
            value = ValueAndGradient(frame, written, options);
        else
            Gradient(frame, written, options);
        Add(written.First, first, addsFirst);
        Add(written.Second, second, addsSecond);
        Add(written.Third, third, addsThird);
        return value;
    }

    private BatchOptions<T> Options(in Frame<T> frame, double upstream)
        => new() { Reduction = reduction, Upstream = upstream, Threads = frame.Threads };

    private static Span<T> Target(in Frame<T> frame, int input, out bool adds)
    {
        adds = false;
        return input < frame.Inputs && frame.NeedsGradient(input) ? frame.DInput(input, out adds) : default;
    }

    // A kernel writes whole gradients: into place where nothing is there yet, else beside it, to be added.
    private static int Beside(Span<T> gradient, bool adds) => adds ? gradient.Length : 0;

    private static void Add(Span<T> written, Span<T> gradient, bool adds)
    {
        if (adds)
            Broadcasting.Store(new MatrixView<T>(written, 0, 1), 1, written.Length, gradient, adds: true);
    }
}
