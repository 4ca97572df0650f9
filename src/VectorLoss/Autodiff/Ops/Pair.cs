using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>An operation on two matrices, element by element, with broadcasting.</summary>
internal sealed class Pair<T, TMap>(string name) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPairMap
{
    public override string Name => name;

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
        => BroadcastFrame.Infer(inputs) ?? throw Misfit(inputs, BroadcastFrame.Rule);

    public override void Forward(in Frame<T> frame)
        => frame.Store(new PairTerm<TMap, T>(frame.Operand(0), frame.Operand(1)), frame.Output, adds: false);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((row, column) => TMap.Of(operands.At(0, row, column), operands.At(1, row, column)));

    public override void Backward(in Frame<T> frame)
    {
        MatrixView<T> dy = frame.Upstream(), a = frame.Operand(0), b = frame.Operand(1);
        if (frame.NeedsGradient(0))
            frame.AddGradient(new TernaryTerm<BackwardLeftOf<TMap>, T>(default, dy, a, b), 0);
        if (frame.NeedsGradient(1))
            frame.AddGradient(new TernaryTerm<BackwardRightOf<TMap>, T>(default, dy, a, b), 1);
    }

    public override void ForwardTangent(in Frame<T> frame)
    {
        MatrixView<T> a = frame.Operand(0), b = frame.Operand(1);
        if (frame.HasTangent(0))
            frame.Store(new TernaryTerm<BackwardLeftOf<TMap>, T>(default, frame.OperandTangent(0), a, b),
                frame.OutputTangent, adds: false);
        if (frame.HasTangent(1))
            frame.Store(new TernaryTerm<BackwardRightOf<TMap>, T>(default, frame.OperandTangent(1), a, b),
                frame.OutputTangent, frame.HasTangent(0));
    }

    public override void BackwardTangent(in Frame<T> frame)
    {
        if (typeof(TMap) == typeof(AddMap) || typeof(TMap) == typeof(SubtractMap))
            return;
        DualView<T> dy = new(frame.Upstream(), ScalarView<T>.Zero), a = frame.DualOperand(0), b = frame.DualOperand(1);
        if (frame.NeedsGradient(0))
            frame.AddGradient(new TernaryTangentTerm<BackwardLeftOf<TMap>, T>(default, dy, a, b), 0);
        if (frame.NeedsGradient(1))
            frame.AddGradient(new TernaryTangentTerm<BackwardRightOf<TMap>, T>(default, dy, a, b), 1);
    }
}
