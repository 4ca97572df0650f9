using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Φ(b) − Φ(a) of bounds apart, of which a is the farther from 0, and the slopes of its −log.</summary>
[SkipLocalsInit]
internal readonly struct FarInterval<R> where R : struct, IReal<R>
{
    /// <summary>Of a &lt; 0, b, and how far the squares of both lie apart, ½(a² − b²).</summary>
    [MethodImpl(Compiled.AtOnce)]
    public FarInterval(R a, R b, R gap)
    {
        // |b|, with the slope of one side at 0.
        R zero = R.Of(0), half = R.Of(0.5), root = R.Sqrt(half), size = R.WhereEqual(b, zero, -b, R.Abs(b));
        R upper = R.Erfcx(size * root);
        // Everything stands beside 2Φ(b) where b is above 0 and beside e^(−½b²) elsewhere, so that nothing overflows.
        R density = Density(b, size), lower = density * R.Exp(-gap), tail = Tail(-a * root, lower);
        R missed = upper * density, kept = R.WhereLess(zero, b, R.Of(2) - missed, upper) - tail;
        (Kept, Lost) = (half * kept, half * (missed + tail));
        R steep = R.TwoOverRootPi * root / kept;
        Slope = steep * (density * R.Expm1(-gap));
        LowSlope = RealMath.TimesUnlessZero(lower, steep);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Density(R b, R size)
        => R.WhereLess(R.Of(0), b, RealMath.ExpOfMinusSquare(size, 0.5), R.Of(1));

    [MethodImpl(Compiled.AtOnce)]
    private static R Tail(R distance, R lower) => R.Erfcx(distance) * lower;

    /// <summary>Φ(b) − Φ(a), over e^(−½b²) where b is not above 0.</summary>
    public R Kept { get; }

    /// <summary>1 − Φ(b) + Φ(a) where b is above 0.</summary>
    public R Lost { get; }

    /// <summary>The slope by both bounds at once.</summary>
    public R Slope { get; }

    /// <summary>The slope by a alone.</summary>
    public R LowSlope { get; }
}
