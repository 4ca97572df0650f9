using System.Numerics;

namespace VectorLoss.Lanes;

/// <summary>
/// Sine, cosine and arctangent. Angles are reduced by whole quarter turns in integers, with π to 1,400 bits, so that an
/// angle of any size keeps every digit.
/// </summary>
internal static class EnclosedCircular
{
    /// <summary>Bits after the point.</summary>
    private const int Bits = 1400;

    // What 14 terms leave: |r|²⁹/29! ≤ |r|·2⁻¹¹², and r³⁰/30! ≤ 2⁻¹¹⁸ for the cosine's 15, with |r| ≤ 0.786.
    private const double SineTruncation = 2.5e-34, CosineTruncation = 1e-35;

    private static readonly BigInteger HalfPi = HalfOfPi();
    private static readonly Enclosure[] SineTerms = Alternating(1), CosineTerms = Alternating(0);

    public static Enclosure Sin(Enclosure x) => OfQuarter(x, 0);

    public static Enclosure Cos(Enclosure x) => OfQuarter(x, 1);

    /// <summary>y + atan((x·cos y − sin y)/(x·sin y + cos y)) with an estimate y.</summary>
    public static Enclosure Atan(Enclosure x)
    {
        if (!x.IsFinite)
            return x.IsKnown ? (x.IsAbove ? EnclosedConstants.HalfPi : -EnclosedConstants.HalfPi) : x;
        return EnclosureOrder.Monotone(x, static x =>
        {
            // Below 2⁻³⁰ two terms of the series are enough.
            if (Math.Abs(x.Midpoint) < 9.313225746154785e-10)
                return AtanNear(x);
            Enclosure y = Enclosure.Of(Math.Atan(x.Midpoint)), sine = Sin(y), cosine = Cos(y);
            return y + AtanNear(((x * cosine) - sine) / ((x * sine) + cosine));
        });
    }

    // x − x³/3, and what is left is below x⁵.
    private static Enclosure AtanNear(Enclosure x)
    {
        double size = x.Magnitude;
        return size > 0.01 ? Enclosure.Unknown : EnclosedSeries.Widened(
            x - (x * x * x / Enclosure.Of(3)), (size * size * size * size * size) + double.Epsilon);
    }

    // Slopes are at most 1, and so are values.
    private static Enclosure OfQuarter(Enclosure x, int turn)
    {
        if (!x.IsFinite)
            return Enclosure.Unknown;
        if (x.Radius >= 1)
            return new(default, 1);
        Enclosure rest = Reduced(x.Point, out int quarter);
        int at = (quarter + turn) & 3;
        Enclosure value = EnclosedSeries.Widened((at & 1) == 0 ? Sine(rest) : Cosine(rest), x.Radius);
        return at < 2 ? value : -value;
    }

    private static Enclosure Sine(Enclosure r)
    {
        double size = r.Magnitude;
        return EnclosedSeries.Widened(r * EnclosedSeries.Polynomial(r * r, SineTerms),
            size == 0 ? 0 : (size * SineTruncation) + double.Epsilon);
    }

    private static Enclosure Cosine(Enclosure r)
        => EnclosedSeries.Widened(
            EnclosedSeries.Polynomial(r * r, CosineTerms), r.Magnitude == 0 ? 0 : CosineTruncation);

    private static Enclosure Reduced(DoubleDouble x, out int quarter)
    {
        quarter = 0;
        if (Math.Abs(x.High) <= 0.785)
            return new(x, 0);
        BigInteger angle = Fixed(x.High) + Fixed(x.Low), turns = BigInteger.Divide((2 * angle) + HalfPi, 2 * HalfPi);
        if ((2 * angle) + HalfPi < 0)
            turns--;
        quarter = (int)(turns & 3);
        // Each turn is wrong by at most one unit, and each part of the angle.
        return FromFixed(angle - (turns * HalfPi), BigInteger.Abs(turns) + 2);
    }

    private static BigInteger Fixed(double x)
    {
        if (x == 0)
            return 0;
        int shift = Math.ILogB(x) - 52;
        BigInteger whole = (BigInteger)Math.ScaleB(x, -shift);
        return shift + Bits >= 0 ? whole << (shift + Bits) : whole >> -(shift + Bits);
    }

    private static Enclosure FromFixed(BigInteger x, BigInteger error)
    {
        int shift = (int)Math.Max(0, x.GetBitLength() - 160);
        BigInteger top = x >> shift;
        double high = (double)top, low = (double)(top - (BigInteger)high);
        BigInteger left = top - (BigInteger)high - (BigInteger)low;
        Enclosure scaled = new(DoubleDouble.Sum(high, low), (double)(BigInteger.Abs(left) + 2 + (error >> shift)));
        return EnclosureArithmetic.Scale(EnclosedSeries.Widened(scaled, 1), shift - Bits);
    }

    private static Enclosure[] Alternating(int first) => [.. Enumerable.Range(0, 14 + 1 - first).Select(k =>
        k % 2 == 0 ? EnclosedSeries.InverseFactorials[(2 * k) + first]
        : -EnclosedSeries.InverseFactorials[(2 * k) + first])];

    // π/2 = 8·atan(1/5) − 2·atan(1/239), J. Machin 1706; the guard bits take the roundings of all terms.
    private static BigInteger HalfOfPi()
    {
        const int Guard = 32;
        BigInteger one = BigInteger.One << (Bits + Guard);
        return ((8 * Arctangent(one, 5)) - (2 * Arctangent(one, 239))) >> Guard;
    }

    private static BigInteger Arctangent(BigInteger one, int inverse)
    {
        BigInteger power = one / inverse, sum = power;
        for (int k = 3; power != 0; k += 2)
        {
            power /= -inverse * inverse;
            sum += power / k;
        }
        return sum;
    }
}
