using System.Diagnostics;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>Runs Python programs with PyTorch, where an interpreter that has it is installed.</summary>
internal static class TorchPython
{
    private static readonly Lazy<string?> Interpreter = new(() => new[] { "python3", "/usr/bin/python3" }
        .FirstOrDefault(program => TryRun(program, ["-c", "import torch"], out _)));

    /// <summary>Runs a program; the test that asks is skipped where PyTorch is not installed.</summary>
    /// <param name="program">The text of the program.</param>
    /// <param name="arguments">What it finds in <c>sys.argv</c>.</param>
    internal static void RunOrSkip(string program, params string[] arguments)
    {
        Assert.SkipWhen(Interpreter.Value is null, "no python3 with PyTorch is installed");
        Assert.True(TryRun(Interpreter.Value!, ["-c", program, .. arguments], out string problem), problem);
    }

    private static bool TryRun(string program, IEnumerable<string> arguments, out string problem)
    {
        problem = "";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            problem = process.StandardError.ReadToEnd();
            problem += output.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
