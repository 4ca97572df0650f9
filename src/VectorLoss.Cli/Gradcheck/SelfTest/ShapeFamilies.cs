using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Functions with kinks, pieces, oscillations and noise.</summary>
internal static class ShapeFamilies
{
    public static IEnumerable<Family> All =>
    [
        Family.Of("fast oscillation", random =>
        {
            double speed = Family.Decade(random, 1, 6);
            return (x => Math.Sin(speed * x), x => speed * Math.Cos(speed * x), Family.Between(random, -2, 2));
        }),
        Family.Of("ripple", random =>
        {
            double speed = Family.Decade(random, 2, 7);
            return (x => x + (Math.Sin(speed * x) / speed), x => 1 + Math.Cos(speed * x), Family.Between(random, 1, 2));
        }),
        Family.Of("piecewise", random =>
        {
            double end = random.NextDouble(), slope = Family.Between(random, -3, 3);
            return (x => x < end ? x * x : (end * end) + ((x - end) * slope), x => x < end ? 2 * x : slope,
                random.NextDouble());
        }),
        Family.Of("beside a kink", random =>
        {
            double far = Family.Decade(random, -12, 0) * (random.Next(2) == 0 ? 1 : -1);
            return (x => Math.Abs(x - 1) + 0.1 * x, x => Math.Sign(x - 1) + 0.1, 1 + far);
        }),
        Family.Of("beside a plateau", random => (x => 1 + Math.Max(x - 0.3, 0), x => x > 0.3 ? 1 : 0,
            Family.Between(random, -1, 1))),
        Noisy(1e-3), Noisy(1e-6), Noisy(1e-9),
    ];

    /// <summary>A number in −1…1 that shares nothing with those of neighbouring arguments.</summary>
    public static double Noise(double x)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(x) * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 29)) * 0xBF58476D1CE4E5B9;
        return (((bits ^ (bits >> 32)) >> 11) * Math.ScaleB(1, -52)) - 1;
    }

    private static Family Noisy(double height) => Family.Of(FormattableString.Invariant($"noise of {height:G1}"),
        random => (x => Math.Exp(Math.Sin(x)) + (height * Noise(x)), x => Math.Exp(Math.Sin(x)) * Math.Cos(x),
            Family.Between(random, -2, 2)));
}
