using System.Numerics;

namespace VectorLoss.Lanes;

/// <summary>
/// The constants of <see cref="ExpRegisters{V, T}"/> in arrays. The JIT does not know what an array holds, so it keeps
/// what was read from it in registers.
/// </summary>
internal static class ExpTable<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>For an exponential that scales by <see cref="ILanes{V, T}.Scale"/>.</summary>
    public static readonly T[] ForScale = Of(0, 1);

    /// <summary>For <see cref="Exponentials{V, T}.ExpNonPositiveByProduct"/>.</summary>
    public static readonly T[] ForProduct
        = Of(ExpReduction<Lane1<T>, T>.Bias, ExpReduction<Lane1<T>, T>.TwoToMinusBias);

    private static T[] Of(double bias, double unit) =>
    [
        ExpReduction<Lane1<T>, T>.ZeroUpTo.Number, ExpReduction<Lane1<T>, T>.InfiniteFrom.Number,
        T.CreateTruncating(ExpReduction<Lane1<T>, T>.InverseLog2),
        ExpReduction<Lane1<T>, T>.RoundingConstant(bias).Number,
        ExpReduction<Lane1<T>, T>.MinusLog2High.Number, ExpReduction<Lane1<T>, T>.MinusLog2Low.Number,
        T.CreateTruncating(unit), T.CreateTruncating(0.5 * unit),
        T.CreateTruncating(ExpPolynomials<Lane1<T>, T>.Third * unit),
        T.CreateTruncating(ExpPolynomials<Lane1<T>, T>.Fourth * unit),
        T.CreateTruncating(ExpPolynomials<Lane1<T>, T>.Fifth * unit),
        T.CreateTruncating(ExpPolynomials<Lane1<T>, T>.Sixth * unit),
    ];
}
