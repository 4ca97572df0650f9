using System.Diagnostics;
using System.Text.Json;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>A log of whole lines, also after a kill or on a full disk.</summary>
public sealed class LineLogTests : Workplace
{
    [Fact]
    public void Every_line_up_to_the_reserve_lies_in_one_page_of_memory()
    {
        Random random = new(1);
        string[] lines = [.. Enumerable.Range(0, 5000).Select(_ => new string('x', random.Next(LineLog.Reserve)))];
        using (LineLog log = new(At("log"), Fail))
        {
            foreach (string line in lines)
                log.Write(line);
        }
        byte[] bytes = File.ReadAllBytes(At("log"));
        Assert.Equal(lines, File.ReadLines(At("log")).Select(line => line.TrimEnd(' ')));
        for (int end = 4096; end < bytes.Length; end += 4096)
            Assert.Equal((byte)'\n', bytes[end - 1]);
    }

    [Fact]
    public void A_longer_line_is_whole_too()
    {
        using (LineLog log = new(At("log"), Fail))
        {
            log.Write(new string('x', 100_000));
            log.Write("end");
        }
        Assert.Equal([100_000, 3], File.ReadLines(At("log")).Select(line => line.TrimEnd(' ').Length));
    }

    [Fact]
    public void A_line_is_in_the_file_soon_without_another_one()
    {
        using LineLog log = new(At("log"), Fail);
        log.Write("alone");
        Assert.True(SpinWait.SpinUntil(() => new FileInfo(At("log")).Length > 0, 60_000));
        Assert.Equal("alone\n", ReadAll(At("log")));
    }

    [Fact]
    public void What_cannot_be_written_is_told_once()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no full device to write to.");
        int told = 0;
        using LineLog log = new("/dev/full", _ => told++);
        for (int i = 0; i < 3; i++)
        {
            log.Write("line");
            log.Flush();
        }
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_killed_run_leaves_whole_lines()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        // A program that starts to train takes long; LogKillTests kills more.
        int kills = Exhaustive.Kills(30, 200) / 10;
        string program = Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli");
        Random random = new(1);
        for (int i = 0; i < kills; i++)
        {
            string log = At($"{i}.jsonl");
            ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
            string[] words = ["train", "--data", Data, "--layers", "16,4,10", "--batch", "1", "--steps", "1000000000",
                "--threads", "1", "--metrics", log];
            foreach (string word in words)
                start.ArgumentList.Add(word);
            using Process process = Process.Start(start)!;
            Patience.Await(() => new FileInfo(log) is { Exists: true, Length: > 0 }, "nothing was logged");
            Thread.Sleep(random.Next(700));
            process.Kill();
            process.WaitForExit();
            string text = File.ReadAllText(log);
            Assert.EndsWith("\n", text);
            Assert.All(text.TrimEnd('\n').Split('\n'), line => JsonDocument.Parse(line).Dispose());
            File.Delete(log);
        }
    }

    private static string ReadAll(string path)
    {
        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static void Fail(Exception problem) => throw new InvalidOperationException("The log failed.", problem);
}
