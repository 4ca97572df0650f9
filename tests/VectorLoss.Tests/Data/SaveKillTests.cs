using System.Diagnostics;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Data;

/// <summary>
/// Processes that save one file again and again, and are killed: what is there is whole, and nothing is left over after
/// the next save. <c>VECTORLOSS_KILLS=1000</c> says how many; <c>VECTORLOSS_EXHAUSTIVE=1</c> means 200.
/// </summary>
public sealed class SaveKillTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-kill-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_kill_leaves_a_whole_file_and_the_next_save_tidies_up(int writers)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals and locks are those of Linux.");
        string path = Path.Combine(directory, "file");
        var random = new SeededRandom((ulong)writers);
        for (int kill = 0; kill < Exhaustive.Kills(2, 200) / writers; kill++)
        {
            Process[] savers = [.. Enumerable.Range(0, writers).Select(_ => Process.Start(StartupHook.Saving(path))!)];
            DateTime before = File.GetLastWriteTimeUtc(path);
            Patience.Await(() => File.GetLastWriteTimeUtc(path) != before, "nothing was saved");
            Thread.Sleep(random.Below(20));
            foreach (Process saver in savers)
            {
                saver.Kill();
                saver.WaitForExit();
                saver.Dispose();
            }
            byte[] bytes = File.ReadAllBytes(path);
            Assert.Equal(StartupHook.Content(bytes[0]), bytes);
            int left = Directory.GetFiles(directory).Length - 1;
            Assert.InRange(left, 0, writers);
            AtomicFile.Write(path, stream => stream.Write(StartupHook.Content(0)));
            Assert.Equal([path], Directory.GetFiles(directory));
        }
    }
}
