using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>What two boxes are to each other along one axis.</summary>
internal readonly struct BoxSide<R> where R : struct, IReal<R>
{
    private readonly R low, high, otherLow, otherHigh;
    private readonly R first, second, otherFirst, otherSecond;

    /// <summary>Of a corner of the first box and the opposite one, and the same of the second.</summary>
    // Not inlined, and all that follows from the corners is formed once: so little is left to inline into a box.
    [MethodImpl(Compiled.AtOnce)]
    public BoxSide(R first, R second, R otherFirst, R otherSecond)
    {
        (this.first, this.second, this.otherFirst, this.otherSecond) = (first, second, otherFirst, otherSecond);
        (low, high) = (R.Min(first, second), R.Max(first, second));
        (otherLow, otherHigh) = (R.Min(otherFirst, otherSecond), R.Max(otherFirst, otherSecond));
        Inner = R.AtLeast(R.Min(high, otherHigh) - R.Max(low, otherLow), R.Of(0));
        Outer = R.Max(high, otherHigh) - R.Min(low, otherLow);
        (Size, OtherSize) = (high - low, otherHigh - otherLow);
        Offset = R.Of(0.5) * (low - otherLow + (high - otherHigh));
    }

    /// <summary>How far they overlap.</summary>
    public R Inner { get; }

    /// <summary>How far they reach together.</summary>
    public R Outer { get; }

    /// <summary>The size of the first.</summary>
    public R Size { get; }

    /// <summary>The size of the second.</summary>
    public R OtherSize { get; }

    /// <summary>How far the centres are apart.</summary>
    public R Offset { get; }

    /// <summary>The slopes by the four corners, from those by what is above.</summary>
    // Not inlined: it is half of what the compiler inlines into the slopes of a box.
    [MethodImpl(Compiled.AtOnce)]
    public (R First, R Second, R OtherFirst, R OtherSecond) Slopes(R inner, R outer, R size, R otherSize, R offset)
    {
        R zero = R.Of(0), one = R.Of(1), half = R.Of(0.5) * offset;
        R overlap = R.WhereLess(zero, Inner, inner, zero * Inner);
        R higher = Smaller(otherHigh, high), lower = Smaller(low, otherLow);
        R dHigh = overlap * (one - higher) + outer * higher + size + half;
        R dOtherHigh = overlap * higher + outer * (one - higher) + otherSize - half;
        R dLow = half - size - overlap * (one - lower) - outer * lower;
        R dOtherLow = -half - otherSize - overlap * lower - outer * (one - lower);
        return (R.WhereLess(second, first, dHigh, dLow), R.WhereLess(second, first, dLow, dHigh),
            R.WhereLess(otherSecond, otherFirst, dOtherHigh, dOtherLow),
            R.WhereLess(otherSecond, otherFirst, dOtherLow, dOtherHigh));
    }

    // 1 where a is the smaller, ½ where they are equal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Smaller(R a, R b) => R.WhereLess(a, b, R.Of(1), R.WhereEqual(a, b, R.Of(0.5), R.Of(0)));
}
