using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// An op whose kernel writes a whole gradient: added through scratch memory where one is there already.
/// </summary>
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
