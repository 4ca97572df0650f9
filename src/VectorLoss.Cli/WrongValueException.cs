namespace VectorLoss.Cli;

/// <summary>A value that an option does not take; the message says what it takes.</summary>
/// <param name="wanted">What the option takes.</param>
/// <param name="hint">What was probably meant, or null.</param>
internal sealed class WrongValueException(string wanted, string? hint) : FormatException(wanted)
{
    /// <summary>What was probably meant, or null.</summary>
    public string? Hint => hint;
}
