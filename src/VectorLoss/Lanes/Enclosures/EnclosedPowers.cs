namespace VectorLoss.Lanes;

/// <summary>Powers: small whole exponents by products, others by e^(y·log x).</summary>
internal static class EnclosedPowers
{
    private const int MostProducts = 64;

    public static Enclosure Pow(Enclosure x, Enclosure y)
    {
        if (y.IsExact && Math.Abs(y.Midpoint) <= MostProducts && Math.Round(y.Midpoint) == y.Midpoint
            && y.Point.Low == 0)
            return y.Midpoint < 0 ? Enclosure.Of(1) / Whole(x, (int)-y.Midpoint) : Whole(x, (int)y.Midpoint);
        if (EnclosureArithmetic.IsZero(x))
            return y.IsKnown && y.IsAbove ? x : Enclosure.Unknown;
        if (x.IsKnown && x.IsBelow && y.IsExact && Math.Round(y.Midpoint) == y.Midpoint && y.Point.Low == 0)
            return Math.IEEERemainder(y.Midpoint, 2) == 0 ? OfPositive(-x, y) : -OfPositive(-x, y);
        return OfPositive(x, y);
    }

    private static Enclosure OfPositive(Enclosure x, Enclosure y) => Enclosure.Exp(y * Enclosure.Log(x));

    private static Enclosure Whole(Enclosure x, int exponent)
    {
        // An even power of what may be 0 is not below 0, which a product of two unrelated factors could be.
        Enclosure power = Enclosure.Of(1), square = exponent % 2 == 0 ? Enclosure.Abs(x) : x;
        for (int rest = exponent; rest > 0; rest >>= 1)
        {
            power = rest % 2 == 1 ? power * square : power;
            square *= square;
        }
        return power;
    }
}
