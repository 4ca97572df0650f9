using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The pieces of the losses of a logit, all in terms of e^−|x|, which value and slope of a loss share.</summary>
internal static class Logistic
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>−a·log σ(x) − b·log σ(−x). Every term is non-negative where a and b are, so none cancels.</summary>
    [MethodImpl(Inline)]
    public static R Value<R>(R x, R a, R b) where R : struct, IReal<R>
    {
        R linear = R.WhereLess(x, R.Of(0), -x * a, x * b);
        return R.MulAdd(a + b, R.Log1p(Tail(x)), linear);
    }

    /// <summary>b·σ(x) − a·σ(−x): one difference, which is the mathematics'.</summary>
    [MethodImpl(Inline)]
    public static R Slope<R>(R x, R a, R b) where R : struct, IReal<R>
    {
        R tail = Tail(x);
        return R.WhereLess(x, R.Of(0), b * tail - a, b - a * tail) / (R.Of(1) + tail);
    }

    /// <summary>b·σ(x) + a·σ(−x): with a = t and b = 1 − t, how much of the answer is missed.</summary>
    [MethodImpl(Inline)]
    public static R Miss<R>(R x, R a, R b) where R : struct, IReal<R> => Slope(x, -a, b);

    /// <summary>The slope of <see cref="Miss"/> over itself, which stays bounded as it goes to 0; 0/0 where it is 0.</summary>
    [MethodImpl(Inline)]
    public static R MissRate<R>(R x, R a, R b) where R : struct, IReal<R>
    {
        R tail = Tail(x), one = R.Of(1);
        R missed = R.WhereLess(x, R.Of(0), R.MulAdd(b, tail, a), R.MulAdd(a, tail, b));
        return (b - a) * tail / ((one + tail) * missed);
    }

    // e^−|x|. A choice by sign, not |x|: at 0 every choice here takes the same side, so dual numbers stay exact there.
    [MethodImpl(Inline)]
    private static R Tail<R>(R x) where R : struct, IReal<R> => R.Exp(R.WhereLess(x, R.Of(0), x, -x));
}
