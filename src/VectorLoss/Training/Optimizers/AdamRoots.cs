using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>Turns the state of <see cref="AdamRule"/>, v, into that of <see cref="AdamRootRule"/>.</summary>
internal readonly struct AdamRoots : IUpdateRule
{
    public static int States => 2;

    public static bool KeepsSquares => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>
    {
        second = R.Sqrt(second);
        return parameter;
    }
}
