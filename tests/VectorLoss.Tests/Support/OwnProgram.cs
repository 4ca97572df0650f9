using System.Diagnostics;
using System.Runtime.InteropServices;

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
        => Run(new(Path.ChangeExtension(type.Assembly.Location, null)), type, test, settings);

    /// <summary>The same under another <c>runtimeconfig.json</c>.</summary>
    public static (int Code, string Output) RunUnder(
        string configuration, Type type, string test, params ReadOnlySpan<(string Name, string Value)> settings)
        => Run(new(Host(), ["exec", "--runtimeconfig", configuration,
            "--depsfile", Path.ChangeExtension(type.Assembly.Location, ".deps.json"), type.Assembly.Location]),
            type, test, settings);

    private static (int Code, string Output) Run(
        ProcessStartInfo start, Type type, string test, ReadOnlySpan<(string Name, string Value)> settings)
    {
        foreach (string argument in (string[])["-noLogo", "-method", $"{type.FullName}.{test}"])
            start.ArgumentList.Add(argument);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd() + errors.Result;
        child.WaitForExit();
        return (child.ExitCode, output);
    }

    // Above shared/Microsoft.NETCore.App/<version>, where this process has its runtime from.
    private static string Host()
        => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
