namespace VectorLoss.Cli;

/// <summary>Where a command writes, whether somebody watches, and what interrupts it; a test gives its own.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="Watched">Whether <paramref name="Error"/> is a terminal that can be redrawn.</param>
/// <param name="Interruption">Cancelled when the user wants to stop; null to listen to the signals of the
/// process.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Watched, CancellationToken? Interruption)
{
    /// <summary>Whether <see cref="Out"/> is a terminal too, so that it may be coloured.</summary>
    public bool Coloured { get; init; }

    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected, null)
    {
        Coloured = !Console.IsOutputRedirected,
    };
}
