using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>What two boxes are to each other along one axis.</summary>
/// <param name="first">A corner of the first box.</param>
/// <param name="second">The opposite corner.</param>
/// <param name="otherFirst">A corner of the second box.</param>
/// <param name="otherSecond">The opposite corner.</param>
internal readonly struct BoxSide<R>(R first, R second, R otherFirst, R otherSecond) where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R low = R.Min(first, second), high = R.Max(first, second),
        otherLow = R.Min(otherFirst, otherSecond), otherHigh = R.Max(otherFirst, otherSecond);

    /// <summary>How far they overlap.</summary>
    public R Inner { [MethodImpl(Inline)] get => R.AtLeast(R.Min(high, otherHigh) - R.Max(low, otherLow), R.Of(0)); }

    /// <summary>How far they reach together.</summary>
    public R Outer { [MethodImpl(Inline)] get => R.Max(high, otherHigh) - R.Min(low, otherLow); }

    /// <summary>The size of the first.</summary>
    public R Size { [MethodImpl(Inline)] get => high - low; }

    /// <summary>The size of the second.</summary>
    public R OtherSize { [MethodImpl(Inline)] get => otherHigh - otherLow; }

    /// <summary>How far the centres are apart.</summary>
    public R Offset { [MethodImpl(Inline)] get => R.Of(0.5) * (low - otherLow + (high - otherHigh)); }

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
    [MethodImpl(Inline)]
    private static R Smaller(R a, R b) => R.WhereLess(a, b, R.Of(1), R.WhereEqual(a, b, R.Of(0.5), R.Of(0)));
}
