using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Functions that vary on a scale of their own, beside the size of their arguments.</summary>
internal static class ScaleFamilies
{
    private static readonly (string Name, Func<double, double> F, Func<double, double> Slope)[] Shapes =
    [
        ("gauss", z => Math.Exp(-z * z / 2), z => -z * Math.Exp(-z * z / 2)),
        ("hat", z => Math.Max(3 - Math.Abs(z), 0), z => Math.Abs(z) < 3 ? -Math.Sign(z) : 0),
        ("tanh", Math.Tanh, z => 1 / (Math.Cosh(z) * Math.Cosh(z))),
        ("sin", Math.Sin, Math.Cos),
        ("rational", z => 1 / (1 + (z * z)), z => -2 * z / ((1 + (z * z)) * (1 + (z * z)))),
        ("softplus", z => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))), z => 1 / (1 + Math.Exp(-z))),
        ("square", z => z * z, z => 2 * z),
        ("step with noise", z => Math.Tanh(z) + (1e-9 * ShapeFamilies.Noise(z)),
            z => 1 / (Math.Cosh(z) * Math.Cosh(z))),
    ];

    private static readonly (Func<double, double> F, Func<double, double> D)[] Smooth =
    [
        (Math.Sqrt, z => 0.5 / Math.Sqrt(z)), (Math.Sin, Math.Cos), (z => z * z, z => 2 * z),
        (z => Math.Exp(z / 2), z => Math.Exp(z / 2) / 2),
    ];

    public static IEnumerable<Family> All => [.. Shapes.Select(shape => Located(shape.Name, shape.F, shape.Slope)),
        new("fit of a narrow line", Fit), new("mixed units", MixedUnits), Large];

    private static Family Large => Family.Of("large arguments", random => random.Next(2) == 0
        ? (Math.Sin, Math.Cos, Family.Decade(random, 2, 9))
        : (t => Math.Cos(2 * Math.PI * t / 86400), t => -2 * Math.PI / 86400 * Math.Sin(2 * Math.PI * t / 86400),
            Family.Between(random, 1.7e9, 1.8e9)));

    // f((x − a)/s) at |x − a| ≤ 2s, with s/a from 1e-1 to 1e-12.
    private static Family Located(string name, Func<double, double> f, Func<double, double> slope)
        => Family.Of($"{name} of its own scale", random =>
        {
            double a = 1 + random.NextDouble(), s = a * Math.Pow(10, -random.Next(1, 13));
            return (x => f((x - a) / s), x => slope((x - a) / s) / s, a + (s * Family.Between(random, -2, 2)));
        });

    // ½Σ(p₁·exp(−((l − p₀)/s)²/2) − d)² over wavelengths l: a place of 656 that matters by its hundredths.
    private static Subject Fit(Random random)
    {
        double width = Family.Decade(random, -2.3, -0.7), place = 656 + (0.6 * random.NextDouble());
        double[] lines = [.. Enumerable.Range(0, 61).Select(i => 656 + (0.01 * i))];
        double[] data = [.. lines.Select(l => Math.Exp(-Math.Pow((l - place) / width, 2) / 2))];
        (double Line, double Residual, double Z) At(ReadOnlySpan<double> p, int i)
        {
            double z = (lines[i] - p[0]) / width, line = Math.Exp(-z * z / 2);
            return (line, (p[1] * line) - data[i], z);
        }
        return new("fit of a narrow line", p =>
        {
            double sum = 0;
            for (int i = 0; i < lines.Length; i++)
                sum += At(p, i).Residual * At(p, i).Residual / 2;
            return sum;
        }, (p, g) =>
        {
            g.Clear();
            for (int i = 0; i < lines.Length; i++)
            {
                (double line, double rest, double z) = At(p, i);
                g[0] += rest * p[1] * line * z / width;
                g[1] += rest * line;
            }
        }, [place + (width * Family.Between(random, -1, 1)), Family.Between(random, 0.5, 1.5)]);
    }

    // Σ cᵢ·h(xᵢ/uᵢ) with units uᵢ over 40 decades.
    private static Subject MixedUnits(Random random)
    {
        int count = random.Next(2, 6);
        double[] units = [.. Enumerable.Range(0, count).Select(_ => Family.Decade(random, -20, 20))];
        double[] weights = [.. Enumerable.Range(0, count).Select(_ => Family.Between(random, 0.5, 2))];
        (Func<double, double> F, Func<double, double> D)[] shapes = [.. Enumerable.Range(0, count)
            .Select(_ => Family.One<(Func<double, double> F, Func<double, double> D)>(random, Smooth))];
        return new("mixed units", x =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
                sum += weights[i] * shapes[i].F(x[i] / units[i]);
            return sum;
        }, (x, g) =>
        {
            for (int i = 0; i < x.Length; i++)
                g[i] = weights[i] * shapes[i].D(x[i] / units[i]) / units[i];
        }, [.. units.Select(unit => unit * Family.Between(random, 0.3, 3))]);
    }
}
