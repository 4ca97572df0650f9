namespace VectorLoss.Cli;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It ran, but the goal that was set was not reached.</summary>
    public const int GoalMissed = 1;

    /// <summary>The arguments or the input cannot be used; one line on stderr says which and why.</summary>
    public const int BadInput = 2;

    /// <summary>
    /// The work is done and its files are there, but something else that was asked for (metrics, a report, what goes to
    /// standard output) could not be written; a line on stderr says which and why.
    /// </summary>
    public const int OutputLost = 3;

    /// <summary>
    /// Stopped by Ctrl-C or a termination signal, after everything that was to be saved was saved: 128 + SIGINT, as
    /// shells count.
    /// </summary>
    public const int Interrupted = 130;
}
