using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>The elementary functions, each written once for every register and for float and double.</summary>
internal static class LaneMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>eˣ. Scalar stand-in until the polynomials land.</summary>
    [MethodImpl(Inline)]
    public static V Exp<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, T.Exp);

    public static V Expm1<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, T.ExpM1);

    public static V Log<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, T.Log);

    public static V Log1p<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, T.LogP1);

    public static V Tanh<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, T.Tanh);

    public static V Sigmoid<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, z => T.One / (T.One + T.Exp(-z)));

    public static V Softplus<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<V, T>(x, z => T.Max(z, T.Zero) + T.LogP1(T.Exp(-T.Abs(z))));

    private static V Map<V, T>(V x, Func<T, T> f) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count];
        V.Store(x, lanes, 0);
        for (int i = 0; i < lanes.Length; i++) lanes[i] = f(lanes[i]);
        return V.Load(lanes, 0);
    }
}
