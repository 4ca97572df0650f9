using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>p ← p(1 − ηλ) − η·sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g.</summary>
internal readonly struct LionRule(double rate, double beta1, double beta2, double keep) : IUpdateRule
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R mean, ref R none, ref R nothing) where R : struct, IReal<R>
    {
        R zero = R.Of(0), blend = R.MulAdd(R.Of(beta1), mean, R.Of(1 - beta1) * gradient);
        mean = R.MulAdd(R.Of(beta2), mean, R.Of(1 - beta2) * gradient);
        // 0 has no sign, and a NaN stays one.
        R move = R.WhereLess(zero, blend, R.Of(rate), R.WhereLess(blend, zero, R.Of(-rate), blend));
        return R.MulAdd(R.Of(keep), parameter, -move);
    }
}
