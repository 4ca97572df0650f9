using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>Where a command writes, whether somebody watches, and what interrupts it; a test gives its own.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="Watched">Whether <paramref name="Error"/> is a terminal that can be redrawn.</param>
/// <param name="Interruption">Cancelled when the user wants to stop; null to listen to the signals of the
/// process.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Watched, CancellationToken? Interruption)
{
    private const int Narrowest = 20;

    // Longer lines are hard to read: the eye loses the next one.
    private const int Widest = 200;

    /// <summary>Whether <see cref="Out"/> is a terminal too, so that it may be coloured.</summary>
    public bool Coloured { get; init; }

    /// <summary>The width to wrap results at; <see cref="Layout.Unlimited"/> where a program reads them.</summary>
    public int Columns { get; init; } = Layout.Unlimited;

    /// <summary>How long work is silent before it reports its progress, where the line cannot be redrawn.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected, null)
    {
        Coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Columns = ColumnsOf(Environment.GetEnvironmentVariable("COLUMNS"),
            Console.IsOutputRedirected ? 0 : Console.WindowWidth),
    };

    /// <summary>The width to wrap at.</summary>
    /// <param name="variable">The environment's COLUMNS, which the user sets to overrule the terminal, or null.</param>
    /// <param name="window">The width of the terminal, or 0 where there is none.</param>
    public static int ColumnsOf(string? variable, int window)
    {
        if (int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0)
            window = asked;
        return window <= 0 ? Layout.Unlimited : Math.Clamp(window, Narrowest, Widest);
    }

    /// <summary>Tells the user of something that went wrong and does not end the work.</summary>
    public void Warn(string message) => Error.WriteLine($"vectorloss: warning: {Printable.Message(message)}");
}
