namespace VectorLoss.Cli;

/// <summary>
/// A failure that the user can mend. The message is one line that names the option or the file, and the reason.
/// </summary>
internal sealed class UserError(string message, Exception? cause = null)
    : Exception(message.ReplaceLineEndings(" "), cause);
