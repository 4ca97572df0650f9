using System.Diagnostics;

namespace VectorLoss.Tests;

/// <summary>This test program once more, for one test, with other settings and in the same width.</summary>
internal static class OwnProgram
{
    /// <summary>Runs a test.</summary>
    /// <param name="type">The class of the test.</param>
    /// <param name="test">Its name.</param>
    /// <param name="settings">Variables of the environment.</param>
    /// <returns>The exit code and all output.</returns>
    public static (int Code, string Output) Run(
        Type type, string test, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(type.Assembly.Location, null),
            ["-noLogo", "-method", $"{type.FullName}.{test}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd() + errors.Result;
        child.WaitForExit();
        return (child.ExitCode, output);
    }
}
