using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>The numbers of one step of Adam, for both of its rules.</summary>
/// <param name="Beta1">The decay of the mean of gradients.</param>
/// <param name="Beta2">The decay of the mean of squared gradients.</param>
/// <param name="Step">η / (1 − β₁ᵗ).</param>
/// <param name="Lift">1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">Added to the divisor, so that it is not 0.</param>
/// <param name="Keep">1 − ηλ.</param>
internal readonly record struct AdamStep(
    double Beta1, double Beta2, double Step, double Lift, double Epsilon, double Keep);

/// <summary>m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), p ← p(1 − ηλ) − step·m / (√v·lift + ε).</summary>
internal readonly struct AdamRule(AdamStep step) : IUpdateRule
{
    // Fields of their own: the compiler keeps those in registers, and reads those of a structure in each turn.
    private readonly double newGradient = 1 - step.Beta1;
    private readonly double newSquare = 1 - step.Beta2;
    private readonly double step = step.Step;
    private readonly double lift = step.Lift;
    private readonly double epsilon = step.Epsilon;
    private readonly double keep = step.Keep;

    public static int States => 2;

    public static bool KeepsSquares => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        first = R.MulAdd(R.Of(newGradient), gradient - first, first);
        second = R.MulAdd(R.Of(newSquare), R.MulAdd(gradient, gradient, -second), second);
        R divisor = R.MulAdd(R.Sqrt(second), R.Of(lift), R.Of(epsilon));
        return R.MulAdd(R.Of(keep), parameter, -(R.Of(step) * first / divisor));
    }
}
