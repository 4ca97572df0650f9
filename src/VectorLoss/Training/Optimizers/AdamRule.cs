using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), p ← p(1 − ηλ) − step·m / (√v·lift + ε).</summary>
/// <param name="beta1">The decay of the mean of gradients.</param>
/// <param name="beta2">The decay of the mean of squared gradients.</param>
/// <param name="step">η / (1 − β₁ᵗ).</param>
/// <param name="lift">1 / √(1 − β₂ᵗ).</param>
/// <param name="epsilon">Added to the divisor, so that it is not 0.</param>
/// <param name="keep">1 − ηλ.</param>
internal readonly struct AdamRule(double beta1, double beta2, double step, double lift, double epsilon, double keep)
    : IUpdateRule
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        first = R.MulAdd(R.Of(1 - beta1), gradient - first, first);
        second = R.MulAdd(R.Of(1 - beta2), R.MulAdd(gradient, gradient, -second), second);
        R divisor = R.MulAdd(R.Sqrt(second), R.Of(lift), R.Of(epsilon));
        return R.MulAdd(R.Of(keep), parameter, -(R.Of(step) * first / divisor));
    }
}
