using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Two bounds of a time, as numbers z = (log t − p)/σ; where they are equal, it was seen.</summary>
internal readonly struct LifeInterval<R> where R : struct, IReal<R>
{
    private readonly R lower, upper, scale;
    private readonly bool spreadsByOne;

    /// <summary>Of a prediction p, the bounds in either order, and σ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public LifeInterval(R prediction, R first, R second, double sigma)
    {
        (lower, upper, scale) = (R.Min(first, second), R.Max(first, second), R.Of(sigma));
        spreadsByOne = sigma == 1;
        R low = R.Log(lower), high = R.Log(upper);
        (Low, High, Width) = (Standard(low, prediction), Standard(high, prediction), Apart(low, high));
        Seen = -(spreadsByOne ? R.Of(0) : R.Log(scale)) - low;
    }

    // x/σ. The usual σ costs nothing: six quotients and a logarithm are a tenth of the time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Standard(R x) => spreadsByOne ? x : x / scale;

    // Near bounds by the logarithm of their quotient: logarithms that are rounded leave few digits.
    [MethodImpl(Compiled.AtOnce)]
    private R Apart(R low, R high)
    {
        R one = R.Of(1), excess = R.AtMost((upper - lower) / lower, one);
        return Standard(R.WhereLess(excess, one, R.Log1p(excess), high - low));
    }

    // Where nothing is known on a side, no prediction moves it: logarithms of numbers are below 1000.
    [MethodImpl(Compiled.AtOnce)]
    private R Standard(R log, R prediction) => R.WhereLess(R.Abs(log), R.Of(1000), Standard(log - prediction),
        R.WhereNumber(prediction, log, prediction));

    /// <summary>z of the lower bound.</summary>
    public R Low { get; }

    /// <summary>z of the upper bound.</summary>
    public R High { get; }

    /// <summary>w, how far they lie apart; 0 where the time was seen.</summary>
    public R Width { [MethodImpl(MethodImplOptions.AggressiveInlining)] get; }

    /// <summary>−log σt of the lower bound, which makes the logarithm of a chance that of a density.</summary>
    public R Seen { get; }

    private R Some
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => R.WhereEqual(Width, R.Of(0), R.Of(1), Width);
    }

    /// <summary>log w, or −log σt where the time was seen.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public R LogWidth() => R.WhereEqual(Width, R.Of(0), Seen, R.Log(Some));

    /// <summary>1 − e⁻ʷ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public R Missing() => -R.Expm1(-Width);

    /// <summary>log(1 − e⁻ʷ), or −log σt where the time was seen: so a chance becomes a density.</summary>
    /// <param name="missing">1 − e⁻ʷ.</param>
    [MethodImpl(Compiled.AtOnce)]
    public R LogMissing(out R missing)
    {
        R zero = R.Of(0), log = RealMath.LogOneMinusExp(Some, out missing);
        missing = R.WhereEqual(Width, zero, zero, missing);
        return R.WhereEqual(Width, zero, Seen, log);
    }

    /// <summary>The slopes by prediction and bounds, from those by both z at once and by the lower one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes(R moved, R low) => new(Standard(-moved),
        Standard(RealMath.OverUnlessZero(R.WhereEqual(Width, R.Of(0), moved + scale, low), lower)),
        Standard(RealMath.OverUnlessZero(R.WhereEqual(Width, R.Of(0), R.Of(0), moved - low), upper)));
}
