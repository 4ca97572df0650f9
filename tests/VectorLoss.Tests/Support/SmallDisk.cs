using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>
/// Runs a shell script with a file system of its own, which lies in memory, has so many pages, and ends with the
/// script.
/// </summary>
internal static class SmallDisk
{
    /// <summary>Runs a script; <c>$DISK</c> is where the file system is, the words are <c>"$@"</c>.</summary>
    /// <returns>The exit code and what was written to the standard error.</returns>
    public static (int Code, string Error) Run(string mount, int pages, string script, params string[] words)
    {
        string made = $"mount -t tmpfs -o size={(4 * pages).ToString(CultureInfo.InvariantCulture)}k tmpfs \"$DISK\"";
        ProcessStartInfo start = new("unshare", ["-rm", "sh", "-c", $"{made} || exit 99; {script}", "sh", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DISK"] = mount;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode == 99 || errors.Result.StartsWith("unshare:", StringComparison.Ordinal),
                $"No file system can be made here: {errors.Result}");
            return (process.ExitCode, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no unshare.");
            return default;
        }
    }
}
