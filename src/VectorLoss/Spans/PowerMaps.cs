using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>x².</summary>
internal readonly struct SquareMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => x * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * (x + x);
}

/// <summary>√x; its derivative at 0 is +∞, and of an upstream of 0 there 0.</summary>
internal readonly struct SqrtMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sqrt(x);

    // The root is rounded correctly and saturates nowhere, so that y tells as much as x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => RealMath.OverUnlessZero(dy, y + y);
}

/// <summary>1/x.</summary>
internal readonly struct ReciprocalMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Of(1) / x;

    // Not −dy/x²: the square overflows and underflows where the quotients do not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
        => -RealMath.OverUnlessZero(RealMath.OverUnlessZero(dy, x), x);
}

/// <summary>aᵇ.</summary>
internal readonly struct PowMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.Pow(a, b);

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, PowerSlopes.ByBase(a, b));

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, PowerSlopes.ByExponent(a, b));
}
