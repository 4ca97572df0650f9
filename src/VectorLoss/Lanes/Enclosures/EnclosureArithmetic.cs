namespace VectorLoss.Lanes;

/// <summary>
/// The four operations and the root of finite enclosures. Sums and products are error-free transformations, so the
/// rounding errors are themselves numbers that the radius adds; a result that happens to be exact has no radius.
/// Quotients and roots are judged by what they leave over.
/// </summary>
internal static class EnclosureArithmetic
{
    /// <summary>Half a unit in the last place of 1.</summary>
    private const double Unit = 1.1102230246251565e-16;

    /// <summary>1 + 2⁻⁵⁰: above the roundings of seven operations on radii.</summary>
    private const double Growth = 1.0000000000000009;

    /// <summary>1 − 2⁻⁵⁰.</summary>
    private const double Shrink = 0.9999999999999991;

    /// <summary>Above what eight products of radii lose below the least normal number: 2⁻¹⁰⁷².</summary>
    private const double Underflow = 4 * double.Epsilon;

    /// <summary>2⁻⁹⁰⁰: the rest of a product above is exact.</summary>
    private const double LeastExact = 1.1830521861667747e-271;

    /// <summary>2⁻⁵⁰⁰: numbers below are scaled before they are divided by or rooted.</summary>
    private const double Small = 3.054936363499605e-151;

    /// <summary>An upper bound of a sum of radii that was computed with up to seven roundings.</summary>
    public static double Outward(double sum) => sum * Growth;

    /// <summary>a + b.</summary>
    public static Enclosure Sum(Enclosure a, Enclosure b)
    {
        DoubleDouble high = DoubleDouble.Sum(a.Point.High, b.Point.High),
            low = DoubleDouble.Sum(a.Point.Low, b.Point.Low),
            middle = DoubleDouble.Sum(high.Low, low.High),
            top = DoubleDouble.Sum(high.High, middle.High),
            rest = DoubleDouble.Sum(middle.Low, low.Low),
            bottom = DoubleDouble.Sum(top.Low, rest.High);
        double lost = Math.Abs(bottom.Low) + Math.Abs(rest.Low);
        return new(DoubleDouble.Sum(top.High, bottom.High), Outward(a.Radius + b.Radius + lost));
    }

    /// <summary>a · b.</summary>
    public static Enclosure Product(Enclosure a, Enclosure b)
    {
        if (IsZero(a) || IsZero(b))
            return default;
        DoubleDouble x = a.Point, y = b.Point, product = DoubleDouble.Product(x.High, y.High);
        double inner = x.Low * y.High, cross = Math.FusedMultiplyAdd(x.High, y.Low, inner);
        DoubleDouble low = DoubleDouble.Sum(product.Low, cross);
        double lost = Math.Abs(low.Low) + (Unit * (Math.Abs(inner) + Math.Abs(cross))) + Math.Abs(x.Low * y.Low);
        bool exact = x.Low == 0 && y.Low == 0 && Math.Abs(product.High) >= LeastExact;
        double carried = a.IsExact && b.IsExact ? 0 : Underflow + (Math.Abs(x.High) * b.Radius)
            + (Math.Abs(y.High) * a.Radius) + (a.Radius * b.Radius);
        return new(DoubleDouble.Sum(product.High, low.High), Outward(carried + lost + (exact ? 0 : Underflow)));
    }

    /// <summary>a / b: with q the rounded quotient, |a/b − q| ≤ |a − qb| / |b|.</summary>
    public static Enclosure Quotient(Enclosure a, Enclosure b)
    {
        if (IsZero(a) && !b.MayBeZero)
            return default;
        if (Math.Abs(b.Midpoint) < Small && b.Midpoint != 0)
            return Scale(a, 400) is { IsKnown: true } larger ? Quotient(larger, Scale(b, 400)) : Enclosure.Unknown;
        Enclosure x = new(a.Point, 0), y = new(b.Point, 0);
        double first = a.Midpoint / b.Midpoint, second = (x - (Enclosure.Of(first) * y)).Midpoint / b.Midpoint;
        DoubleDouble quotient = DoubleDouble.Sum(first, second);
        double left = (x - (new Enclosure(quotient, 0) * y)).Magnitude;
        double least = ((Math.Abs(b.Midpoint) * Shrink) - b.Radius) * Shrink;
        double carried = left + a.Radius + (b.IsExact ? 0 : (Math.Abs(quotient.High) * b.Radius) + Underflow);
        return least > 0 ? new(quotient, carried == 0 ? 0 : Outward((carried / least) + Underflow)) : Enclosure.Unknown;
    }

    /// <summary>√x: with r the rounded root, |√x − r| ≤ |x − r²| / r.</summary>
    public static Enclosure Root(Enclosure x)
    {
        if (IsZero(x))
            return x;
        if (!x.IsAbove)
            return x.IsBelow ? Enclosure.Unknown : EnclosureOrder.Between(default, Root(Above(x)).Upper());
        if (x.Midpoint < Small)
            return Scale(Root(Scale(x, 400)), -200);
        Enclosure point = new(x.Point, 0);
        double first = Math.Sqrt(x.Midpoint), second = (point - Square(new(first, 0))).Midpoint / (2 * first);
        DoubleDouble root = DoubleDouble.Sum(first, second);
        double carried = (point - Square(root)).Magnitude + x.Radius;
        return new(root, carried == 0 ? 0 : Outward((carried / (first * Shrink)) + Underflow));
    }

    /// <summary>x · 2ⁿ.</summary>
    public static Enclosure Scale(Enclosure x, int n)
    {
        DoubleDouble scaled = new(Math.ScaleB(x.Point.High, n), Math.ScaleB(x.Point.Low, n));
        bool exact = n >= 0 || x.Midpoint == 0 || Math.Abs(scaled.Low) >= LeastExact
            || (x.Point.Low == 0 && Math.Abs(scaled.High) >= LeastExact);
        double radius = Math.ScaleB(x.Radius, n) + (exact && (n >= 0 || x.IsExact) ? 0 : Underflow);
        // Two parts that were rounded below the least normal number may overlap.
        return new(DoubleDouble.Sum(scaled.High, scaled.Low), radius);
    }

    /// <summary>Whether x is 0 for certain.</summary>
    public static bool IsZero(Enclosure x) => x.IsExact && x.Midpoint == 0;

    private static Enclosure Square(DoubleDouble x) => Product(new(x, 0), new(x, 0));

    // A point above all of x.
    private static Enclosure Above(Enclosure x) => Enclosure.Of(x.Magnitude);
}
