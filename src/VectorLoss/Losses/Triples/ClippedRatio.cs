using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The surrogate that <see cref="ClippedPolicy"/> and <see cref="GroupRelativePolicy"/> share: minus an advantage times
/// the ratio of probabilities, which counts up to 1 + ε₊ for an advantage and down to 1 − ε₋ for a disadvantage.
/// </summary>
/// <param name="logRatio">The logarithm of the ratio.</param>
/// <param name="advantage">The advantage.</param>
/// <param name="epsLow">ε₋.</param>
/// <param name="epsHigh">ε₊.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly struct ClippedRatio<R>(R logRatio, R advantage, double epsLow, double epsHigh)
    where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R advantage = advantage, low = R.Of(1 - epsLow), high = R.Of(1 + epsHigh);

    /// <summary>The ratio; for an advantage that of a log-ratio of at most 1 + ε₊.</summary>
    // It is clipped there, because eˣ is above x, and so nothing overflows that does not count.
    public R Ratio { get; } = R.Exp(
        R.WhereLess(advantage, R.Of(0), logRatio, R.AtMost(logRatio, R.Of(1 + epsHigh))));

    /// <summary>The ratio that counts.</summary>
    public R Held
    {
        [MethodImpl(Inline)]
        get => R.WhereLess(advantage, R.Of(0), R.AtLeast(Ratio, low), R.AtMost(Ratio, high));
    }

    /// <summary>The surrogate.</summary>
    public R Value { [MethodImpl(Inline)] get => -RealMath.TimesUnlessZero(advantage, Held); }

    /// <summary>Its slope by the logarithm of the ratio; 0 where the ratio is clipped.</summary>
    public R Slope
    {
        [MethodImpl(Inline)]
        get
        {
            R zero = R.Of(0), product = advantage * Ratio, still = zero * Held;
            R falling = R.WhereLess(low, Ratio, product, still), rising = R.WhereLess(Ratio, high, product, still);
            return -R.WhereLess(advantage, zero, falling, R.WhereLess(zero, advantage, rising, product));
        }
    }
}
