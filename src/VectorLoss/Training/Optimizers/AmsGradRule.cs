using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>The moments of Adam; the divisor takes the largest v so far.</summary>
internal readonly struct AmsGradRule<TSquares>(AdamStep step) : IUpdateRule where TSquares : struct, ISquares
{
    private readonly AdamStep step = step.For<TSquares>();

    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state) => AdamRule<TSquares>.KindOf(state);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R mean, ref R squares, ref R largest) where R : struct, IReal<R>
    {
        mean = TSquares.Mean(mean, gradient, step.Beta1, 1 - step.Beta1);
        squares = TSquares.Average(squares, gradient, step.Beta2, 1 - step.Beta2);
        largest = R.Max(largest, squares);
        return parameter - TSquares.Quotient(mean, largest, step.Step, step.Lift, step.Epsilon);
    }
}
