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
/// <param name="Least">A smaller mean of gradients is 0.</param>
/// <param name="LeastSquare">A smaller mean of squares is 0.</param>
internal readonly record struct AdamStep(double Beta1, double Beta2, double Step, double Lift, double Epsilon,
    double Keep, double Least, double LeastSquare)
{
    /// <summary>x, or 0 where it is too small to count: subnormal numbers are slow on some processors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Cut<R>(R x, double least) where R : struct, IReal<R>
        => R.WhereLess(R.Abs(x), R.Of(least), R.Of(0), x);
}

/// <summary>m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), p ← p(1 − ηλ) − step·m / (√v·lift + ε).</summary>
internal readonly struct AdamRule(AdamStep step) : IUpdateRule
{
    private readonly AdamStep step = step;

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        first = R.MulAdd(R.Of(1 - step.Beta1), gradient - first, first);
        second = R.MulAdd(R.Of(1 - step.Beta2), R.MulAdd(gradient, gradient, -second), second);
        first = AdamStep.Cut(first, step.Least);
        second = R.WhereLess(second, R.Of(step.LeastSquare), R.Of(0), second);
        R divisor = R.MulAdd(R.Sqrt(second), R.Of(step.Lift), R.Of(step.Epsilon));
        return R.MulAdd(R.Of(step.Keep), parameter, -(R.Of(step.Step) * first / divisor));
    }
}
