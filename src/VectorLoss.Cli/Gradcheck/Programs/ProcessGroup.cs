using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VectorLoss.Cli;

/// <summary>Starts a program and ends it with everything that it started.</summary>
/// <remarks>Where setsid is installed, the program leads a session and so a process group of its own: a child that the
/// program leaves behind is found by its group. Elsewhere the living descendants are ended. In a session of its own the
/// program does not get the Ctrl-C of the terminal, which is this process's to handle.</remarks>
internal static class ProcessGroup
{
    private const int Sigkill = 9;

    private static readonly string? Setsid = OperatingSystem.IsWindows() ? null : OnPath("setsid");

    /// <summary>Starts a program with its stdin and stdout in pipes; its stderr is this process's.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <exception cref="UserError">It cannot be started.</exception>
    public static Process Start(IReadOnlyList<string> words)
    {
        string program = Find(words[0]);
        ProcessStartInfo start = new(Setsid ?? program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Setsid is not null)
            start.ArgumentList.Add(program);
        foreach (string word in words.Skip(1))
            start.ArgumentList.Add(word);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception problem)
        {
            throw new UserError($"--program: '{words[0]}' cannot be started: {problem.Message}", problem);
        }
    }

    /// <summary>Ends the program and its group, whether the program itself still runs or not.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception problem) when (problem is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself meanwhile.
        }
        if (Setsid is not null)
            _ = SendSignal(-process.Id, Sigkill);
    }

    // As execvp looks for it. Process.Start alone would also look beside this program and in the working directory.
    private static string Find(string program)
    {
        if (OperatingSystem.IsWindows())
            return program;
        string path = program.Contains('/') ? program
            : OnPath(program) ?? throw new UserError($"--program: there is no '{program}' on the PATH");
        if (!File.Exists(path))
            throw new UserError($"--program: there is no file '{path}'");
        return IsExecutable(path) ? path : throw new UserError($"--program: '{path}' is not executable");
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(path => File.Exists(path) && IsExecutable(path));

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path)
        & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
