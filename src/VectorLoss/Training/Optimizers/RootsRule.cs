using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>Turns the squares that a rule keeps into their roots; nothing moves.</summary>
internal readonly struct RootsRule<TRule> : IUpdateRule where TRule : struct, IUpdateRule
{
    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state) => StateKind.Whole;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second, ref R third) where R : struct, IReal<R>
    {
        first = TRule.KindOf(0) == StateKind.Square ? R.Sqrt(first) : first;
        second = TRule.KindOf(1) == StateKind.Square ? R.Sqrt(second) : second;
        third = TRule.KindOf(2) == StateKind.Square ? R.Sqrt(third) : third;
        return parameter;
    }
}
