using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>s ← s + g², p ← p − ηg / (√s + ε).</summary>
internal readonly struct AdagradRule<TSquares>(double rate, double epsilon) : IUpdateRule
    where TSquares : struct, ISquares
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state) => TSquares.AreRoots ? StateKind.Whole : StateKind.Square;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R sum, ref R none, ref R nothing) where R : struct, IReal<R>
    {
        sum = TSquares.Sum(sum, gradient);
        return parameter - TSquares.Quotient(gradient, sum, rate, 1, epsilon);
    }
}
