using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>How elements count.</summary>
internal interface IPointFilter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract bool IsWeighted { get; }

    static abstract bool IsMasked { get; }

    /// <summary>A value or slope as it counts. A mask chooses and does not multiply: NaN·0 is no 0.</summary>
    static abstract V Kept<V>(V x, V weight, V mark) where V : struct, ILanes<V, T>;
}

/// <summary>The four ways in which elements count.</summary>
internal static class PointFilters<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly struct Plain : IPointFilter<T>
    {
        public static bool IsWeighted => false;
        public static bool IsMasked => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Kept<V>(V x, V weight, V mark) where V : struct, ILanes<V, T>
            => x;
    }

    internal readonly struct Weighted : IPointFilter<T>
    {
        public static bool IsWeighted => true;
        public static bool IsMasked => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Kept<V>(V x, V weight, V mark) where V : struct, ILanes<V, T>
            => x * weight;
    }

    internal readonly struct Masked : IPointFilter<T>
    {
        public static bool IsWeighted => false;
        public static bool IsMasked => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Kept<V>(V x, V weight, V mark) where V : struct, ILanes<V, T>
            => V.WhereLess(V.Of(0), mark, x, V.Of(0));
    }

    internal readonly struct MaskedAndWeighted : IPointFilter<T>
    {
        public static bool IsWeighted => true;
        public static bool IsMasked => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Kept<V>(V x, V weight, V mark) where V : struct, ILanes<V, T>
            => V.WhereLess(V.Of(0), mark, x * weight, V.Of(0));
    }
}
