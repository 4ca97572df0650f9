using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// eˣ with its constants in registers, to be made before a loop. A literal is read where it is used, and of 512 bits the
/// machine reads one a clock: sixteen floats took 12 clocks for as many reads, where their nine products take 10.
/// </summary>
internal readonly struct ExpRegisters<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly V bottom, top, perLog2, magic, minusLog2, minusLog2Rest, one, half, third, fourth, fifth, sixth;

    /// <summary>Reads them.</summary>
    /// <param name="falls">Whether it is for <see cref="OfNonPositive"/>, or for <see cref="Of"/>.</param>
    [MethodImpl(Inline)]
    public ExpRegisters(bool falls)
    {
        ref readonly T first = ref Refs.Start<T>(falls && !V.ManyRegisters ? ExpTable<T>.Shrunk : ExpTable<T>.Plain);
        bottom = V.Broadcast(first);
        top = V.Broadcast(Refs.From(in first, 1));
        perLog2 = V.Broadcast(Refs.From(in first, 2));
        magic = V.Broadcast(Refs.From(in first, 3));
        minusLog2 = V.Broadcast(Refs.From(in first, 4));
        minusLog2Rest = V.Broadcast(Refs.From(in first, 5));
        one = V.Broadcast(Refs.From(in first, 6));
        half = V.Broadcast(Refs.From(in first, 7));
        third = V.Broadcast(Refs.From(in first, 8));
        fourth = V.Broadcast(Refs.From(in first, 9));
        fifth = V.Broadcast(Refs.From(in first, 10));
        sixth = V.Broadcast(Refs.From(in first, 11));
    }

    /// <summary><see cref="LaneMath.Exp"/>, to the bit.</summary>
    [MethodImpl(Inline)]
    public V Of(V x)
    {
        V limited = V.MinNative(top, V.MaxNative(bottom, x));
        Exponentials<V, T>.Split(limited, perLog2, magic, minusLog2, minusLog2Rest, out _, out V turns, out V t);
        return V.Scale(Power(t, 1), turns);
    }

    /// <summary><see cref="LaneMath.ExpOfNonPositive"/>, to the bit.</summary>
    [MethodImpl(Inline)]
    public V OfNonPositive(V x)
    {
        V limited = V.MaxNative(bottom, x);
        Exponentials<V, T>.Split(limited, perLog2, magic, minusLog2, minusLog2Rest, out V count, out V turns, out V t);
        return V.ManyRegisters ? V.Scale(Power(t, 1), turns)
            : Power(t, Exponentials<V, T>.Shrunk) * Exponentials<V, T>.Scale(1, count);
    }

    [MethodImpl(Inline)]
    private V Power(V t, double unit)
    {
        V curve = typeof(T) == typeof(float)
            ? Exponentials<V, T>.Curve(t, sixth, fifth, fourth, third, half) : Exponentials<V, T>.Curve(t, unit);
        return V.MulAdd(V.MulAdd(curve, t, one), t, one);
    }
}

/// <summary>The constants of <see cref="ExpRegisters{V, T}"/> in arrays: the JIT does not know what these hold.</summary>
internal static class ExpTable<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>For whatever scales by <see cref="ILanes{V, T}.Scale"/>.</summary>
    public static readonly T[] Plain = Of(0, 1);

    /// <summary>For <see cref="Exponentials{V, T}.DecayByProduct"/>.</summary>
    public static readonly T[] Shrunk = Of(Exponentials<Lane1<T>, T>.Bias, Exponentials<Lane1<T>, T>.Shrunk);

    private static T[] Of(double bias, double unit) =>
    [
        Exponentials<Lane1<T>, T>.Bottom.Number, Exponentials<Lane1<T>, T>.Top.Number,
        T.CreateTruncating(Exponentials<Lane1<T>, T>.PerLog2), Exponentials<Lane1<T>, T>.Magic(bias).Number,
        Exponentials<Lane1<T>, T>.MinusLog2.Number, Exponentials<Lane1<T>, T>.MinusLog2Rest.Number,
        T.CreateTruncating(unit), T.CreateTruncating(0.5 * unit),
        T.CreateTruncating(Exponentials<Lane1<T>, T>.Third * unit), T.CreateTruncating(Exponentials<Lane1<T>, T>.Fourth * unit),
        T.CreateTruncating(Exponentials<Lane1<T>, T>.Fifth * unit), T.CreateTruncating(Exponentials<Lane1<T>, T>.Sixth * unit),
    ];
}
