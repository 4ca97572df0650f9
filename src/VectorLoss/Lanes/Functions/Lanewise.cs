using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Functions that no register computes yet: number by number, in double, rounded to the type of the lanes.
/// </summary>
internal static class Lanewise
{
    /// <summary>The function of every lane.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V Of<TFunction, V, T>(V x)
        where TFunction : struct, IScalarFunction
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count];
        V.Store(x, lanes, 0);
        foreach (ref T lane in lanes)
            lane = T.CreateTruncating(TFunction.Of(double.CreateTruncating(lane)));
        return V.Load(lanes, 0);
    }

    /// <summary>The function of every pair of lanes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V Of<TFunction, V, T>(V x, V y)
        where TFunction : struct, IScalarFunction2
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count], others = stackalloc T[V.Count];
        V.Store(x, lanes, 0);
        V.Store(y, others, 0);
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = T.CreateTruncating(TFunction.Of(double.CreateTruncating(lanes[i]),
                double.CreateTruncating(others[i])));
        return V.Load(lanes, 0);
    }

    /// <summary>The nth derivative of ψ in every lane.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V Polygamma<V, T>(int n, V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count];
        V.Store(x, lanes, 0);
        foreach (ref T lane in lanes)
            lane = T.CreateTruncating(PolygammaFunction.Of(n, double.CreateTruncating(lane)));
        return V.Load(lanes, 0);
    }
}
