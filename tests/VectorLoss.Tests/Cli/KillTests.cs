using System.Diagnostics;
using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>
/// Real processes, killed without a warning while they train and write: the run ends in the file of one that was never
/// stopped, and its metrics have every step once. <c>VECTORLOSS_EXHAUSTIVE=1</c> kills a hundred times in all.
/// </summary>
public sealed class KillTests : Workplace
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 20 : 2;

    // The widths that processes run with in turns; a machine without AVX-512 runs one of them twice.
    private static readonly (string Name, string Value)[] Widths =
        [("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX2", "0"), ("DOTNET_TieredCompilation", "1")];

    [Theory]
    [InlineData(1, "--optimizer", "adam")]
    [InlineData(2, "--optimizer", "momentum", "--dtype", "double")]
    [InlineData(3, "--optimizer", "sgd", "--sampling", "replacement")]
    [InlineData(4, "--optimizer", "sgd", "--weight-decay", "0.001", "--lr", "0.1")]
    [InlineData(5, "--optimizer", "adam", "--schedule", "step", "--decay-every", "5000", "--warmup", "100")]
    public async Task A_run_that_is_killed_again_and_again_ends_in_the_same_file(int seed, params string[] more)
    {
        string[] words = ["train", .. Usual([.. more, "--steps", "--threads"]), "--steps", "12000", .. more];
        Assert.Equal(ExitCode.Done, Run([.. words, "--threads", "1", "--save", At("whole")]).Exit);
        SeededRandom random = new((ulong)seed);
        string[] saving = ["--save", At("net"), "--save-every", "20", "--metrics", At("m.jsonl")];
        int killed = 0;
        for (int run = 0; killed < Kills; run++)
        {
            string[] start = ["train", "--resume", At("net")];
            using Process process = Start(run, [.. File.Exists(At("net")) ? start : words, .. saving,
                "--threads", $"{1 + (run % 3)}"]);
            bool isKilled = await KillLater(process, random);
            killed += isKilled ? 1 : 0;
            Assert.True(isKilled || process.ExitCode == ExitCode.Done,
                isKilled ? "" : await process.StandardError.ReadToEndAsync(Stop));
            // A process can be killed when all is done but its own end.
            if (isKilled && SafetensorsFile.Load(At("net")).Metadata.ContainsKey("training.step"))
                continue;
            Assert.Equal(File.ReadAllBytes(At("whole")), File.ReadAllBytes(At("net")));
            File.Delete(At("net"));
        }
        if (File.Exists(At("net")))
            Assert.Equal(ExitCode.Done, Run(["train", "--resume", At("net"), .. saving]).Exit);
        else
            Assert.Equal(ExitCode.Done, Run([.. words, .. saving]).Exit);
        Assert.Equal(File.ReadAllBytes(At("whole")), File.ReadAllBytes(At("net")));
        Assert.Equal(Enumerable.Range(1, 12000), File.ReadLines(At("m.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == "step")
            .Select(line => line.GetProperty("step").GetInt32()));
        // What the killed writers left is gone after the next save.
        Assert.DoesNotContain(Directory.GetFiles(At(".")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Process Start(int run, string[] words)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli"), words)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        (string name, string value) = Widths[run % Widths.Length];
        start.Environment[name] = value;
        return Process.Start(start)!;
    }

    // Waits until the process has written a state of its own, then a random while more.
    private async Task<bool> KillLater(Process process, SeededRandom random)
    {
        DateTime before = File.Exists(At("net")) ? File.GetLastWriteTimeUtc(At("net")) : default;
        while (!process.HasExited && (!File.Exists(At("net")) || File.GetLastWriteTimeUtc(At("net")) == before))
            await Task.Delay(1, Stop);
        await Task.Delay(random.Below(100), Stop);
        bool runs = !process.HasExited;
        if (runs)
            process.Kill();
        await process.WaitForExitAsync(Stop);
        return runs && process.ExitCode == 137;
    }
}
