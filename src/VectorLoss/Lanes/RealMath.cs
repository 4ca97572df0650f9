using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>What several formulas need and no register has to implement.</summary>
public static class RealMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>−1, 0 or 1 as x is below, at or above zero; NaN of a NaN.</summary>
    [MethodImpl(Inline)]
    public static R Sign<R>(R x) where R : struct, IReal<R>
    {
        R zero = R.Of(0);
        // The last branch is reached by 0 and by NaN, and gives each back.
        return R.WhereLess(x, zero, R.Of(-1), R.WhereLess(zero, x, R.Of(1), x * zero));
    }

    /// <summary>x where lower ≤ x ≤ upper, else the bound it left; NaN of a NaN.</summary>
    [MethodImpl(Inline)]
    public static R Clamp<R>(R x, R lower, R upper) where R : struct, IReal<R> => R.Min(R.Max(x, lower), upper);

    /// <summary>x².</summary>
    [MethodImpl(Inline)]
    public static R Square<R>(R x) where R : struct, IReal<R> => x * x;
}
