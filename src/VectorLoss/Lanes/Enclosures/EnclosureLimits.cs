namespace VectorLoss.Lanes;

/// <summary>
/// The operations where an operand is infinite or unknown: what holds for the limit, whichever finite number the other
/// operand is; nothing is known where that depends on the number.
/// </summary>
internal static class EnclosureLimits
{
    public static Enclosure Sum(Enclosure a, Enclosure b)
        => a.IsKnown && b.IsKnown ? Enclosure.Of(a.Midpoint + b.Midpoint) : Enclosure.Unknown;

    public static Enclosure Product(Enclosure a, Enclosure b)
        => a.IsKnown && b.IsKnown && !a.MayBeZero && !b.MayBeZero
        ? Enclosure.Of(a.Midpoint * b.Midpoint) : Enclosure.Unknown;

    public static Enclosure Quotient(Enclosure a, Enclosure b)
        => !a.IsKnown || !b.IsKnown ? Enclosure.Unknown
        : a.IsFinite ? Enclosure.Of(0)
        : b.IsFinite && !b.MayBeZero ? Enclosure.Of(a.Midpoint / b.Midpoint) : Enclosure.Unknown;

    public static Enclosure Root(Enclosure x) => x.IsKnown && x.IsAbove ? x : Enclosure.Unknown;
}
