using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// What the models of accelerated failure time share. The logarithm of a time is the prediction plus σ·z for a
/// standard variable z with survival S and hazard h; a time that was seen counts −log h(z)S(z) + log σt, one at which
/// nothing had happened yet −log S(z).
/// </summary>
/// <param name="prediction">The logarithm of the time that z = 0 belongs to.</param>
/// <param name="time">The time.</param>
/// <param name="seen">1 where it happened at that time, 0 where it had not happened yet.</param>
/// <param name="scale">σ.</param>
[SkipLocalsInit]
internal readonly struct LifeTime<R>(R prediction, R time, R seen, double scale) where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R log = R.Log(time), time = time, seen = seen, scale = R.Of(scale);
    private readonly bool spreadsByOne = scale == 1;

    /// <summary>z.</summary>
    public R Z { [MethodImpl(Inline)] get => Standard(log - prediction); }

    // x/σ. The usual σ costs no quotients and no logarithm.
    [MethodImpl(Inline)]
    private R Standard(R x) => spreadsByOne ? x : x / scale;

    [MethodImpl(Compiled.AtOnce)]
    private static R Log(R x) => R.Log(x);

    /// <summary>The loss and its slopes.</summary>
    /// <param name="survived">−log S(z).</param>
    /// <param name="rare">−log h(z).</param>
    /// <param name="hazard">h(z), the slope of <paramref name="survived"/>.</param>
    /// <param name="slope">The slope of −log h(z)S(z).</param>
    /// <param name="slopes">The slopes by prediction, time and what was seen.</param>
    [MethodImpl(Compiled.AtOnce)]
    public R Of(R survived, R rare, R hazard, R slope, out Triple<R> slopes)
    {
        R density = rare + (spreadsByOne ? R.Of(0) : Log(scale)) + log;
        R moved = RealMath.TimesUnlessZero(R.Of(1) - seen, hazard) + RealMath.TimesUnlessZero(seen, slope);
        moved = Standard(moved);
        slopes = new(-moved, (moved + seen) / time, density);
        return survived + RealMath.TimesUnlessZero(seen, density);
    }
}
