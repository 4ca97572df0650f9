using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// eˣ of floats on machines without fused multiply-add: the steps of <see cref="LaneMath.Exp"/> as one chain of
/// <see cref="HeldFloats"/>, with the same bits.
/// </summary>
/// <remarks>
/// In double some of the steps need no rounding of their own. x / log 2 becomes whole by one addition, at the same
/// ties as in float. x − n·(the high part of log 2) is a float: a multiple of the last places of both, and small. The
/// power times 2ⁿ is exact, so that it is rounded once, also where it is subnormal. The other sums are beside 1, ½ and
/// the like, or where n is 0 the first is x itself: normal or exact.
/// </remarks>
internal static class SoftwareExp
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // 1.5·2⁵²: what is added to it becomes whole and stands in its lowest bits.
    private const double Rounding = 6755399441055744;

    /// <summary>eˣ. It is not inlined: beside others it would take all that the JIT inlines into a formula.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Vector<float> Of(Vector<float> x) => Of(x.AsVector128()).AsVector();

    /// <summary>The same in the type of four lanes.</summary>
    [MethodImpl(Inline)]
    public static Vector128<float> Of(Vector128<float> x)
    {
        HeldMargin margin = HeldMargin.Whole;
        HeldFloats held = HeldFloats.Widen(Vector128.MinNative(
            Vector128.Create(ExpReduction<Lane1<float>, float>.InfiniteFrom.Number),
            Vector128.MaxNative(Vector128.Create(ExpReduction<Lane1<float>, float>.ZeroUpTo.Number), x)));
        HeldFloats shifted = HeldFloats.MulAddInDouble(
            held, HeldFloats.Of(ExpReduction<Lane1<float>, float>.InverseLog2), HeldFloats.Of(Rounding));
        HeldFloats n = shifted - HeldFloats.Of(Rounding);
        HeldFloats t = HeldFloats.MulAddInDouble(
            n, HeldFloats.Of(ExpReduction<Lane1<float>, float>.MinusLog2High.Number), held);
        t = HeldFloats.MulAdd(n, HeldFloats.Of(ExpReduction<Lane1<float>, float>.MinusLog2Low.Number), t, ref margin);
        HeldFloats power = HeldFloats.Of(ExpPolynomials<Lane1<float>, float>.Sixth);
        power = HeldFloats.MulAdd(power, t, HeldFloats.Of(ExpPolynomials<Lane1<float>, float>.Fifth), ref margin);
        power = HeldFloats.MulAdd(power, t, HeldFloats.Of(ExpPolynomials<Lane1<float>, float>.Fourth), ref margin);
        power = HeldFloats.MulAdd(power, t, HeldFloats.Of(ExpPolynomials<Lane1<float>, float>.Third), ref margin);
        power = HeldFloats.MulAdd(power, t, HeldFloats.Of(0.5), ref margin);
        power = HeldFloats.MulAdd(power, t, HeldFloats.Of(1), ref margin);
        power = HeldFloats.MulAdd(power, t, HeldFloats.Of(1), ref margin);
        return margin.IsSure ? power.Scale(shifted).Narrow() : OneByOne(x);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static Vector128<float> OneByOne(Vector128<float> x)
        => Vector128.Create(OfOne(x[0]), OfOne(x[1]), OfOne(x[2]), OfOne(x[3]));

    private static float OfOne(float x) => Lane1<float>.Exp(new(x)).Number;
}
