using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log(e⁻ᵃ − e⁻ᵇ) of the hazards a and b, the exponentials of both z of a Weibull time, and its slopes: a −
/// log(1 − e⁻ᵘ) of what they differ by, u = b − a.
/// </summary>
internal readonly struct HazardInterval<R> where R : struct, IReal<R>
{
    /// <summary>Of bounds of a time.</summary>
    // The logarithm of u has its digits where u underflows, and u has them where it does not. Each part is a method of
    // its own, because the compiler inlines only so much into one.
    [MethodImpl(Compiled.AtOnce)]
    public HazardInterval(in LifeInterval<R> life)
    {
        R one = R.Of(1), hazard = R.Exp(life.Low), u = RealMath.TimesUnlessZero(life.Missing, R.Exp(life.High));
        Value = hazard - LogOfKept(Lost(u)) - R.WhereLess(u, one, life.High + life.LogMissing, R.Of(0));
        Slope = Moved(u, hazard, Rise(life.Low));
        LowSlope = RealMath.OverUnlessZero(hazard, -Rise(-u));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R LogOfKept(R lost) => R.Log1p(-lost);

    [MethodImpl(Compiled.AtOnce)]
    private static R Rise(R x) => R.Expm1(x);

    // 1 − (1 − e⁻ᵘ)/u below 1, e⁻ᵘ above.
    [MethodImpl(Compiled.AtOnce)]
    private static R Lost(R u)
    {
        R one = R.Of(1), near = R.AtMost(u, one), far = R.Exp(-R.AtLeast(u, one));
        return R.WhereLess(u, one, RealMath.OverUnlessZero(R.ExpExcess(-near), near), far);
    }

    // a − u/(eᵘ − 1), below 1 as (a − 1) + (1 − u/(eᵘ − 1)); at u = 1000 the quotient is nothing beside any number.
    [MethodImpl(Compiled.AtOnce)]
    private static R Moved(R u, R hazard, R risen)
    {
        R one = R.Of(1), near = R.AtMost(u, one), far = R.AtMost(R.AtLeast(u, one), R.Of(1000)), left = R.Exp(-far);
        R rising = RealMath.OverUnlessZero(R.ExpExcess(near), Rise(near));
        return R.WhereLess(u, one, risen + rising, hazard - far * left / (one - left));
    }

    /// <inheritdoc cref="GaussianInterval{R}.Value"/>
    public R Value { get; }

    /// <inheritdoc cref="GaussianInterval{R}.Slope"/>
    public R Slope { get; }

    /// <inheritdoc cref="GaussianInterval{R}.LowSlope"/>
    public R LowSlope { get; }
}
