namespace VectorLoss.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It ran, but the goal that was set was not reached.</summary>
    public const int GoalMissed = 1;

    /// <summary>Arguments or input that cannot be worked with; one line on stderr says which and why.</summary>
    public const int BadInput = 2;

    /// <summary>
    /// Stopped by Ctrl-C or a termination signal, after what was asked to be saved was saved: 128 + SIGINT, as shells
    /// count.
    /// </summary>
    public const int Interrupted = 130;
}

/// <summary>
/// A failure that is the user's to mend. The message is one line that names the option or file, and the reason.
/// </summary>
internal sealed class UserError(string message, Exception? cause = null)
    : Exception(message.ReplaceLineEndings(" "), cause);
