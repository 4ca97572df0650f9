using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Two bounds of a time, as numbers z = (log t − p)/σ; where they are equal, it was seen.</summary>
internal readonly struct LifeInterval<R> where R : struct, IReal<R>
{
    private readonly R lower, upper, scale;

    /// <summary>Of a prediction p, the bounds in either order, and σ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public LifeInterval(R prediction, R first, R second, double sigma)
    {
        (lower, upper, scale) = (R.Min(first, second), R.Max(first, second), R.Of(sigma));
        R low = R.Log(lower), high = R.Log(upper);
        (Low, High, Width) = (Standard(low, prediction), Standard(high, prediction), Apart(low, high));
        LogMissing = Logarithms(Width, -R.Log(scale) - low, out R missing, out R logWidth);
        (Missing, LogWidth) = (missing, logWidth);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Logarithms(R width, R seen, out R missing, out R logWidth)
    {
        R zero = R.Of(0), some = R.WhereEqual(width, zero, R.Of(1), width);
        R log = RealMath.LogOneMinusExp(some, out missing);
        missing = R.WhereEqual(width, zero, zero, missing);
        logWidth = R.WhereEqual(width, zero, seen, R.Log(some));
        return R.WhereEqual(width, zero, seen, log);
    }

    // Near bounds by the logarithm of their quotient: logarithms that are rounded leave few digits.
    [MethodImpl(Compiled.AtOnce)]
    private R Apart(R low, R high)
    {
        R one = R.Of(1), excess = R.AtMost((upper - lower) / lower, one);
        return R.WhereLess(excess, one, R.Log1p(excess), high - low) / scale;
    }

    // Where nothing is known on a side, no prediction moves it: logarithms of numbers are below 1000.
    [MethodImpl(Compiled.AtOnce)]
    private R Standard(R log, R prediction) => R.WhereLess(R.Abs(log), R.Of(1000), (log - prediction) / scale,
        R.WhereNumber(prediction, log, prediction));

    /// <summary>z of the lower bound.</summary>
    public R Low { get; }

    /// <summary>z of the upper bound.</summary>
    public R High { get; }

    /// <summary>w, how far they lie apart; 0 where the time was seen.</summary>
    public R Width { get; }

    /// <summary>1 − e⁻ʷ.</summary>
    public R Missing { get; }

    /// <summary>log w, or −log σt where the time was seen.</summary>
    public R LogWidth { get; }

    /// <summary>log(1 − e⁻ʷ), or −log σt where the time was seen: so a chance becomes a density.</summary>
    public R LogMissing { get; }

    /// <summary>The slopes by prediction and bounds, from those by both z at once and by the lower one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes(R moved, R low) => new(-moved / scale,
        RealMath.OverUnlessZero(R.WhereEqual(Width, R.Of(0), moved + scale, low), lower) / scale,
        RealMath.OverUnlessZero(R.WhereEqual(Width, R.Of(0), R.Of(0), moved - low), upper) / scale);
}
