using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log(Φ(b) − Φ(a)) and its slopes. Bounds that lie above 0 are mirrored, so that the difference is of lower tails.
/// Near ones are a density in the middle times what is left of the width; of others 1 − Φ(a)/Φ(b) cancels little.
/// </summary>
[SkipLocalsInit]
internal readonly struct GaussianInterval<R> where R : struct, IReal<R>
{
    /// <summary>Of bounds of a time.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public GaussianInterval(in LifeInterval<R> life)
    {
        R zero = R.Of(0), one = R.Of(1), half = R.Of(0.5), width = life.Width(), low = life.Low, high = life.High;
        R mirrored = R.WhereLess(-low, high, one, zero);
        R a = R.WhereLess(-low, high, -high, low), b = R.WhereLess(-low, high, -low, high);
        // An unknown side lies far beyond a bound of usual size, but at no infinity: that would have no slope.
        R farthest = R.Of(1e18), usual = R.WhereLess(R.Abs(b), R.Of(1e17), one, zero);
        R unknown = R.WhereLess(a, R.Of(-1e30), usual, zero);
        a = R.WhereLess(zero, unknown, -farthest, a);
        R middle = R.WhereEqual(a, -b, zero, half * (a + b));
        R gap = RealMath.TimesUnlessZero(-middle, R.WhereLess(zero, unknown, farthest, width));
        R near = R.WhereLess(width, half, R.WhereLess(gap, one, one, zero), zero), h = half * R.AtMost(width, half);
        R mass = NormalMass.Mean(-half * R.AtMost(gap, one), h, out R rise);
        FarInterval<R> far = new(a, b, gap);
        R log = R.Log(R.WhereLess(zero, near, mass, far.Kept));
        R lower = R.WhereLess(zero, near, half * middle * middle + R.HalfLogTwoPi, half * b * b) - log;
        lower -= R.WhereLess(zero, near, life.LogWidth(width), zero);
        Value = R.WhereLess(zero, near, lower, R.WhereLess(zero, b, -R.Log1p(-far.Lost), lower));
        R moved = R.WhereLess(zero, near, middle - rise / mass, far.Slope);
        R inside = R.Exp(half * h * (middle + a)) / R.WhereEqual(width, zero, one, width * mass);
        R left = R.WhereLess(zero, near, inside, far.LowSlope);
        Slope = R.WhereLess(zero, mirrored, -moved, moved);
        LowSlope = R.WhereLess(zero, mirrored, left - moved, left);
    }

    /// <summary>The value.</summary>
    public R Value { get; }

    /// <summary>The slope by both z at once.</summary>
    public R Slope { get; }

    /// <summary>The slope by the lower z alone.</summary>
    public R LowSlope { get; }
}
