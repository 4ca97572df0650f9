namespace VectorLoss.Lanes;

/// <summary>Comparisons of enclosures, their ends, and hulls.</summary>
internal static class EnclosureOrder
{
    /// <summary>A point at or below all of a finite enclosure.</summary>
    public static DoubleDouble Lower(this Enclosure x)
    {
        DoubleDouble end = (-x).Upper();
        return new(-end.High, -end.Low);
    }

    /// <summary>A point at or above all of a finite enclosure.</summary>
    public static DoubleDouble Upper(this Enclosure x)
    {
        if (x.IsExact)
            return x.Point;
        Enclosure end = new Enclosure(x.Point, 0) + Enclosure.Of(x.Radius);
        // One step up is more than the rounding of the sum below it.
        double low = end.IsExact ? end.Point.Low : Math.BitIncrement(end.Point.Low + end.Radius);
        return DoubleDouble.Sum(end.Point.High, low);
    }

    /// <summary>The enclosure of all from <paramref name="lower"/> to <paramref name="upper"/>.</summary>
    public static Enclosure Between(DoubleDouble lower, DoubleDouble upper)
    {
        Enclosure low = new(lower, 0), high = new(upper, 0), sum = low + high;
        DoubleDouble middle = DoubleDouble.Sum(sum.Point.High / 2, sum.Point.Low / 2);
        Enclosure point = new(middle, 0);
        return new(middle, Math.Max((high - point).Magnitude, (point - low).Magnitude));
    }

    /// <summary>The enclosure of both.</summary>
    public static Enclosure Hull(Enclosure a, Enclosure b)
    {
        if (a.IsFinite && b.IsFinite)
            return Same(a, b) ? a : Between(Smaller(a.Lower(), b.Lower()), Larger(a.Upper(), b.Upper()));
        return Same(a, b) ? a : Enclosure.Unknown;
    }

    /// <summary>max(a, b): from the larger of the lower ends to the larger of the upper ones.</summary>
    public static Enclosure Larger(Enclosure a, Enclosure b) => IsLess(a, b) switch
    {
        true => b,
        false => a,
        _ => a.IsFinite && b.IsFinite
            ? Between(Larger(a.Lower(), b.Lower()), Larger(a.Upper(), b.Upper())) : Enclosure.Unknown,
    };

    /// <summary>Whether a is below b; null if that cannot be decided.</summary>
    public static bool? IsLess(Enclosure a, Enclosure b)
    {
        if (!a.IsKnown || !b.IsKnown)
            return null;
        if (!a.IsFinite || !b.IsFinite)
            return a.Midpoint < b.Midpoint;
        Enclosure gap = a - b;
        return gap.IsBelow ? true : gap.IsAbove || EnclosureArithmetic.IsZero(gap) ? false : null;
    }

    /// <summary>Whether a is b; null if that cannot be decided.</summary>
    public static bool? IsEqual(Enclosure a, Enclosure b)
    {
        if (!a.IsKnown || !b.IsKnown)
            return null;
        if (!a.IsFinite || !b.IsFinite)
            return a.Midpoint == b.Midpoint;
        Enclosure gap = a - b;
        return EnclosureArithmetic.IsZero(gap) ? true : gap.MayBeZero ? null : false;
    }

    /// <summary>One of the two where it is decided, and the hull where not.</summary>
    public static Enclosure Choose(bool? decided, Enclosure then, Enclosure otherwise)
        => decided is { } first ? (first ? then : otherwise) : Hull(then, otherwise);

    /// <summary>A function that rises or falls everywhere, from what it is at points.</summary>
    public static Enclosure Monotone(Enclosure x, Func<Enclosure, Enclosure> function)
        => x.IsExact ? function(x) : Hull(function(new(x.Lower(), 0)), function(new(x.Upper(), 0)));

    private static bool Same(Enclosure a, Enclosure b)
        => a.Midpoint == b.Midpoint && a.Point.Low == b.Point.Low && a.Radius == b.Radius;

    private static bool IsLess(DoubleDouble a, DoubleDouble b)
        => a.High < b.High || (a.High == b.High && a.Low < b.Low);

    private static DoubleDouble Smaller(DoubleDouble a, DoubleDouble b) => IsLess(a, b) ? a : b;

    private static DoubleDouble Larger(DoubleDouble a, DoubleDouble b) => IsLess(a, b) ? b : a;
}
