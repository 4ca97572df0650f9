using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log(e⁻ᵃ − e⁻ᵇ) of the hazards a and b, the exponentials of both z of a Weibull time, and its slopes: a −
/// log(1 − e⁻ᵘ) of what they differ by, u = b − a.
/// </summary>
[SkipLocalsInit]
internal readonly struct HazardInterval<R> where R : struct, IReal<R>
{
    /// <summary>Of bounds of a time.</summary>
    // Far below 1 the hazard may underflow: there log(1 − e⁻ᵘ) is log u − ½u, and log u the sum of the upper z and
    // log(1 − e⁻ʷ). Logarithms and series are methods of their own, because the compiler inlines only so much into one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HazardInterval(in LifeInterval<R> life)
    {
        R zero = R.Of(0), one = R.Of(1), hazard = R.Exp(life.Low), missing = life.Missing();
        R u = RealMath.TimesUnlessZero(missing, R.Exp(life.High)), least = R.Of(-60);
        R near = R.AtMost(u, one), middle = RealMath.Clamp(life.Low, -one, one);
        R excess = Excess(near), rise = near + excess, lost = rise / (one + rise);
        // At u = 1000 what is left is nothing beside any number.
        R far = R.AtMost(R.WhereLess(u, one, one, u), R.Of(1000)), left = R.Exp(-far);
        R log = Log(R.WhereLess(least, life.High, lost, missing), left, out R ofFar);
        log = R.WhereLess(least, life.High, log, life.High - R.Of(0.5) * u + log);
        log = life.WhereSeen(life.High + life.Seen, log);
        Value = hazard - R.WhereLess(u, one, log, ofFar);
        // 1 − u/(eᵘ − 1): with (a − 1) it is a − u/(eᵘ − 1).
        R grown = R.WhereLess(R.Abs(life.Low), one, middle + Excess(middle), hazard - one);
        grown += RealMath.OverUnlessZero(excess, rise);
        Slope = R.WhereLess(u, one, grown, hazard - far * left / (one - left));
        LowSlope = RealMath.OverUnlessZero(hazard, R.WhereLess(u, one, lost, one - left));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Log(R kept, R left, out R logOfRest)
    {
        logOfRest = R.Log1p(-left);
        return R.Log(kept);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Excess(R x) => R.ExpExcessNear(x);

    /// <inheritdoc cref="GaussianInterval{R}.Value"/>
    public R Value { get; }

    /// <inheritdoc cref="GaussianInterval{R}.Slope"/>
    public R Slope { get; }

    /// <inheritdoc cref="GaussianInterval{R}.LowSlope"/>
    public R LowSlope { get; }
}
