using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>A function of one number, on every element.</summary>
internal sealed class Point<T, TMap>(string name) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPointMap
{
    public override string Name => name;

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in Frame<T> frame) => Map<TMap, T>.Run(frame.Input(0), frame.Output);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((row, column) => TMap.Of(operands.At(0, row, column)));

    public override void Backward(in Frame<T> frame)
    {
        TernaryTerm<BackwardOf<TMap>, T> term = new(
            new(frame.DOutput, 0, 1), new(frame.Input(0), 0, 1), new(frame.Output, 0, 1));
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(term, 1, gradient.Length, gradient, adds);
    }

    public override void ForwardTangent(in Frame<T> frame)
    {
        TernaryTerm<BackwardOf<TMap>, T> term = new(
            new(frame.Tangent(0), 0, 1), new(frame.Input(0), 0, 1), new(frame.Output, 0, 1));
        Broadcasting.Store(term, 1, frame.Output.Length, frame.OutputTangent, adds: false);
    }

    public override void BackwardTangent(in Frame<T> frame)
    {
        TernaryTangentTerm<BackwardOf<TMap>, T> term = new(
            new(new(frame.DOutput, 0, 1), ScalarView<T>.Zero),
            new(new(frame.Input(0), 0, 1), new(frame.Tangent(0), 0, 1)),
            new(new(frame.Output, 0, 1), new(frame.OutputTangent, 0, 1)));
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(term, 1, gradient.Length, gradient, adds);
    }
}
