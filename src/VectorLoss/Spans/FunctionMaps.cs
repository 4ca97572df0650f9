using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>sin x.</summary>
internal readonly struct SinMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sin(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * R.Cos(x);
}

/// <summary>cos x.</summary>
internal readonly struct CosMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Cos(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => -(dy * R.Sin(x));
}

/// <summary>The arctangent; its derivative is 1 / (1 + x²).</summary>
internal readonly struct AtanMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Atan(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => RealMath.OverOnePlusSquare(dy, x);
}

/// <summary>|x|, with derivative 0 at 0.</summary>
internal readonly struct AbsMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Abs(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * RealMath.Sign(x);
}

/// <summary>√x; its derivative at 0 is +∞, and of an upstream of 0 there 0.</summary>
internal readonly struct SqrtMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sqrt(x);

    // The root is rounded correctly and saturates nowhere, so that y tells as much as x.
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => RealMath.OverUnlessZero(dy, y + y);
}

/// <summary>erf x.</summary>
internal readonly struct ErfMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Erf(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * SpecialSlopes.Erf(x);
}

/// <summary>erfc x.</summary>
internal readonly struct ErfcMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Erfc(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * SpecialSlopes.Erfc(x);
}

/// <summary>exp(x²)·erfc x.</summary>
internal readonly struct ErfcxMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Erfcx(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.Erfcx(x));
}

/// <summary>log Φ(x).</summary>
internal readonly struct LogNormalCdfMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.LogNormalCdf(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * SpecialSlopes.LogNormalCdf(x);
}

/// <summary>log |Γ(x)|.</summary>
internal readonly struct LogGammaMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.LogGamma(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.LogGamma(x));
}

/// <summary>ψ(x).</summary>
internal readonly struct DigammaMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Digamma(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.Digamma(x));
}

/// <summary>e^−|x|·I₀(x).</summary>
internal readonly struct BesselI0eMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.BesselI0e(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * SpecialSlopes.BesselI0e(x);
}

/// <summary>e^−|x|·I₁(x).</summary>
internal readonly struct BesselI1eMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.BesselI1e(x);

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * SpecialSlopes.BesselI1e(x);
}
