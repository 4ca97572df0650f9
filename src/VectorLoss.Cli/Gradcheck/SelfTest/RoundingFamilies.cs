using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Functions that round far above the last place of their values, or stand still where they do not.</summary>
internal static class RoundingFamilies
{
    private static readonly (Func<double, double> F, Func<double, double> Slope)[] Cancelling =
    [
        (x => Math.Log(Math.Cosh(x)), Math.Tanh),
        (x => 1 - Math.Cos(x), Math.Sin),
        (x => Math.Log(1 + (x * x)), x => 2 * x / (1 + (x * x))),
        (x => Math.Sqrt(1 + (x * x)) - 1, x => x / Math.Sqrt(1 + (x * x))),
        (x => Math.Exp(x) - 1 - x, x => x > 0.01 ? Math.Exp(x) - 1
            : x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4 * (1 + (x / 5))))))))),
    ];

    private static readonly (Func<double, double> F, Func<double, double> Slope)[] Powers =
    [
        (x => x * x * x * x, x => 4 * x * x * x), (Math.Log, x => 1 / x), (Math.Sqrt, x => 0.5 / Math.Sqrt(x)),
        (x => 1 / x, x => -1 / (x * x)), (x => 1e6 + Math.Sin(x), Math.Cos), (x => 1 + (1e-10 * x), x => 1e-10),
    ];

    // Of x just below 1. The slopes are written with (1 − x)(1 + x), where nothing is rounded before it is subtracted.
    private static readonly (Func<double, double> F, Func<double, double> Slope)[] Differences =
    [
        (x => Math.Sqrt(1 - (x * x)), x => -x / Math.Sqrt((1 - x) * (1 + x))),
        (x => Math.Log(1 - (x * x)), x => -2 * x / ((1 - x) * (1 + x))),
        (x => 1 / (1 - (x * x)), x => 2 * x / ((1 - x) * (1 + x) * ((1 - x) * (1 + x)))),
        (x => Math.Sqrt(1 - (x * x * x)), x => -1.5 * x * x / Math.Sqrt((1 - x) * (1 + x + (x * x)))),
        (x => Math.Atan2(Math.Sqrt(1 - (x * x)), x), x => -1 / Math.Sqrt((1 - x) * (1 + x))),
    ];

    private static readonly (Func<double, double> F, Func<double, double> Slope)[] Floats =
    [
        (x => 1 + ((float)x * (float)x), x => 2 * x), (x => MathF.Sin((float)x), Math.Cos),
        (x => MathF.Log(1 + MathF.Exp((float)x)), x => 1 / (1 + Math.Exp(-x))),
        (x => MathF.Sqrt(1 + ((float)x * (float)x)) - 1, x => x / Math.Sqrt(1 + (x * x))),
        (x => (float)x * (float)x, x => 2 * x),
    ];

    public static IEnumerable<Family> All =>
    [
        Drawn("flat and cancelling", Cancelling, random => Family.Decade(random, -12, -1)),
        Drawn("under a root of a difference", Differences, random => 1 - Family.Decade(random, -10, -1)),
        Drawn("powers and offsets", Powers, random => Family.Decade(random, -3, 1)),
        Drawn("powers far out", Powers.AsSpan(0, 4), random => Family.Decade(random, -12, 12)),
        Drawn("computed in float", Floats, random => Family.Between(random, -4, 4)),
        Family.Of("softplus, saturated", random => (x => Math.Log(1 + Math.Exp(x)), Sigmoid,
            Family.Between(random, -45, 10))),
        Family.Of("sigmoid, saturated", random => (Sigmoid, SigmoidSlope, Family.Between(random, -40, 40))),
        Family.Of("softmax, saturated", random => (x => -Math.Log(Math.Exp(x) / (Math.Exp(x) + 1)), x => -Sigmoid(-x),
            Family.Between(random, 0, 60))),
        Family.Of("domain's edge", random => (x => Math.Sqrt(1 - ((1 - x) * (1 - x))),
            x => (1 - x) / Math.Sqrt(x * (2 - x)), Family.Decade(random, -9, -1))),
        Family.Of("throws outside its domain", random => (
            x => x < 0 ? throw new ArgumentOutOfRangeException(nameof(x)) : Math.Sqrt(x), x => 0.5 / Math.Sqrt(x),
            Family.Decade(random, -9, 0))),
    ];

    private static Family Drawn(string name, ReadOnlySpan<(Func<double, double> F, Func<double, double> Slope)> forms,
        Func<Random, double> point)
    {
        (Func<double, double> F, Func<double, double> Slope)[] kept = forms.ToArray();
        return Family.Of(name, random =>
        {
            (Func<double, double> f, Func<double, double> slope) = kept[random.Next(kept.Length)];
            return (f, slope, point(random));
        });
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double SigmoidSlope(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return e / ((1 + e) * (1 + e));
    }
}
