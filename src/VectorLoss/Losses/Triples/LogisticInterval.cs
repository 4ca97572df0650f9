using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log(σ(z₂) − σ(z₁)) of the bounds of a time, and its slopes: one logarithm of (1 + e^z₁)(1 + e^−z₂)/(1 − e⁻ʷ), which
/// less one is a sum of terms above 0.
/// </summary>
[SkipLocalsInit]
internal readonly struct LogisticInterval<R> where R : struct, IReal<R>
{
    /// <summary>Of bounds of a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LogisticInterval(in LifeInterval<R> life)
    {
        // The powers are e^−|z|, and |z| is added where z₁ is above 0 or z₂ below.
        Logistic<R> low = new(life.Low), high = new(life.High);
        R zero = R.Of(0), one = R.Of(1), missing = life.WhereSeen(one, life.Missing()), both = low.Tail * high.Tail;
        // e⁻ʷ: as a difference, but between bounds on both sides of 0, where the loss may be as small.
        R far = one - missing, kept = R.WhereLess(life.Low, zero, R.WhereLess(zero, life.High, both, far), far);
        R below = low.Chance(out _);
        high.Chance(out R above);
        Slope = below - above;
        LowSlope = below + (one / missing - one);
        Value = LogOfMore(low.Tail + high.Tail + both + kept, missing) - life.WhereSeen(life.Seen, zero)
            + R.WhereLess(life.Low, zero, zero, life.Low) + R.WhereLess(life.High, zero, -life.High, zero);
    }

    /// <summary>log(1 + above/below), also where the quotient overflows.</summary>
    // Not inlined: with two exponentials it is more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private static R LogOfMore(R above, R below)
    {
        R least = R.Of(1e-30), log = R.Log1p(above / R.AtLeast(below, least));
        return R.AllLess(least, below) ? log : R.WhereLess(least, below, log, R.Log(above) - R.Log(below));
    }

    /// <inheritdoc cref="GaussianInterval{R}.Value"/>
    public R Value { get; }

    /// <inheritdoc cref="GaussianInterval{R}.Slope"/>
    public R Slope { get; }

    /// <inheritdoc cref="GaussianInterval{R}.LowSlope"/>
    public R LowSlope { get; }
}
