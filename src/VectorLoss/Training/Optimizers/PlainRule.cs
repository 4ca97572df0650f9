using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>p ← p − ηg: one multiply-add, which the product that makes g can do too.</summary>
internal readonly struct PlainRule(double rate) : IUpdateRule
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R none, ref R nothing, ref R empty) where R : struct, IReal<R>
        => R.MulAdd(R.Of(-rate), gradient, parameter);
}
