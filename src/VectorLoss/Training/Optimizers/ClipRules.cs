using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>g ← g·a·b: two factors, because their product may be subnormal.</summary>
internal readonly struct ScaleRule(double a, double b) : IUpdateRule
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R none, ref R nothing, ref R empty) where R : struct, IReal<R>
        => gradient * R.Of(a) * R.Of(b);
}

/// <summary>g ← the nearest number from −limit to limit.</summary>
internal readonly struct ClampRule(double limit) : IUpdateRule
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R none, ref R nothing, ref R empty) where R : struct, IReal<R>
        => R.AtMost(R.AtLeast(gradient, R.Of(-limit)), R.Of(limit));
}

/// <summary>a ← d·a + (1 − d)·p, where a stands in the place of the parameter and p in that of the gradient.</summary>
internal readonly struct AverageRule(double decay) : IUpdateRule
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R none, ref R nothing, ref R empty) where R : struct, IReal<R>
        => R.MulAdd(R.Of(decay), parameter, R.Of(1 - decay) * gradient);
}
