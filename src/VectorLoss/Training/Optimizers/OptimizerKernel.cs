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
    TRule rule, Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second) : IKernel<T, int>
    where TRule : struct, IUpdateRule
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TRule rule = rule;
    private readonly Span<T> parameters = parameters;
    private readonly ReadOnlySpan<T> gradient = gradient;
    private readonly Span<T> first = first;
    private readonly Span<T> second = second;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Debug.Assert(gradient.Length == parameters.Length, "One gradient a parameter.");
        Debug.Assert(TRule.States < 1 || first.Length == parameters.Length, "One state a parameter.");
        Debug.Assert(TRule.States < 2 || second.Length == parameters.Length, "Two states a parameter.");
        // Locals, because a store might change a field: its constants were then converted again for every register.
        TRule how = rule;
        Span<T> p = parameters, m = first, v = second;
        ReadOnlySpan<T> g = gradient;
        int at = 0;
        // Four at a time: a register of Adam is a chain of 60 clocks, most of them a root and a division.
        for (; at <= p.Length - (4 * V.Count); at += 4 * V.Count)
        {
            Step<V>(how, p, g, m, v, at);
            Step<V>(how, p, g, m, v, at + V.Count);
            Step<V>(how, p, g, m, v, at + (2 * V.Count));
            Step<V>(how, p, g, m, v, at + (3 * V.Count));
        }
        Rest<V>(how, p, g, m, v, at);
        return p.Length;
    }

    /// <summary>The last parameters. A method of its own: of both loops the compiler keeps no constants.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Rest<V>(TRule rule, Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second,
        int at)
        where V : struct, ILanes<V, T>
    {
        for (; at <= parameters.Length - V.Count; at += V.Count)
            Step<V>(rule, parameters, gradient, first, second, at);
        for (; at < parameters.Length; at++)
            Step<Lane1<T>>(rule, parameters, gradient, first, second, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V>(TRule rule, Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second,
        int at)
        where V : struct, ILanes<V, T>
    {
        V m = TRule.States < 1 ? default : V.Load(first, at);
        V v = TRule.States < 2 ? default : V.Load(second, at);
        V.Store(rule.Next(V.Load(parameters, at), V.Load(gradient, at), ref m, ref v), parameters, at);
        // A state that is too small to count is kept as 0: subnormal numbers are slow on some processors.
        if (TRule.States >= 1)
            V.Store(V.WhereLess(V.Abs(m), V.Of(StateRange<T>.Least), V.Of(0), m), first, at);
        if (TRule.States >= 2)
            V.Store(TRule.KeepsSquares ? V.WhereLess(v, V.Of(StateRange<T>.LeastSquare), V.Of(0), v) : v, second, at);
    }
}
