using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Comparisons and choices on a tape, element by element. A side of 1 is repeated up to the side of the others. Where
/// an operand that decides is NaN, the result is NaN.
/// </summary>
public static class ComparisonOps
{
    /// <summary>The larger of a and b. Of two equal ones each gets half of the gradient, as in PyTorch.</summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var Max<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, MaxMap>(tape, nameof(Max), a, b);

    /// <summary>The smaller of a and b. Of two equal ones each gets half of the gradient, as in PyTorch.</summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var Min<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, MinMap>(tape, nameof(Min), a, b);

    /// <summary>1 where a &lt; b, else 0: a mask for <see cref="Where"/>. Its derivative is 0 everywhere.</summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var Less<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, LessMap>(tape, nameof(Less), a, b);

    /// <summary>1 where a ≤ b, else 0: a mask for <see cref="Where"/>. Its derivative is 0 everywhere.</summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var LessOrEqual<T>(this Tape<T> tape, Var a, Var b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, LessOrEqualMap>(tape, nameof(LessOrEqual), a, b);

    /// <summary>1 where a = b, else 0: a mask for <see cref="Where"/>. Its derivative is 0 everywhere.</summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var Equal<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, EqualMap>(tape, nameof(Equal), a, b);

    /// <summary>
    /// Element by element, <paramref name="then"/> where the mask is not 0, else <paramref name="otherwise"/>. What is
    /// not chosen gets a gradient of 0, whatever its value is; the mask gets none.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="mask">Numbers, such as those of <see cref="Less"/>; m×n.</param>
    /// <param name="then">m×n; each of the three may have sides of 1 instead.</param>
    /// <param name="otherwise">m×n; each of the three may have sides of 1 instead.</param>
    /// <returns>m×n.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Where<T>(this Tape<T> tape, Var mask, Var then, Var otherwise)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new WhereOp<T>(), mask, then, otherwise);
    }
}

/// <summary>A choice between two matrices by a mask.</summary>
internal sealed class WhereOp<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Mask = 0, Then = 1, Otherwise = 2;

    public override string Name => nameof(ComparisonOps.Where);

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
        => BroadcastFrame.Infer(inputs) ?? throw Misfit(inputs, BroadcastFrame.Rule);

    public override void Forward(in Frame<T> frame)
        => frame.Store(Select(frame, frame.Operand(Then), frame.Operand(Otherwise)), frame.Output, adds: false);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((row, column) => default(SelectMap).Of(
            operands.At(Mask, row, column), operands.At(Then, row, column), operands.At(Otherwise, row, column)));

    public override void Backward(in Frame<T> frame)
    {
        if (frame.NeedsGradient(Then))
            frame.AddGradient(Select(frame, frame.Upstream(), ScalarView<T>.Zero), Then);
        if (frame.NeedsGradient(Otherwise))
            frame.AddGradient(Select(frame, ScalarView<T>.Zero, frame.Upstream()), Otherwise);
    }

    public override void ForwardTangent(in Frame<T> frame)
        => frame.Store(Select(frame, frame.OperandTangent(Then), frame.OperandTangent(Otherwise)),
            frame.OutputTangent, adds: false);

    public override void BackwardTangent(in Frame<T> frame)
    {
        // Linear in what is chosen, and constant in the mask: the Jacobian does not change.
    }

    private static TernaryTerm<SelectMap, T> Select(in Frame<T> frame, MatrixView<T> then, MatrixView<T> otherwise)
        => new(default, frame.Operand(Mask), then, otherwise);
}
