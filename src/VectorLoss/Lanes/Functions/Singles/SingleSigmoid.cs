using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// 1 / (1 + e⁻ˣ) of floats: σ(−|x|) by a polynomial in each of sixteen intervals, and beyond them by the exponential.
/// For x ≥ 0 the result is 1 less that.
/// </summary>
/// <remarks>
/// The step is the float near ½ of which σ(−n·step) is closest to a float for all n: so the first term of each
/// polynomial costs little of the error bound. A look-up in sixteen numbers is one instruction of AVX-512 and three of
/// AVX2, and there is no division.
/// </remarks>
internal static class SingleSigmoid
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private const double Step = 0.5052865743637085, Steps = 1.9790749549865723;

    // Half a step beyond the last centre, less than half of a step's rounding.
    private const double End = 7.83;

    /// <summary>1 / (1 + e⁻ˣ), with gradual underflow.</summary>
    [MethodImpl(Inline)]
    public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Of(x, in Refs.As<float, T>(in IntervalTables.Sigmoid));

    /// <summary>The same with the address of the table in a register, for a loop.</summary>
    [MethodImpl(Inline)]
    public static V Of<V, T>(V x, ref readonly T table)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V size = V.Abs(x), rounding = V.Of(12582912), place = V.MulAdd(size, V.Of(Steps), rounding);
        V u = V.MulAdd(place - rounding, V.Of(-Step), size);
        V result = V.MulAdd(LookUps.Quartic(in table, 1, place, u), u, V.LookUp(in table, 0, place));
        // The one branch of an elementary function: far numbers cost a third more, and often there is none.
        V end = V.Of(End);
        if (!V.AllLess(size, end))
            result = V.WhereLess(size, end, result, Far<V, T>(size));
        return V.WhereLess(x, V.Of(0), result, V.Of(1) - result);
    }

    /// <summary>e/(1 + e) for a small e = exp(−size), as e − e² + e³.</summary>
    [MethodImpl(Inline)]
    private static V Far<V, T>(V size)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V e = V.ExpOfNonPositive(-size);
        return V.MulAdd(e, V.MulAdd(e, e, -e), e);
    }
}
