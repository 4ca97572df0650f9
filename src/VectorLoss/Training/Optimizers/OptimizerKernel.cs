using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>
/// Moves every parameter once: one pass over parameters, gradient and state. Elementwise, so every width gives the same
/// bits.
/// </summary>
internal readonly ref struct OptimizerKernel<TRule, T>(
    TRule rule, Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> third)
    : IKernel<T, int>
    where TRule : struct, IUpdateRule
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TRule rule = rule;
    private readonly Span<T> parameters = parameters;
    private readonly ReadOnlySpan<T> gradient = gradient;
    private readonly Span<T> first = first;
    private readonly Span<T> second = second;
    private readonly Span<T> third = third;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Debug.Assert(gradient.Length == parameters.Length, "One gradient a parameter.");
        Debug.Assert(TRule.States < 1 || first.Length == parameters.Length, "One state a parameter.");
        Debug.Assert(TRule.States < 2 || second.Length == parameters.Length, "Two states a parameter.");
        Debug.Assert(TRule.States < 3 || third.Length == parameters.Length, "Three states a parameter.");
        // A local, because a store might change a field: its constants were then converted again for every register.
        TRule how = rule;
        ref T p = ref Refs.Start(parameters), a = ref Refs.Start(first), b = ref Refs.Start(second);
        ref T c = ref Refs.Start(third);
        ref readonly T g = ref Refs.Start(gradient);
        int at = 0, count = parameters.Length;
        // Four at a time: a register of Adam is a chain of 60 clocks, most of them a root and a division.
        for (; at <= count - (4 * V.Count); at += 4 * V.Count)
        {
            Step<V>(how, ref p, in g, ref a, ref b, ref c, at);
            Step<V>(how, ref p, in g, ref a, ref b, ref c, at + V.Count);
            Step<V>(how, ref p, in g, ref a, ref b, ref c, at + (2 * V.Count));
            Step<V>(how, ref p, in g, ref a, ref b, ref c, at + (3 * V.Count));
        }
        Rest<V>(how, ref p, in g, ref a, ref b, ref c, at, count);
        return count;
    }

    /// <summary>The last parameters. A method of its own: of both loops the compiler keeps no constants.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Rest<V>(
        TRule rule, ref T p, ref readonly T g, ref T first, ref T second, ref T third, int at, int count)
        where V : struct, ILanes<V, T>
    {
        for (; at <= count - V.Count; at += V.Count)
            Step<V>(rule, ref p, in g, ref first, ref second, ref third, at);
        for (; at < count; at++)
            Step<Lane1<T>>(rule, ref p, in g, ref first, ref second, ref third, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V>(
        TRule rule, ref T p, ref readonly T g, ref T first, ref T second, ref T third, int at)
        where V : struct, ILanes<V, T>
    {
        V a = TRule.States < 1 ? default : V.Load(in first, at);
        V b = TRule.States < 2 ? default : V.Load(in second, at);
        V c = TRule.States < 3 ? default : V.Load(in third, at);
        V.Store(rule.Next(V.Load(in p, at), V.Load(in g, at), ref a, ref b, ref c), ref p, at);
        if (TRule.States >= 1)
            V.Store(Kept(a, TRule.KindOf(0)), ref first, at);
        if (TRule.States >= 2)
            V.Store(Kept(b, TRule.KindOf(1)), ref second, at);
        if (TRule.States >= 3)
            V.Store(Kept(c, TRule.KindOf(2)), ref third, at);
    }

    /// <summary>A state that is too small to count is kept as 0: subnormal numbers are slow on some
    /// processors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Kept<V>(V state, StateKind kind) where V : struct, ILanes<V, T> => kind switch
    {
        StateKind.Mean => V.WhereLess(V.Abs(state), V.Of(StateRange<T>.Least), V.Of(0), state),
        StateKind.Square => V.WhereLess(state, V.Of(StateRange<T>.LeastSquare), V.Of(0), state),
        _ => state,
    };
}
