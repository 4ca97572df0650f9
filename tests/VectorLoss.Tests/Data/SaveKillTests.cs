using System.Diagnostics;
using System.Globalization;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Data;

/// <summary>
/// Processes that save one file again and again, and are killed: what is there is whole, and nothing is left over after
/// the next save. <c>VECTORLOSS_KILLS=1000</c> says how many; <c>VECTORLOSS_EXHAUSTIVE=1</c> means 200.
/// </summary>
public sealed class SaveKillTests : IDisposable
{
    private const string Asked = "VECTORLOSS_SAVE_TO";

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("VECTORLOSS_KILLS"), CultureInfo.InvariantCulture,
            out int kills)
            ? kills : Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 200 : 2;

    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-kill-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>What the child process does; by itself it does nothing.</summary>
    [Fact]
    public void Saves_until_it_is_killed()
    {
        if (Environment.GetEnvironmentVariable(Asked) is not { } path)
            return;
        for (byte i = 0; ; i++)
            AtomicFile.Write(path, stream => stream.Write(Content(i)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_kill_leaves_a_whole_file_and_the_next_save_tidies_up(int writers)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals and locks are those of Linux.");
        string path = Path.Combine(directory, "file");
        var random = new SeededRandom((ulong)writers);
        for (int kill = 0; kill < Kills / writers; kill++)
        {
            Process[] savers = [.. Enumerable.Range(0, writers).Select(_ => Start(path))];
            DateTime before = File.GetLastWriteTimeUtc(path);
            Assert.True(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(path) != before, 60_000),
                "nothing was saved");
            Thread.Sleep(random.Below(20));
            foreach (Process saver in savers)
            {
                saver.Kill();
                saver.WaitForExit();
                saver.Dispose();
            }
            byte[] bytes = File.ReadAllBytes(path);
            Assert.Equal(Content(bytes[0]), bytes);
            int left = Directory.GetFiles(directory).Length - 1;
            Assert.InRange(left, 0, writers);
            AtomicFile.Write(path, stream => stream.Write(Content(0)));
            Assert.Equal([path], Directory.GetFiles(directory));
        }
    }

    private static Process Start(string path)
    {
        ProcessStartInfo start = new(Path.ChangeExtension(typeof(SaveKillTests).Assembly.Location, null),
            ["-noLogo", "-method", $"{typeof(SaveKillTests).FullName}.{nameof(Saves_until_it_is_killed)}"])
        { RedirectStandardOutput = true };
        start.Environment[Asked] = path;
        return Process.Start(start)!;
    }

    // A length and bytes that tell which one it is.
    private static byte[] Content(byte which)
    {
        byte[] bytes = new byte[200_000 + (1000 * which)];
        Array.Fill(bytes, which);
        return bytes;
    }
}
