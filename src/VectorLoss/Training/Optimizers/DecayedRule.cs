using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>A rule whose gradient is g + λp: the decay as a part of the gradient, that of a penalty ½λ|p|².</summary>
internal readonly struct DecayedRule<TRule>(TRule rule, double decay) : IUpdateRule where TRule : struct, IUpdateRule
{
    private readonly TRule rule = rule;

    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state) => TRule.KindOf(state);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R first, ref R second, ref R third) where R : struct, IReal<R>
        => rule.Next(parameter, R.MulAdd(R.Of(decay), parameter, gradient), ref first, ref second, ref third);
}
