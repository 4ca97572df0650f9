using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>log B(a, b).</summary>
internal readonly struct LogBetaMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.LogBeta(a, b);

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.LogBeta(a, b));

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.LogBeta(b, a));
}

/// <summary>log Γ(a + b) − log Γ(a).</summary>
internal readonly struct LogRisingFactorialMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.LogRisingFactorial(a, b);

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.LogRisingFactorialByX(a, b));

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, SpecialSlopes.LogRisingFactorialByN(a, b));
}
