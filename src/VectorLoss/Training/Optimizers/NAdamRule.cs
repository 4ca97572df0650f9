using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>m ← μm + (1 − μ)g, v ← β₂v + (1 − β₂)g², p ← p − (step·m + own·g) / (√v·lift + ε).</summary>
/// <param name="step">Its Beta1 is the momentum μ of this step.</param>
/// <param name="own">What the gradient itself is multiplied by, as a part of step.</param>
internal readonly struct NAdamRule<TSquares>(AdamStep step, double own) : IUpdateRule where TSquares : struct, ISquares
{
    private readonly AdamStep step = step.For<TSquares>();
    private readonly double own = own;

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state) => AdamRule<TSquares>.KindOf(state);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R mean, ref R squares, ref R none) where R : struct, IReal<R>
    {
        mean = TSquares.Mean(mean, gradient, step.Beta1, 1 - step.Beta1);
        squares = TSquares.Average(squares, gradient, step.Beta2, 1 - step.Beta2);
        R ahead = R.MulAdd(R.Of(own), gradient, R.Of(1 - own) * mean);
        return parameter - TSquares.Quotient(ahead, squares, step.Step, step.Lift, step.Epsilon);
    }
}
