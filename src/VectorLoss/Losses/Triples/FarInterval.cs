using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>−log(Φ(b) − Φ(a)) of bounds apart, of which a is the farther from 0, and its slopes.</summary>
internal readonly struct FarInterval<R> where R : struct, IReal<R>
{
    /// <summary>Of a &lt; 0, b, and how far the squares of both lie apart, ½(a² − b²).</summary>
    [MethodImpl(Compiled.AtOnce)]
    public FarInterval(R a, R b, R gap)
    {
        R zero = R.Of(0), one = R.Of(1), root = R.Sqrt(R.Of(0.5)), size = R.Abs(b), scaled = R.Erfcx(size * root);
        // Everything stands beside 2Φ(b) where b is above 0 and beside e^(−½b²) elsewhere, so that nothing overflows.
        R density = Density(b, size);
        R chance = R.WhereLess(zero, b, R.Of(2) - scaled * density, scaled), lower = density * R.Exp(-gap);
        R share = Share(-a * root, lower, chance);
        R steep = R.TwoOverRootPi * root / (chance * (one - share));
        Value = -(R.LogNormalCdf(b) + R.Log1p(-share));
        Slope = steep * (density * R.Expm1(-gap));
        LowSlope = RealMath.TimesUnlessZero(lower, steep);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Density(R b, R size)
        => R.WhereLess(R.Of(0), b, RealMath.ExpOfMinusSquare(size, 0.5), R.Of(1));

    [MethodImpl(Compiled.AtOnce)]
    private static R Share(R distance, R lower, R chance)
        => RealMath.OverUnlessZero(R.Erfcx(distance) * lower, chance);

    /// <summary>The value.</summary>
    public R Value { get; }

    /// <summary>The slope by both bounds at once.</summary>
    public R Slope { get; }

    /// <summary>The slope by a alone.</summary>
    public R LowSlope { get; }
}
