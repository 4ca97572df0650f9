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
