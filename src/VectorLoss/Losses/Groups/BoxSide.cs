using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>What two boxes are to each other along one axis.</summary>
internal struct BoxSide<R> where R : struct, IReal<R>
{
    private R low, high, otherLow, otherHigh, first, second, otherFirst, otherSecond;
    private R inner, outer, size, otherSize, offset;

    /// <summary>How far they overlap.</summary>
    public readonly R Inner => inner;

    /// <summary>How far they reach together.</summary>
    public readonly R Outer => outer;

    /// <summary>The size of the first.</summary>
    public readonly R Size => size;

    /// <summary>The size of the second.</summary>
    public readonly R OtherSize => otherSize;

    /// <summary>How far the centres are apart.</summary>
    public readonly R Offset => offset;

    /// <summary>Of a corner of the first box and the opposite one, and the same of the second.</summary>
    // Not inlined, and all that follows from the corners is formed once: so little is left to inline into a box. Where
    // it lies: one that is returned is cleared and copied by the framework, for each register.
    [MethodImpl(Compiled.AtOnce)]
    public static void Set(out BoxSide<R> side, R first, R second, R otherFirst, R otherSecond)
    {
        (side.first, side.second, side.otherFirst, side.otherSecond) = (first, second, otherFirst, otherSecond);
        (side.low, side.high) = (R.Min(first, second), R.Max(first, second));
        (side.otherLow, side.otherHigh) = (R.Min(otherFirst, otherSecond), R.Max(otherFirst, otherSecond));
        side.inner = R.AtLeast(R.Min(side.high, side.otherHigh) - R.Max(side.low, side.otherLow), R.Of(0));
        side.outer = R.Max(side.high, side.otherHigh) - R.Min(side.low, side.otherLow);
        (side.size, side.otherSize) = (side.high - side.low, side.otherHigh - side.otherLow);
        side.offset = R.Of(0.5) * (side.low - side.otherLow + (side.high - side.otherHigh));
    }

    /// <summary>The slopes by the four corners, from those by what is above.</summary>
    // Not inlined: it is half of what the compiler inlines into the slopes of a box.
    [MethodImpl(Compiled.AtOnce)]
    public readonly (R First, R Second, R OtherFirst, R OtherSecond) Slopes(
        R inner, R outer, R size, R otherSize, R offset)
    {
        R zero = R.Of(0), one = R.Of(1), half = R.Of(0.5) * offset;
        R overlap = R.WhereLess(zero, this.inner, inner, zero * this.inner);
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
