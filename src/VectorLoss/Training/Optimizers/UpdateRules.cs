using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>p ← p − ηg: one multiply-add, which the product that makes g can do too.</summary>
internal readonly struct PlainRule(double rate) : IUpdateRule
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
        => R.MulAdd(R.Of(-rate), gradient, parameter);
}

/// <summary>p ← p − η(g + λp).</summary>
internal readonly struct DescentRule(double rate, double decay) : IUpdateRule
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
        => R.MulAdd(R.Of(-rate), R.MulAdd(R.Of(decay), parameter, gradient), parameter);
}

/// <summary>v ← μv − η(g + λp), p ← p + v.</summary>
internal readonly struct MomentumRule(double rate, double momentum, double decay) : IUpdateRule
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        R push = R.Of(-rate) * R.MulAdd(R.Of(decay), parameter, gradient);
        first = R.MulAdd(R.Of(momentum), first, push);
        return parameter + first;
    }
}

/// <summary>m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), p ← p(1 − ηλ) − step·m / (√v·lift + ε).</summary>
/// <param name="beta1">Memory of the mean.</param>
/// <param name="beta2">Memory of the mean square.</param>
/// <param name="step">η / (1 − β₁ᵗ).</param>
/// <param name="lift">1 / √(1 − β₂ᵗ).</param>
/// <param name="epsilon">Keeps the divisor off zero.</param>
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
