using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Two bounds of a time, as numbers z = (log t − p)/σ; where they are equal, it was seen.</summary>
[SkipLocalsInit]
internal readonly struct LifeInterval<R> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R lower, upper, scale, low, high;
    private readonly bool spreadsByOne;

    /// <summary>Of a prediction p, the bounds in either order, and σ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public LifeInterval(R prediction, R first, R second, double sigma)
    {
        (lower, upper, scale) = (R.Min(first, second), R.Max(first, second), R.Of(sigma));
        spreadsByOne = sigma == 1;
        (low, high) = (R.Log(lower), R.Log(upper));
        (Low, High) = (Standard(low, prediction), Standard(high, prediction));
    }

    // x/σ. The usual σ costs nothing: six quotients and a logarithm are a tenth of the time.
    [MethodImpl(Inline)]
    private R Standard(R x) => spreadsByOne ? x : x / scale;

    // Where nothing is known on a side, no prediction moves it: logarithms of numbers are below 1000.
    [MethodImpl(Inline)]
    private R Standard(R log, R prediction) => R.WhereLess(R.Abs(log), R.Of(1000), Standard(log - prediction),
        R.WhereNumber(prediction, log, prediction));

    /// <summary>z of the lower bound.</summary>
    public R Low { [MethodImpl(Inline)] get; }

    /// <summary>z of the upper bound.</summary>
    public R High { [MethodImpl(Inline)] get; }

    /// <summary>w, how far they lie apart; 0 where the time was seen.</summary>
    [MethodImpl(Inline)]
    public R Width() => Standard(Apart(lower, upper, high - low));

    // Near bounds by the logarithm of their quotient: logarithms that are rounded leave few digits.
    [MethodImpl(Compiled.AtOnce)]
    private static R Apart(R lower, R upper, R far)
    {
        R one = R.Of(1), excess = R.AtMost((upper - lower) / lower, one);
        return R.WhereLess(excess, one, R.Log1p(excess), far);
    }

    /// <summary>−log σt of the lower bound, which makes the logarithm of a chance that of a density.</summary>
    public R Seen { [MethodImpl(Inline)] get => -LogOfScale() - low; }

    [MethodImpl(Inline)]
    private R LogOfScale() => spreadsByOne ? R.Of(0) : Log(scale);

    [MethodImpl(Compiled.AtOnce)]
    private static R Log(R x) => R.Log(x);

    /// <summary>A number where the time was seen, else another.</summary>
    [MethodImpl(Inline)]
    public R WhereSeen(R then, R otherwise) => R.WhereEqual(lower, upper, then, otherwise);

    /// <summary>log w, or −log σt where the time was seen.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public R LogWidth(R width) => WhereSeen(Seen, R.Log(WhereSeen(R.Of(1), width)));

    /// <summary>1 − e⁻ʷ; of the usual σ it is the share of the upper bound that lies between.</summary>
    [MethodImpl(Inline)]
    public R Missing() => spreadsByOne ? R.WhereLess(high, R.Of(1000), (upper - lower) / upper, R.Of(1))
        : MissingOf(Width());

    [MethodImpl(Compiled.AtOnce)]
    private static R MissingOf(R width) => -R.Expm1(-width);

    /// <summary>The slopes by prediction and bounds, from those by both z at once and by the lower one.</summary>
    [MethodImpl(Inline)]
    public Triple<R> Slopes(R moved, R low) => new(Standard(-moved),
        Standard(RealMath.OverUnlessZero(WhereSeen(moved + scale, low), lower)),
        Standard(RealMath.OverUnlessZero(WhereSeen(R.Of(0), moved - low), upper)));
}
