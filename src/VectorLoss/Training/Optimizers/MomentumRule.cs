using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>v ← μv − η(g + λp), p ← p + v.</summary>
internal readonly struct MomentumRule(double rate, double momentum, double decay) : IUpdateRule
{
    public static int States => 1;

    public static bool KeepsSquares => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        R push = R.Of(-rate) * R.MulAdd(R.Of(decay), parameter, gradient);
        first = R.MulAdd(R.Of(momentum), first, push);
        return parameter + first;
    }
}
