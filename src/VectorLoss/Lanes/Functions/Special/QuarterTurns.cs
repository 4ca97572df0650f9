namespace VectorLoss.Lanes;

/// <summary>
/// Sine and cosine of a multiple of π in twofold arithmetic, for the reflection of the gamma function.
/// </summary>
internal static class QuarterTurns
{
    /// <summary>π.</summary>
    public static DoubleDouble Pi => new(3.141592653589793, 1.2246467991473532e-16);

    /// <summary>sin πx and cos πx for |x| ≤ ½; relative error 2⁻⁵⁹.</summary>
    public static void SineAndCosine(double x, out DoubleDouble sine, out DoubleDouble cosine)
    {
        double size = Math.Abs(x);
        // ½ − |x| is exact where it is used.
        bool swap = size > 0.25;
        DoubleDouble y = Pi * (swap ? 0.5 - size : size), z = y * y;
        double high = z.High, tail = 2.8114572543455206e-15;
        tail = Math.FusedMultiplyAdd(tail, high, -7.647163731819816e-13);
        tail = Math.FusedMultiplyAdd(tail, high, 1.6059043836821613e-10);
        tail = Math.FusedMultiplyAdd(tail, high, -2.505210838544172e-8);
        tail = Math.FusedMultiplyAdd(tail, high, 2.7557319223985893e-6);
        tail = Math.FusedMultiplyAdd(tail, high, -0.0001984126984126984);
        tail = Math.FusedMultiplyAdd(tail, high, 0.008333333333333333);
        DoubleDouble minusSixth = new(-0.16666666666666666, -9.25185853854297e-18);
        sine = y + y * z * (minusSixth + high * tail);
        tail = Math.FusedMultiplyAdd(-1.5619206968586225e-16, high, 4.779477332387385e-14);
        tail = Math.FusedMultiplyAdd(tail, high, -1.1470745597729725e-11);
        tail = Math.FusedMultiplyAdd(tail, high, 2.08767569878681e-9);
        tail = Math.FusedMultiplyAdd(tail, high, -2.755731922398589e-7);
        tail = Math.FusedMultiplyAdd(tail, high, 2.48015873015873e-5);
        tail = Math.FusedMultiplyAdd(tail, high, -0.001388888888888889);
        tail = Math.FusedMultiplyAdd(tail, high, 0.041666666666666664);
        cosine = 1 - z.Times(0.5) + high * high * tail;
        if (swap)
            (sine, cosine) = (cosine, sine);
        if (x < 0)
            sine = -sine;
    }
}
