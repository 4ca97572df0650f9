using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>Logarithm and exponential in twofold arithmetic. They use only operations of IEEE 754.</summary>
internal static class DoubleDoubleMath
{
    private static DoubleDouble Third
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(0.3333333333333333, 1.850371707708594e-17);
    }

    private static DoubleDouble Fifth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(0.2, -1.1102230246251566e-17);
    }

    private static DoubleDouble Seventh
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(0.14285714285714285, 7.93016446160826e-18);
    }

    private static DoubleDouble LogTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(LogarithmTable.LogTwo[0], LogarithmTable.LogTwo[1]);
    }

    /// <summary>
    /// The logarithm of a positive finite number; relative error 2⁻¹⁰⁰. A number is 2ᵏ·m with m from √½ to √2, and m is
    /// c·(1 + s)/(1 − s) with c a multiple of 1/32 and |s| ≤ 1/90.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Log(DoubleDouble x)
    {
        int exponent = Math.ILogB(x.High);
        double part = Math.ScaleB(x.High, -exponent), low = Math.ScaleB(x.Low, -exponent);
        if (part > 1.4142135623730951)
            (part, low, exponent) = (part / 2, low / 2, exponent + 1);
        int index = (int)Math.Round(part * 32);
        double near = index / 32.0;
        DoubleDouble m = new(part, low);
        DoubleDouble curve = TwiceArtanh((m - near) / (m + near));
        ReadOnlySpan<double> row = LogarithmTable.Logs.Slice(2 * (index - 23), 2);
        return LogTwo * exponent + (new DoubleDouble(row[0], row[1]) + curve);
    }

    /// <summary>log(1 + x) for x above −1; relative error 2⁻¹⁰⁰ also where x is tiny.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Log1p(DoubleDouble x)
        => Math.Abs(x.High) < 1.0 / 64 ? TwiceArtanh(x / (x + 2)) : Log(x + 1);

    /// <summary>The exponential as a number from ½ to 2 times 2ⁿ; relative error 2⁻⁵⁶ of the number.</summary>
    /// <param name="x">The exponent, of a size below 10⁶.</param>
    /// <param name="n">Receives the power of two.</param>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Exp(DoubleDouble x, out int n)
    {
        double turns = Math.Round(x.High * 1.4426950408889634);
        n = (int)turns;
        DoubleDouble t = x + LogTwo * -turns;
        // The Taylor series to the power 14 leaves 2⁻⁶² at ½ log 2.
        double sum = 1.1470745597729725e-11;
        sum = Math.FusedMultiplyAdd(sum, t.High, 1.6059043836821613e-10);
        sum = Math.FusedMultiplyAdd(sum, t.High, 2.08767569878681e-9);
        sum = Math.FusedMultiplyAdd(sum, t.High, 2.505210838544172e-8);
        sum = Math.FusedMultiplyAdd(sum, t.High, 2.755731922398589e-7);
        sum = Math.FusedMultiplyAdd(sum, t.High, 2.7557319223985893e-6);
        sum = Math.FusedMultiplyAdd(sum, t.High, 2.48015873015873e-5);
        sum = Math.FusedMultiplyAdd(sum, t.High, 0.0001984126984126984);
        sum = Math.FusedMultiplyAdd(sum, t.High, 0.001388888888888889);
        sum = Math.FusedMultiplyAdd(sum, t.High, 0.008333333333333333);
        sum = Math.FusedMultiplyAdd(sum, t.High, 0.041666666666666664);
        sum = Math.FusedMultiplyAdd(sum, t.High, 0.16666666666666666);
        sum = Math.FusedMultiplyAdd(sum, t.High, 0.5);
        DoubleDouble one = DoubleDouble.SumOrdered(1, t.High);
        double low = Math.FusedMultiplyAdd(t.Low, t.High, t.Low);
        return DoubleDouble.SumOrdered(one.High, Math.FusedMultiplyAdd(t.High * t.High, sum, low) + one.Low);
    }

    /// <summary>log((1 + s)/(1 − s)) for |s| ≤ 1/90: the term of s¹⁹ is below 2⁻¹¹⁷ of the first.</summary>
    [MethodImpl(Compiled.Early)]
    private static DoubleDouble TwiceArtanh(DoubleDouble s)
    {
        DoubleDouble z = s * s;
        double tail = 1.0 / 17;
        for (int denominator = 15; denominator >= 9; denominator -= 2)
            tail = Math.FusedMultiplyAdd(tail, z.High, 1.0 / denominator);
        DoubleDouble sum = (((z * tail + Seventh) * z + Fifth) * z + Third) * z;
        return (sum + 1) * s.Times(2);
    }
}
