using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>A function of one number on every element, whose backward rule is a formula of dy, x and y.</summary>
internal abstract class PointOp<T, TRule>(string name, TRule rule) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : struct, ITernaryMap
{
    public sealed override string Name => name;

    public sealed override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public sealed override void Backward(in Frame<T> frame)
    {
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(Slopes(frame, frame.DOutput), 1, gradient.Length, gradient, adds);
    }

    public sealed override void ForwardTangent(in Frame<T> frame)
        => Broadcasting.Store(Slopes(frame, frame.Tangent(0)), 1, frame.Output.Length, frame.OutputTangent,
            adds: false);

    public sealed override void BackwardTangent(in Frame<T> frame)
    {
        TernaryTangentTerm<TRule, T> term = new(
            rule,
            new(new(frame.DOutput, 0, 1), ScalarView<T>.Zero),
            new(new(frame.Input(0), 0, 1), new(frame.Tangent(0), 0, 1)),
            new(new(frame.Output, 0, 1), new(frame.OutputTangent, 0, 1)));
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(term, 1, gradient.Length, gradient, adds);
    }

    private TernaryTerm<TRule, T> Slopes(in Frame<T> frame, ReadOnlySpan<T> d)
        => new(rule, new(d, 0, 1), new(frame.Input(0), 0, 1), new(frame.Output, 0, 1));
}

/// <summary>A function of one number without options.</summary>
internal sealed class Point<T, TMap>(string name) : PointOp<T, BackwardOf<TMap>>(name, default)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPointMap
{
    public override void Forward(in Frame<T> frame) => Map<TMap, T>.Run(frame.Input(0), frame.Output);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((row, column) => TMap.Of(operands.At(0, row, column)));
}
