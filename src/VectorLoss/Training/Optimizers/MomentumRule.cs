using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>v ← μv − η(g + λp), p ← p + v.</summary>
internal readonly struct MomentumRule(double rate, double momentum, double decay) : IUpdateRule
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R velocity, ref R none, ref R nothing) where R : struct, IReal<R>
    {
        R push = R.Of(-rate) * R.MulAdd(R.Of(decay), parameter, gradient);
        velocity = R.MulAdd(R.Of(momentum), velocity, push);
        return parameter + velocity;
    }
}
