using VectorLoss.Lanes;

namespace VectorLoss.Checking;

/// <summary>
/// A function of <see cref="IReal{R}"/> by name, where its arguments may lie, and its documented bounds.
/// </summary>
/// <param name="Name">The name of the member of <see cref="IReal{R}"/>.</param>
/// <param name="Least">The least binary exponent of an argument.</param>
/// <param name="Largest">The largest.</param>
/// <param name="Float">The bound in float, in units in the last place.</param>
/// <param name="Double">The bound in double.</param>
internal sealed record NamedFunction(string Name, int Least, int Largest, double Float, double Double)
{
    private const double Elementary = 1.5, Exact = 0.5;

    /// <summary>All functions; of those that overflow or vanish, arguments that do not go far beyond.</summary>
    public static IReadOnlyList<NamedFunction> All { get; } =
    [
        new("Sqrt", -120, 120, Exact, Exact) { Positive = true },
        new("Exp", -60, 10, 1, Elementary), new("Expm1", -120, 10, 1, Elementary),
        new("Log", -120, 120, 1, Elementary) { Positive = true },
        new("Log1p", -120, 120, 1, Elementary) { Above = -1 },
        new("Tanh", -120, 8, 1, Elementary), new("Sigmoid", -60, 10, Elementary, Elementary),
        new("Softplus", -60, 10, Elementary, Elementary),
        new("Sin", -120, 120, 0.51, 1), new("Cos", -120, 120, 0.51, 1), new("Atan", -120, 120, 0.51, 1),
        new("Pow", -20, 20, 0.51, 1) { Positive = true, Arguments = 2 },
        new("Erf", -120, 5, 1, Elementary), new("Erfc", -60, 5, 1, Elementary), new("Erfcx", -60, 5, 1, Elementary),
        new("LogNormalCdf", -60, 5, 1, Elementary), new("LogGamma", -60, 60, 1, Elementary) { Positive = true },
        new("Digamma", -60, 60, 1, Elementary) { Positive = true },
        new("Polygamma", -10, 40, 1, Elementary) { Positive = true },
        new("LogBeta", -20, 20, 1, Elementary) { Positive = true, Arguments = 2 },
        new("LogRisingFactorial", -20, 20, 1, Elementary) { Positive = true, Arguments = 2 },
        new("BesselI0e", -60, 30, 1, Elementary), new("BesselI1e", -60, 30, 1, Elementary),
    ];

    /// <summary>Whether arguments are above 0.</summary>
    public bool Positive { get; init; }

    /// <summary>What arguments are above.</summary>
    public double Above { get; init; } = double.NegativeInfinity;

    /// <summary>How many arguments it has.</summary>
    public int Arguments { get; init; } = 1;

    /// <summary>The function of one or two numbers; ψ′ stands for all derivatives of ψ.</summary>
    public R Of<R>(R x, R y) where R : struct, IReal<R> => Name switch
    {
        "Sqrt" => R.Sqrt(x),
        "Exp" => R.Exp(x),
        "Expm1" => R.Expm1(x),
        "Log" => R.Log(x),
        "Log1p" => R.Log1p(x),
        "Tanh" => R.Tanh(x),
        "Sigmoid" => R.Sigmoid(x),
        "Softplus" => R.Softplus(x),
        "Sin" => R.Sin(x),
        "Cos" => R.Cos(x),
        "Atan" => R.Atan(x),
        "Pow" => R.Pow(x, y),
        "Erf" => R.Erf(x),
        "Erfc" => R.Erfc(x),
        "Erfcx" => R.Erfcx(x),
        "LogNormalCdf" => R.LogNormalCdf(x),
        "LogGamma" => R.LogGamma(x),
        "Digamma" => R.Digamma(x),
        "Polygamma" => R.Polygamma(1, x),
        "LogBeta" => R.LogBeta(x, y),
        "LogRisingFactorial" => R.LogRisingFactorial(x, y),
        "BesselI0e" => R.BesselI0e(x),
        "BesselI1e" => R.BesselI1e(x),
        _ => throw new InvalidOperationException($"There is no function '{Name}'."),
    };

    /// <summary>Draws an argument.</summary>
    public double Draw(Random random)
    {
        double size = Math.ScaleB(1 + random.NextDouble(), random.Next(Least, Largest));
        // One in four lies around 1, where most functions have their zeros and turns.
        size = random.Next(4) == 0 ? 4 * random.NextDouble() : size;
        return Positive || -size <= Above || random.Next(2) == 0 ? size : -size;
    }
}
