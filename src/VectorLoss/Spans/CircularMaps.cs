using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>sin x.</summary>
internal readonly struct SinMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * R.Cos(x);
}

/// <summary>cos x.</summary>
internal readonly struct CosMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Cos(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => -(dy * R.Sin(x));
}

/// <summary>The arctangent; its derivative is 1 / (1 + x²).</summary>
internal readonly struct AtanMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Atan(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
    {
        // x² overflows where the quotient does not, so beyond 1 it is dy / |x| / (|x| + 1/|x|).
        R one = R.Of(1), size = R.Abs(x);
        return dy / R.WhereLess(one, size, size, one)
            / R.WhereLess(one, size, size + one / size, R.MulAdd(x, x, one));
    }
}
