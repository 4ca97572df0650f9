using System.Globalization;

namespace VectorLoss.Checking;

/// <summary>
/// What was proved of results of a kernel at so many points: each result lies beside an enclosure of the true value, so
/// that nothing is estimated. It says nothing of any other point.
/// </summary>
/// <param name="Name">The loss and what of it, the function or the op.</param>
/// <param name="Precision">"float" or "double".</param>
public sealed record Certificate(string Name, string Precision)
{
    /// <summary>How many results lie beside an enclosure.</summary>
    public long Points { get; init; }

    /// <summary>
    /// The largest distance from the true value in units in the last place of that value; not counted where the
    /// documented bound allows more than 2¹⁶ of them, because terms cancel.
    /// </summary>
    public double WorstUlps { get; init; }

    /// <summary>The largest distance from the true value as a share of the documented bound; NaN without one.</summary>
    public double WorstShare { get; init; } = double.NaN;

    /// <summary>
    /// How many results could not be judged: their true value is not enclosed, or not narrowly enough, or nothing
    /// bounds them.
    /// </summary>
    public long Unjudged { get; init; }

    /// <summary>
    /// How many slopes lie apart from the derivative of the value: at kinks and guards that the card of the loss names.
    /// </summary>
    public long AtKinks { get; init; }

    /// <summary>The widest radius as a share of 2⁻⁹⁰ times the sum of the absolute terms.</summary>
    public double Widest { get; init; }

    /// <summary>The first results that are not proved to be within their bound; and slopes that are wrong.</summary>
    public IReadOnlyList<string> Misses { get; init; } = [];

    /// <summary>Whether every judged result is within its bound.</summary>
    public bool Passed => Misses.Count == 0;

    /// <summary>One line.</summary>
    public override string ToString()
    {
        string bound = double.IsNaN(WorstShare) ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {WorstShare:0.00} of the bound");
        string left = Unjudged == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {Unjudged:N0} not judged");
        string kinks = AtKinks == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {AtKinks:N0} at kinks");
        string verdict = !Passed ? $"NOT PROVED: {Misses[0]}" : Points > 0 ? "proved" : "nothing judged";
        string within = string.Create(CultureInfo.InvariantCulture,
            $"within {WorstUlps:0.00} ULP{bound} at these {Points:N0} points");
        return $"{Name}, {Precision}: {within}, {verdict}{kinks}{left}";
    }
}
