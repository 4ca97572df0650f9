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
    // Far below 1 the hazard may underflow: there log(1 − e⁻ᵘ) is log u − ½u, and log u the sum of the upper z and
    // log(1 − e⁻ʷ). Each function is a method of its own, because the compiler inlines only so much into one.
    [MethodImpl(Compiled.AtOnce)]
    public HazardInterval(in LifeInterval<R> life)
    {
        R zero = R.Of(0), one = R.Of(1), hazard = R.Exp(life.Low), missing = life.Missing();
        R u = RealMath.TimesUnlessZero(missing, R.Exp(life.High)), lost = Rise(-u), least = R.Of(-60);
        // At u = 1000 what is left is nothing beside any number.
        R far = R.AtMost(R.AtLeast(u, one), R.Of(1000)), left = R.Exp(-far);
        R tiny = R.WhereLess(least, life.High, zero, life.High - R.Of(0.5) * u);
        R log = tiny + Log(R.WhereLess(least, life.High, -lost, missing));
        log = R.WhereEqual(life.Width, zero, life.High + life.Seen, log);
        Value = hazard - R.WhereLess(u, one, log, LogOfKept(left));
        Slope = R.WhereLess(u, one, Rise(life.Low) + Rising(R.AtMost(u, one)), hazard - far * left / (one - left));
        LowSlope = RealMath.OverUnlessZero(hazard, -lost);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Log(R x) => R.Log(x);

    [MethodImpl(Compiled.AtOnce)]
    private static R LogOfKept(R lost) => R.Log1p(-lost);

    [MethodImpl(Compiled.AtOnce)]
    private static R Rise(R x) => R.Expm1(x);

    // 1 − u/(eᵘ − 1): with (a − 1) it is a − u/(eᵘ − 1).
    [MethodImpl(Compiled.AtOnce)]
    private static R Rising(R u)
    {
        R excess = R.ExpExcessNear(u);
        return RealMath.OverUnlessZero(excess, u + excess);
    }

    /// <inheritdoc cref="GaussianInterval{R}.Value"/>
    public R Value { get; }

    /// <inheritdoc cref="GaussianInterval{R}.Slope"/>
    public R Slope { get; }

    /// <inheritdoc cref="GaussianInterval{R}.LowSlope"/>
    public R LowSlope { get; }
}
