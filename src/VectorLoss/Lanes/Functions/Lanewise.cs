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

    /// <summary>The function in the lanes where x is not above 0; the others keep their value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NotAboveZero<TFunction, V>(V x, V value)
        where TFunction : struct, IScalarFunction where V : struct, ILanes<V, double>
        => V.MaxAcross(V.WhereLess(V.Of(0), x, V.Of(0), V.Of(1))) == 0 ? value : Replace<TFunction, V>(x, value);

    [MethodImpl(Compiled.AtOnce)]
    private static V Replace<TFunction, V>(V x, V value)
        where TFunction : struct, IScalarFunction where V : struct, ILanes<V, double>
    {
        Span<double> lanes = stackalloc double[V.Count], values = stackalloc double[V.Count];
        V.Store(x, lanes, 0);
        V.Store(value, values, 0);
        for (int i = 0; i < lanes.Length; i++)
        {
            if (!(lanes[i] > 0))
                values[i] = TFunction.Of(lanes[i]);
        }
        return V.Load(values, 0);
    }

    /// <summary>The function in the lanes whose mark is 1; the others, whose mark is 0, keep their value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Where<TFunction, V>(V marks, V x, V y, V value)
        where TFunction : struct, IScalarFunction2 where V : struct, ILanes<V, double>
        => V.AllLess(marks, V.Of(1)) ? value : Replace<TFunction, V>(marks, x, y, value);

    [MethodImpl(Compiled.AtOnce)]
    private static V Replace<TFunction, V>(V marks, V x, V y, V value)
        where TFunction : struct, IScalarFunction2 where V : struct, ILanes<V, double>
    {
        Span<double> lanes = stackalloc double[V.Count], others = stackalloc double[V.Count],
            values = stackalloc double[V.Count], marked = stackalloc double[V.Count];
        V.Store(x, lanes, 0);
        V.Store(y, others, 0);
        V.Store(value, values, 0);
        V.Store(marks, marked, 0);
        for (int i = 0; i < lanes.Length; i++)
        {
            if (marked[i] > 0)
                values[i] = TFunction.Of(lanes[i], others[i]);
        }
        return V.Load(values, 0);
    }

    /// <summary>ψ⁽ᵏ⁾(x + n) − ψ⁽ᵏ⁾(x) in every lane.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V PolygammaRise<V, T>(int k, V x, V n)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[V.Count], others = stackalloc T[V.Count];
        V.Store(x, lanes, 0);
        V.Store(n, others, 0);
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = T.CreateTruncating(Lanes.PolygammaRise.Of(k, double.CreateTruncating(lanes[i]),
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
