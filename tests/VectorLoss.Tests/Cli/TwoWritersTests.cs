using System.Diagnostics;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Two runs at once that save under one name: readers see one net or the other, whole, at every
/// moment.</summary>
public sealed class TwoWritersTests : Workplace
{
    private static readonly int Steps = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 20_000
        : 300;

    [Fact]
    public async Task Two_runs_may_save_to_one_file()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string[] words = ["train", .. Usual("--steps"), "--steps", $"{Steps}", "--save-every", "1", "--save",
            At("net")];
        Assert.Equal(ExitCode.Done, Train("--save", At("net")).Exit);
        Process[] runs = [.. Enumerable.Range(1, 2).Select(seed => Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli"), [.. words, "--seed", $"{seed}"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!)];
        int read = 0;
        for (; runs.Any(run => !run.HasExited); read++)
            Assert.Equal(ExitCode.Done, Run("eval", "--model", At("net"), "--data", Data).Exit);
        foreach (Process run in runs)
        {
            await run.WaitForExitAsync(stop);
            Assert.True(run.ExitCode == ExitCode.Done, await run.StandardError.ReadToEndAsync(stop));
            run.Dispose();
        }
        Assert.True(read > 1, "nothing was read meanwhile");
        Assert.DoesNotContain(Directory.GetFiles(At(".")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
