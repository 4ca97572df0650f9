using System.Diagnostics;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

/// <summary>One way to write a file: links, modes, special files, many writers, leftovers.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private const string NeedsUnix = "links, modes and special files are those of Linux";

    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-atomic-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_content_is_written_and_nothing_is_left()
    {
        string path = At("a");
        Write(path, "one");
        Write(path, "two");
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public void A_failing_writer_leaves_the_old_content()
    {
        string path = At("a");
        Write(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Refused(() => AtomicFile.Write(path, _ => throw new IOException("no room")), path,
            "cannot be written: no room");
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_without_a_temporary_name()
    {
        Refused(() => Write(directory, "x"), directory, "this is a directory");
        string nowhere = Path.Combine(directory, "no", "a");
        DataFormatException problem = Refused(() => Write(nowhere, "x"), nowhere, "there is no such directory");
        Assert.DoesNotContain(".tmp", problem.Message, StringComparison.Ordinal);
        Refused(() => AtomicFile.RequireWritable(nowhere), nowhere, "there is no such directory");
        Refused(() => AtomicFile.RequireWritable(directory), directory, "this is a directory");
        AtomicFile.RequireWritable(At("a"));
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public void A_message_of_the_system_loses_the_temporary_name()
    {
        Assert.Equal("Access is denied", TemporaryFile.WithoutName("Access is denied : '/a/b.0123456789ab.tmp'"));
        Assert.Equal("Could not find 'x.npy'", TemporaryFile.WithoutName("Could not find 'x.npy'"));
    }

    [Fact]
    public void A_link_is_followed_and_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), NeedsUnix);
        string below = Directory.CreateDirectory(At("below")).FullName, target = Path.Combine(below, "target");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(At("first"), "below/second");
        File.CreateSymbolicLink(Path.Combine(below, "second"), "target");
        Write(At("first"), "new");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal("below/second", new FileInfo(At("first")).LinkTarget);
        File.CreateSymbolicLink(At("dangling"), "below/made");
        Write(At("dangling"), "made");
        Assert.Equal("made", File.ReadAllText(Path.Combine(below, "made")));
        File.CreateSymbolicLink(At("round"), "round");
        Refused(() => Write(At("round"), "x"), At("round"), "cannot be written");
        File.CreateSymbolicLink(At("folder"), "below");
        Refused(() => Write(At("folder"), "x"), At("folder"), "this is a directory");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData((UnixFileMode)0b111_111_111)]
    [InlineData((UnixFileMode)0b100_100_100)]
    public void The_mode_stays(UnixFileMode mode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), NeedsUnix);
        if (OperatingSystem.IsWindows())
            return;
        string path = At("a");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, mode);
        Write(path, "new");
        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public async Task A_fifo_and_a_device_are_written_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), NeedsUnix);
        string fifo = At("fifo");
        using (Process make = Process.Start("mkfifo", [fifo]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        AtomicFile.RequireWritable(fifo);
        Task<string> reader = Task.Run(() => File.ReadAllText(fifo), TestContext.Current.CancellationToken);
        Write(fifo, "through the pipe");
        Assert.Equal("through the pipe", await reader);
        Assert.Equal(FileKind.Special, FileKinds.Of(fifo));
        Write("/dev/null", "x");
        Assert.Equal(FileKind.Special, FileKinds.Of("/dev/null"));
        Refused(() => Write("/dev/full", "x"), "/dev/full", "cannot be written");
        Assert.Equal([fifo], Directory.GetFiles(directory));
    }

    [Fact]
    public void An_open_file_of_a_process_is_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), NeedsUnix);
        using FileStream open = new(At("a"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        open.Write("before "u8);
        open.Flush();
        string link = $"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}";
        File.CreateSymbolicLink(At("link"), link);
        Write(At("link"), "after");
        open.Position = 0;
        Assert.Equal("before after", new StreamReader(open).ReadToEnd());
    }

    [Fact]
    public async Task Many_writers_and_readers_of_one_file_disturb_nobody()
    {
        string path = At("a");
        string[] contents = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 10_000 + i))];
        Write(path, contents[0]);
        CancellationToken end = TestContext.Current.CancellationToken;
        Task[] writers = [.. contents.Select(content => Task.Run(() =>
        {
            for (int i = 0; i < 40; i++)
                Write(path, content);
        }, end))];
        Task all = Task.WhenAll(writers);
        while (!all.IsCompleted)
            Assert.Contains(File.ReadAllText(path), contents);
        await all;
        Assert.Contains(File.ReadAllText(path), contents);
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public async Task Those_who_tidy_up_keep_no_writer_from_its_file()
    {
        string path = At("a");
        using CancellationTokenSource over = new();
        // Each of them deletes every file that its writer has created and not locked yet.
        Task[] tidying = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!over.IsCancellationRequested)
            {
                using TemporaryFile own = new(path);
                own.RemoveLeftovers();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        for (int i = 0; i < 300; i++)
            Write(path, $"{i}");
        over.Cancel();
        await Task.WhenAll(tidying);
        Assert.Equal("299", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public void What_a_crashed_writer_left_is_removed_and_a_running_one_is_not_disturbed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a lock is that of Linux");
        string path = At("a"), leftover = At("a.0123456789ab.tmp"), running = At("a.ba9876543210.tmp");
        string[] others = [At("b.0123456789ab.tmp"), At("a.0123456789aZ.tmp"), At("a.tmp"), At("a.1.0123456789ab.tmp")];
        foreach (string file in (string[])[leftover, running, .. others])
            File.WriteAllText(file, "x");
        using (new FileStream(running, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            Write(path, "new");
            Assert.Equal([.. others.Append(path).Append(running).Order(StringComparer.Ordinal)],
                Directory.GetFiles(directory).Order(StringComparer.Ordinal));
        }
        Write(path, "newer");
        Assert.False(File.Exists(running));
    }

    private string At(string name) => Path.Combine(directory, name);

    private static void Write(string path, string text)
        => AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
