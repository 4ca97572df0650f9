using System.Globalization;

namespace VectorLoss.Losses;

/// <summary>
/// An option of a loss: its name as PyTorch spells it where PyTorch has it, its usual value and its range.
/// </summary>
/// <param name="Name">Name, in snake case.</param>
/// <param name="Usual">The value when the caller says nothing.</param>
/// <param name="Range">The range in words, such as "&gt; 0".</param>
/// <param name="Meaning">One line for the reader.</param>
/// <param name="Kind">Whether it is a number of any kind, a whole number, or yes or no.</param>
public sealed record LossOption(
    string Name, double Usual, string Range, string Meaning, OptionKind Kind = OptionKind.Number)
{
    /// <summary>Gives a value back that is of the option's kind. Whether it is in range, the loss decides.</summary>
    /// <param name="value">The value that the caller gives.</param>
    /// <exception cref="ArgumentException">
    /// The value is not whole where a whole number is wanted, or neither 0 nor 1 where yes or no is wanted.
    /// </exception>
    public double Check(double value) => Kind switch
    {
        OptionKind.WholeNumber when (int)value != value => throw Refused(value, "a whole number"),
        OptionKind.YesNo when value is not (0 or 1) => throw Refused(value, "0 or 1"),
        _ => value,
    };

    private ArgumentException Refused(double value, string wanted)
        => new(string.Create(CultureInfo.InvariantCulture, $"{Name} must be {wanted}, not {value:R}."), Name);
}
