using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Lessons;

/// <summary>A statement that the experiment can refute.</summary>
/// <param name="Statement">In words.</param>
/// <param name="Why">The reason for the bound; may be empty.</param>
/// <param name="Measured">What came out.</param>
/// <param name="Low">The smallest number that agrees with the statement.</param>
/// <param name="High">The largest.</param>
internal sealed record Claim(string Statement, string Why, double Measured, double Low, double High)
{
    /// <summary>Whether the measured number lies in the range.</summary>
    public bool Holds => Measured >= Low && Measured <= High;

    /// <summary>The range in words.</summary>
    public string Range => (double.IsNegativeInfinity(Low), double.IsPositiveInfinity(High)) switch
    {
        (true, false) => "≤ " + Figures.Show(High),
        (false, true) => "≥ " + Figures.Show(Low),
        _ when Low == High => "= " + Figures.Show(Low),
        _ when Figures.Show(Low) == Figures.Show(High) =>
            $"{Figures.Show((Low + High) / 2)} ± {Figures.Rough((High - Low) / 2)}",
        _ => $"{Figures.Show(Low)} … {Figures.Show(High)}",
    };
}
