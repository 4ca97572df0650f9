namespace VectorLoss.Lanes;

/// <summary>Irrational constants: two doubles, and a bound of what they leave.</summary>
internal static class EnclosedConstants
{
    public static Enclosure LogTwo { get; } = new(new(0.6931471805599453, 2.3190468138462996e-17), 5.8e-34);

    public static Enclosure HalfLogTwoPi { get; } = new(new(0.9189385332046728, -3.8782941580672414e-17), 1.4e-33);

    public static Enclosure TwoOverRootPi { get; } = new(new(1.1283791670955126, 1.533545961316588e-17), 4.8e-34);

    public static Enclosure HalfPi { get; } = new(new(1.5707963267948966, 6.123233995736766e-17), 1.5e-33);
}
