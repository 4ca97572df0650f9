using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The functions that go through registers of doubles: floats for speed and digits, doubles where one text serves both,
/// and else doubles number by number.
/// </summary>
internal static class LaneFunctions
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>1/n for n up to 27.</summary>
    public static ReadOnlySpan<double> Inverses =>
    [
        double.PositiveInfinity, 1, 1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0, 1 / 6.0, 1 / 7.0, 1 / 8.0, 1 / 9.0, 1 / 10.0,
        1 / 11.0, 1 / 12.0, 1 / 13.0, 1 / 14.0, 1 / 15.0, 1 / 16.0, 1 / 17.0, 1 / 18.0, 1 / 19.0, 1 / 20.0, 1 / 21.0,
        1 / 22.0, 1 / 23.0, 1 / 24.0, 1 / 25.0, 1 / 26.0, 1 / 27.0,
    ];

    /// <summary>xʸ.</summary>
    [MethodImpl(Inline)]
    public static V Pow<V, T>(V x, V y)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Of<SinglePower, PowerFunction, V, T>(x, y);

    /// <summary>
    /// <see cref="RealMath.ExpExcessNear"/>; of floats, a series that leaves 2⁻²⁸ is long enough: a power of x costs it
    /// one operation.
    /// </summary>
    [MethodImpl(Inline)]
    public static V ExpExcessNear<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            return RealMath.ExpExcessNear(x, 19);
        V sum = V.MulAdd(x, V.Of(1 / 39_916_800.0), V.Of(1 / 3_628_800.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 362_880.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 40_320.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 5040.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 720.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 120.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 24.0));
        sum = V.MulAdd(x, sum, V.Of(1 / 6.0));
        return x * x * V.MulAdd(x, sum, V.Of(0.5));
    }

    /// <summary>ψ⁽ᵏ⁾(x + n) − ψ⁽ᵏ⁾(x).</summary>
    [MethodImpl(Inline)]
    public static V PolygammaRise<V, T>(int k, V x, V n)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float) && k == 0 ? V.InDouble<SingleGammaRise.Digamma>(x, n)
            : Lanewise.PolygammaRise<V, T>(k, x, n);

    /// <summary>The function of floats in registers of doubles, that of doubles number by number.</summary>
    [MethodImpl(Inline)]
    public static V Of<TSingle, TDouble, V, T>(V x)
        where TSingle : struct, IDoubleFunction where TDouble : struct, IScalarFunction
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float) ? V.InDouble<TSingle>(x) : Lanewise.Of<TDouble, V, T>(x);

    /// <inheritdoc cref="Of{TSingle, TDouble, V, T}(V)"/>
    [MethodImpl(Inline)]
    public static V Of<TSingle, TDouble, V, T>(V x, V y)
        where TSingle : struct, IDoubleFunction2 where TDouble : struct, IScalarFunction2
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float) ? V.InDouble<TSingle>(x, y) : Lanewise.Of<TDouble, V, T>(x, y);
}
