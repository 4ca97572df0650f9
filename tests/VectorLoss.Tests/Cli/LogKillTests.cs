using System.Diagnostics;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>
/// Processes that log line after line and are killed: each line that is there is whole, and none is lost that was
/// written a second ago. <c>VECTORLOSS_KILLS=1000</c> says how many; <c>VECTORLOSS_EXHAUSTIVE=1</c> means 200.
/// </summary>
public sealed class LogKillTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-logs-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    // Without a pause most kills fall into a write; with one, lines wait when the kill comes.
    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 1200)]
    public void A_kill_leaves_whole_lines_up_to_the_last_second(int pause, int longest)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        string log = Path.Combine(directory, "log");
        var random = new SeededRandom((ulong)longest);
        for (int kill = 0; kill < Exhaustive.Kills(4, 200) / 2; kill++)
        {
            File.Delete(log);
            using Process logger = Process.Start(StartupHook.Logging(log, pause))!;
            Patience.Await(() => new FileInfo(log) is { Exists: true, Length: > 0 }, "nothing was logged");
            Thread.Sleep(random.Below(longest));
            logger.Kill();
            logger.WaitForExit();
            long count = BitConverter.ToInt64(File.ReadAllBytes(StartupHook.CountOf(log))), line = 0;
            string text = File.ReadAllText(log);
            Assert.EndsWith("\n", text);
            foreach (string read in text[..^1].Split('\n'))
                Assert.Equal(StartupHook.Line(line++).TrimEnd(' '), read.TrimEnd(' '));
            // A line takes a millisecond at least, however little of the processor the process got.
            if (pause > 0)
                Assert.InRange(count - line, -1, 1000);
        }
    }
}
