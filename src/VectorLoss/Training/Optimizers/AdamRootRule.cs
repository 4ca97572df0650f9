using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>
/// <see cref="AdamRule"/> with the root of v as its state, for gradients whose squares are no numbers of the type: each
/// square is taken of a ratio to the larger of root and gradient.
/// </summary>
internal readonly struct AdamRootRule(AdamStep step) : IUpdateRule
{
    private readonly AdamStep step = step;

    public static int States => 2;

    public static bool KeepsSquares => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        R zero = R.Of(0), larger = R.Max(second, R.Abs(gradient));
        R unit = R.WhereEqual(larger, zero, R.Of(1), larger), old = second / unit, now = gradient / unit;
        first = R.MulAdd(R.Of(step.Beta1), first, R.Of(1 - step.Beta1) * gradient);
        second = unit * R.Sqrt(R.MulAdd(R.Of(step.Beta2) * old, old, R.Of(1 - step.Beta2) * now * now));
        // The lift divides the step and ε: a root near the type's limit would overflow under it.
        R move = R.Of(step.Step / step.Lift) * (first / (second + R.Of(step.Epsilon / step.Lift)));
        return R.MulAdd(R.Of(step.Keep), parameter, -R.WhereEqual(first, zero, zero, move));
    }
}
