using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>x itself.</summary>
internal readonly struct IdentityMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => x;

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy;
}

/// <summary>a + b.</summary>
internal readonly struct AddMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => a + b;
    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => dy;
    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => dy;
}

/// <summary>a − b.</summary>
internal readonly struct SubtractMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => a - b;
    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => dy;
    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => -dy;
}

/// <summary>a · b.</summary>
internal readonly struct MultiplyMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => a * b;
    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => dy * b;
    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => dy * a;
}

/// <summary>a / b.</summary>
internal readonly struct DivideMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => a / b;
    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => RealMath.OverUnlessZero(dy, b);

    // −dy·(a/b)/b, not −dy·a/b²: b² overflows where the quotient does not.
    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.OverUnlessZero(RealMath.TimesUnlessZero(-dy, a / b), b);
}

/// <summary>eˣ.</summary>
internal readonly struct ExpMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * y;
}

/// <summary>eˣ − 1.</summary>
internal readonly struct Expm1Map : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Expm1(x);
}

/// <summary>log x.</summary>
internal readonly struct LogMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => RealMath.OverUnlessZero(dy, x);
}

/// <summary>log(1 + x).</summary>
internal readonly struct Log1pMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Log1p(x);
}

/// <summary>1 / (1 + e⁻ˣ); its derivative is σ(x)·σ(−x).</summary>
internal readonly struct SigmoidMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
    {
        // y(1 − y) would lose every digit where y is near 1. With e = exp(−|x|), σ(x)·σ(−x) = e / (1 + e)².
        R e = R.Exp(-R.Abs(x)), sum = R.Of(1) + e;
        return dy * (e / (sum * sum));
    }
}

/// <summary>tanh x; its derivative is 1 / cosh² x.</summary>
internal readonly struct TanhMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
    {
        // 1 − y² would lose every digit where y is near ±1. With e = exp(−2|x|), 1/cosh² x = 4e / (1 + e)².
        R size = R.Abs(x), e = R.Exp(-(size + size)), sum = R.Of(1) + e;
        return dy * (R.Of(4) * e / (sum * sum));
    }
}

/// <summary>log(1 + eˣ); its derivative is σ(x).</summary>
internal readonly struct SoftplusMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Softplus(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => dy * R.Sigmoid(x);
}

/// <summary>max(x, 0), with derivative 0 at 0.</summary>
internal readonly struct ReluMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.AtLeast(x, R.Of(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>
        // dy where y > 0; 0 where y is 0; NaN where y is NaN.
        => R.WhereLess(R.Of(0), y, dy, R.WhereNumber(y, R.Of(0), y));
}

/// <summary>1 where x &gt; 0, else 0; NaN where x is NaN. Its derivative is 0 everywhere.</summary>
internal readonly struct StepMap : IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R>
        => R.WhereLess(R.Of(0), x, R.Of(1), R.WhereNumber(x, R.Of(0), x));

    public static R Backward<R>(R dy, R x, R y) where R : struct, IReal<R> => R.Of(0);
}
