using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>Turns the state v of <see cref="AdamRule"/> into that of <see cref="AdamRootRule"/>; all else stays.</summary>
internal readonly struct AdamRoots : IUpdateRule
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        second = R.Sqrt(second);
        return parameter;
    }
}
