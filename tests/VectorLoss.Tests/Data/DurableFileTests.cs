using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace VectorLoss.Tests.Data;

/// <summary>What the system is asked for while a file is written, as strace tells it.</summary>
public sealed class DurableFileTests : Workplace
{
    [Fact]
    public void Content_name_and_directory_reach_the_disk_in_this_order()
    {
        string[] words = ["-f", "-qq", "-o", At("calls"), "-e", "trace=open,openat,fsync,fdatasync,rename,renameat2",
            Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli"),
            "train", .. Usual("--steps"), "--steps", "1", "--save", At("net")];
        Assert.SkipUnless(Traced(words), "There is no strace here, or it may not trace.");
        string[] calls = File.ReadAllLines(At("calls"));
        int renamed = Array.FindIndex(calls, call => call.Contains($"\"{At("net")}\"", StringComparison.Ordinal)
            && call.Contains("rename", StringComparison.Ordinal));
        Assert.True(renamed > 0, "no rename");
        string temporary = Regex.Match(calls[renamed], "\"(.*?\\.tmp)\"").Groups[1].Value;
        int written = Array.FindLastIndex(calls, renamed, call => call.Contains("fsync(", StringComparison.Ordinal));
        Assert.Equal(Opened(calls[..renamed], temporary), Synced(calls[written]));
        string directory = Path.GetDirectoryName(At("net"))!;
        string[] after = calls[renamed..];
        Assert.Contains(after, call => call.Contains("fsync(", StringComparison.Ordinal)
            && Synced(call) == Opened(after, directory));
    }

    private static bool Traced(string[] words)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("strace", words)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 || !errors.Result.Contains("ptrace", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // The number of the file that the first such call opened to write, or as a directory.
    private static string Opened(string[] calls, string path) => Regex.Match(
        calls.First(call => call.Contains($"\"{path}\", O_RD", StringComparison.Ordinal)), @"= (\d+)$").Groups[1].Value;

    private static string Synced(string call) => Regex.Match(call, @"fsync\((\d+)").Groups[1].Value;
}
