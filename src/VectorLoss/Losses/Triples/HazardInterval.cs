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
    // log(1 − e⁻ʷ).
    [MethodImpl(Compiled.AtOnce)]
    public HazardInterval(in LifeInterval<R> life)
    {
        R zero = R.Of(0), one = R.Of(1), hazard = R.Exp(life.Low), missing = life.Missing();
        R u = RealMath.TimesUnlessZero(missing, R.Exp(life.High)), lost = R.Expm1(-u), least = R.Of(-60);
        R tiny = R.WhereLess(least, life.High, zero, life.High - R.Of(0.5) * u);
        R log = tiny + R.Log(R.WhereLess(least, life.High, -lost, missing));
        log = R.WhereEqual(life.Width, zero, life.High + life.Seen, log);
        R slope = NearSlope(life.Low, R.AtMost(u, one));
        if (!R.AllLess(u, one))
        {
            R far = FarLog(u, out R taken);
            (log, slope) = (R.WhereLess(u, one, log, far), R.WhereLess(u, one, slope, hazard - taken));
        }
        (Value, Slope) = (hazard - log, slope);
        LowSlope = RealMath.OverUnlessZero(hazard, -lost);
    }

    // a − u/(eᵘ − 1) as (a − 1) + (1 − u/(eᵘ − 1)). Not inlined, nor is the next one: the compiler has room for only so
    // many numbers in one method.
    [MethodImpl(Compiled.AtOnce)]
    private static R NearSlope(R low, R u)
    {
        R excess = R.ExpExcessNear(u);
        return R.Expm1(low) + RealMath.OverUnlessZero(excess, u + excess);
    }

    /// <summary>log(1 − e⁻ᵘ), and u/(eᵘ − 1), for u from 1 on: at 1000 what is left is nothing beside any number.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static R FarLog(R u, out R taken)
    {
        R one = R.Of(1), far = R.AtMost(R.AtLeast(u, one), R.Of(1000)), left = R.Exp(-far);
        taken = far * left / (one - left);
        return R.Log1p(-left);
    }

    /// <inheritdoc cref="GaussianInterval{R}.Value"/>
    public R Value { get; }

    /// <inheritdoc cref="GaussianInterval{R}.Slope"/>
    public R Slope { get; }

    /// <inheritdoc cref="GaussianInterval{R}.LowSlope"/>
    public R LowSlope { get; }
}
