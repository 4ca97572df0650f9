using System.Globalization;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>How far a check is, in one line that is written anew.</summary>
internal sealed class ProgressLine(Terminal terminal) : IProgress<CheckProgress>
{
    public void Report(CheckProgress value)
    {
        if (terminal.Watched && (value.Done % 16 == 0 || value.Done == value.Total))
            terminal.Error.Write(value.Done == value.Total ? "\r\u001b[K"
                : string.Create(CultureInfo.InvariantCulture, $"\r{value.Done} of {value.Total}\u001b[K"));
    }
}
