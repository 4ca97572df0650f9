using System.Diagnostics;

namespace VectorLoss.Cli;

/// <summary>
/// Says a line when this process is killed. A launcher of MPI kills all processes as soon as one has ended, and leaves
/// them no moment to speak: so a shell in a session of its own waits at a pipe for the end.
/// </summary>
internal sealed class Watchman : IDisposable
{
    private const string Script = "read -r over || printf '%s\\n' \"$1\" >&2";
    private readonly Process shell;

    private Watchman(Process shell) => this.shell = shell;

    /// <summary>Starts to watch; null where that cannot be done.</summary>
    public static Watchman? Start(string line)
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            return new(ProcessGroup.Start(["sh", "-c", Script, "sh", $"vectorloss: {Printable.Message(line)}"]));
        }
        catch (UserError)
        {
            // A line less; the run itself needs no shell.
            return null;
        }
    }

    /// <summary>All went as it should: nothing is said.</summary>
    public void Dispose()
    {
        try
        {
            shell.StandardInput.WriteLine();
            shell.StandardInput.Close();
            shell.WaitForExit(1000);
        }
        catch (IOException)
        {
            // Somebody has ended the shell.
        }
        shell.Dispose();
    }
}
