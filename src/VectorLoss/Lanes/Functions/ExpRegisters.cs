using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// eˣ with its constants in registers; made once before a loop. A literal is read from memory where it is used, and the
/// machine reads one literal of 512 bits in a clock: sixteen floats took 12 clocks for 12 such reads, where their nine
/// products take 10.
/// </summary>
internal readonly struct ExpRegisters<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly V zeroUpTo, infiniteFrom, inverseLog2, rounding, minusLog2High, minusLog2Low, one, half, third,
        fourth, fifth, sixth;

    /// <summary>Reads the constants.</summary>
    /// <param name="nonPositive">True to prepare <see cref="OfNonPositive"/>, false to prepare
    /// <see cref="Of"/>.</param>
    [MethodImpl(Inline)]
    public ExpRegisters(bool nonPositive)
    {
        ref readonly T first = ref Refs.Start<T>(
            nonPositive && !V.ManyRegisters ? ExpTable<T>.ForProduct : ExpTable<T>.ForScale);
        zeroUpTo = V.Broadcast(first);
        infiniteFrom = V.Broadcast(Refs.AddReadOnly(in first, 1));
        inverseLog2 = V.Broadcast(Refs.AddReadOnly(in first, 2));
        rounding = V.Broadcast(Refs.AddReadOnly(in first, 3));
        minusLog2High = V.Broadcast(Refs.AddReadOnly(in first, 4));
        minusLog2Low = V.Broadcast(Refs.AddReadOnly(in first, 5));
        one = V.Broadcast(Refs.AddReadOnly(in first, 6));
        half = V.Broadcast(Refs.AddReadOnly(in first, 7));
        third = V.Broadcast(Refs.AddReadOnly(in first, 8));
        fourth = V.Broadcast(Refs.AddReadOnly(in first, 9));
        fifth = V.Broadcast(Refs.AddReadOnly(in first, 10));
        sixth = V.Broadcast(Refs.AddReadOnly(in first, 11));
    }

    /// <summary>
    /// Prepares <see cref="OfNonPositive"/> with another limit: the power of numbers below it is 0.
    /// </summary>
    [MethodImpl(Inline)]
    public ExpRegisters(double limit)
        : this(nonPositive: true) => zeroUpTo = V.Of(limit);

    /// <summary>The bits of <see cref="LaneMath.Exp"/>.</summary>
    [MethodImpl(Inline)]
    public V Of(V x)
    {
        if (typeof(T) == typeof(float) && SoftwareMulAdd.IsUsed)
            return V.Exp(x);
        V limited = V.MinNative(infiniteFrom, V.MaxNative(zeroUpTo, x));
        ExpReduction<V, T>.Reduce(
            limited, inverseLog2, rounding, minusLog2High, minusLog2Low, out _, out V n, out V t);
        return V.Scale(Power(t, 1), n);
    }

    /// <summary>
    /// The bits of <see cref="LaneMath.ExpOfNonPositive"/>, or 0 below the limit. Where the scaling drops the lanes
    /// below it, these need no finite power before.
    /// </summary>
    [MethodImpl(Inline)]
    public V OfNonPositive(V x)
    {
        if (typeof(T) == typeof(float) && SoftwareMulAdd.IsUsed)
            return V.WhereLess(x, zeroUpTo, V.Of(0), V.ExpOfNonPositive(V.MaxNative(zeroUpTo, x)));
        V limited = V.ManyRegisters ? x : V.MaxNative(zeroUpTo, x);
        ExpReduction<V, T>.Reduce(
            limited, inverseLog2, rounding, minusLog2High, minusLog2Low, out V biasedN, out V n, out V t);
        return V.ManyRegisters ? V.ScaleOrZero(Power(t, 1), n, x, zeroUpTo)
            : V.WhereLess(x, zeroUpTo, V.Of(0),
                Power(t, ExpReduction<V, T>.TwoToMinusBias) * ExpReduction<V, T>.PowerOfTwo(1, biasedN));
    }

    [MethodImpl(Inline)]
    private V Power(V t, double unit)
    {
        V remainder = typeof(T) == typeof(float)
            ? ExpPolynomials<V, T>.Remainder(t, sixth, fifth, fourth, third, half)
            : ExpPolynomials<V, T>.Remainder(t, unit);
        return V.MulAdd(V.MulAdd(remainder, t, one), t, one);
    }
}
