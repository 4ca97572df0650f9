using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>dy · f′ of dy, x and y = f(x).</summary>
internal readonly struct BackwardOf<TMap> : ITernaryMap where TMap : struct, IPointMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(R dy, R x, R y) where R : struct, IReal<R> => TMap.Backward(dy, x, y);
}

/// <summary>dy · ψ⁽ⁿ⁺¹⁾(x).</summary>
internal readonly struct PolygammaBackward(int n) : ITernaryMap
{
    public R Of<R>(R dy, R x, R y) where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(dy, R.Polygamma(n + 1, x));
}

/// <summary>dy · ∂f/∂a of dy, a and b.</summary>
internal readonly struct BackwardLeftOf<TMap> : ITernaryMap where TMap : struct, IPairMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(R dy, R a, R b) where R : struct, IReal<R> => TMap.BackwardLeft(dy, a, b);
}

/// <summary>dy · ∂f/∂b of dy, a and b.</summary>
internal readonly struct BackwardRightOf<TMap> : ITernaryMap where TMap : struct, IPairMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(R dy, R a, R b) where R : struct, IReal<R> => TMap.BackwardRight(dy, a, b);
}
