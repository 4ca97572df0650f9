using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>An op whose kernel writes a whole gradient: added through scratch memory where one is there already.</summary>
internal abstract class WholeGradientOp<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in Frame<T> frame)
    {
        for (int input = 0; input < frame.Inputs; input++)
        {
            if (!frame.NeedsGradient(input))
                continue;
            Span<T> gradient = frame.DInput(input, out bool adds);
            Span<T> written = adds ? frame.Scratch(gradient.Length) : gradient;
            Write(frame, input, written);
            if (adds)
                Broadcasting.Store(new MatrixView<T>(written, 0, 1), 1, written.Length, gradient, adds: true);
        }
    }

    /// <summary>Writes the gradient of an input.</summary>
    protected abstract void Write(in Frame<T> frame, int input, Span<T> gradient);
}

/// <summary>A loss head whose kernel gives the value together with the gradient of its first input.</summary>
internal abstract class HeadOp<T> : WholeGradientOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The value alone.</summary>
    protected abstract double Value(in Frame<T> frame);

    /// <summary>The value, and the gradient of the first input times upstream, in one sweep.</summary>
    protected abstract double ValueAndGradient(in Frame<T> frame, Span<T> gradient, double upstream);

    public override void Forward(in Frame<T> frame) => frame.Output[0] = T.CreateTruncating(Value(frame));

    // Only the plain training step is fused: the first input alone wants a gradient, and none is there yet.
    public override void ForwardBackward(in Frame<T> frame)
    {
        bool alone = frame.NeedsGradient(0);
        for (int input = 1; input < frame.Inputs; input++)
            alone &= !frame.NeedsGradient(input);
        if (alone && !frame.HasGradient(0))
            frame.Output[0] = T.CreateTruncating(ValueAndGradient(frame, frame.DInput(0, out _), Upstream(frame)));
        else
            base.ForwardBackward(frame);
    }

    protected override void Write(in Frame<T> frame, int input, Span<T> gradient) => ValueAndGradient(frame, gradient, Upstream(frame));

    /// <summary>The gradient of the output.</summary>
    protected static double Upstream(in Frame<T> frame) => double.CreateTruncating(frame.DOutput[0]);
}
