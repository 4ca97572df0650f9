using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>
/// How a rule keeps squared gradients: as they are (<see cref="PlainSquares"/>), or as their root where squares leave
/// the type (<see cref="RootSquares"/>). A rule is written once over both.
/// </summary>
internal interface ISquares
{
    static abstract bool AreRoots { get; }

    /// <summary>keep·mean + add·gradient with keep + add = 1: a mean of gradients.</summary>
    static abstract R Mean<R>(R mean, R gradient, double keep, double add) where R : struct, IReal<R>;

    /// <summary>keep·v + add·gradient² with keep + add = 1.</summary>
    static abstract R Average<R>(R squares, R gradient, double keep, double add) where R : struct, IReal<R>;

    /// <summary>v + gradient².</summary>
    static abstract R Sum<R>(R squares, R gradient) where R : struct, IReal<R>;

    /// <summary>v − mean², at least 0.</summary>
    static abstract R Variance<R>(R squares, R mean) where R : struct, IReal<R>;

    /// <summary>scale·numerator / (lift·√v + ε).</summary>
    static abstract R Quotient<R>(R numerator, R squares, double scale, double lift, double epsilon)
        where R : struct, IReal<R>;
}

/// <summary>v itself: gradients up to 2⁶⁰, in double up to 2⁵⁰⁰.</summary>
internal readonly struct PlainSquares : ISquares
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool AreRoots => false;

    [MethodImpl(Inline)]
    public static R Mean<R>(R mean, R gradient, double keep, double add) where R : struct, IReal<R>
        => R.MulAdd(R.Of(add), gradient - mean, mean);

    [MethodImpl(Inline)]
    public static R Average<R>(R squares, R gradient, double keep, double add) where R : struct, IReal<R>
        => R.MulAdd(R.Of(add), R.MulAdd(gradient, gradient, -squares), squares);

    [MethodImpl(Inline)]
    public static R Sum<R>(R squares, R gradient) where R : struct, IReal<R> => R.MulAdd(gradient, gradient, squares);

    [MethodImpl(Inline)]
    public static R Variance<R>(R squares, R mean) where R : struct, IReal<R>
        => R.AtLeast(R.MulAdd(-mean, mean, squares), R.Of(0));

    [MethodImpl(Inline)]
    public static R Quotient<R>(R numerator, R squares, double scale, double lift, double epsilon)
        where R : struct, IReal<R>
        => R.Of(scale) * numerator / R.MulAdd(R.Sqrt(squares), R.Of(lift), R.Of(epsilon));
}

/// <summary>√v, for gradients of any size: each square is taken of a ratio to the larger of root and
/// gradient.</summary>
internal readonly struct RootSquares : ISquares
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool AreRoots => true;

    [MethodImpl(Inline)]
    public static R Mean<R>(R mean, R gradient, double keep, double add) where R : struct, IReal<R>
        => R.MulAdd(R.Of(keep), mean, R.Of(add) * gradient);

    [MethodImpl(Inline)]
    public static R Average<R>(R squares, R gradient, double keep, double add) where R : struct, IReal<R>
    {
        R unit = Unit(squares, gradient), old = squares / unit, now = gradient / unit;
        return unit * R.Sqrt(R.MulAdd(R.Of(keep) * old, old, R.Of(add) * now * now));
    }

    [MethodImpl(Inline)]
    public static R Sum<R>(R squares, R gradient) where R : struct, IReal<R>
    {
        R unit = Unit(squares, gradient), old = squares / unit, now = gradient / unit;
        return unit * R.Sqrt(R.MulAdd(old, old, now * now));
    }

    [MethodImpl(Inline)]
    public static R Variance<R>(R squares, R mean) where R : struct, IReal<R>
    {
        // Two roots, because the square of a root overflows; halves, because a sum of two sizes may.
        R size = R.Abs(mean), half = R.Of(0.5), difference = R.AtLeast((half * squares) - (half * size), R.Of(0));
        return R.Of(2) * R.Sqrt(difference) * R.Sqrt(R.MulAdd(half, squares, half * size));
    }

    [MethodImpl(Inline)]
    public static R Quotient<R>(R numerator, R squares, double scale, double lift, double epsilon)
        where R : struct, IReal<R>
    {
        R zero = R.Of(0), move = R.Of(scale) * (numerator / R.MulAdd(squares, R.Of(lift), R.Of(epsilon)));
        return R.WhereEqual(numerator, zero, zero, move);
    }

    [MethodImpl(Inline)]
    private static R Unit<R>(R squares, R gradient) where R : struct, IReal<R>
    {
        R larger = R.Max(squares, R.Abs(gradient));
        return R.WhereEqual(larger, R.Of(0), R.Of(1), larger);
    }
}
