using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>p ← p − η(g + λp).</summary>
internal readonly struct DescentRule(double rate, double decay) : IUpdateRule
{
    public static int States => 0;

    public static bool KeepsSquares => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
        => R.MulAdd(R.Of(-rate), R.MulAdd(R.Of(decay), parameter, gradient), parameter);
}
