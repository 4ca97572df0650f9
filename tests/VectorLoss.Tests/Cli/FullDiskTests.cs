using System.Diagnostics;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>
/// A disk that is full at every page in turn, or read-only: the old net stays whole or the new one is whole, and what
/// went wrong is said. <c>VECTORLOSS_EXHAUSTIVE=1</c> tries every size.
/// </summary>
public sealed class FullDiskTests : Workplace
{
    private const string Outcome =
        "; code=$?; cp \"$DISK/net\" \"$DISK.net\"; ls -A \"$DISK\" > \"$DISK.left\"; exit $code";

    private static readonly bool All = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1";

    [Theory]
    [InlineData]
    [InlineData("--save-every", "3")]
    [InlineData("--metrics", "metrics")]
    [InlineData("--save-every", "3", "--metrics", "metrics", "--report", "page.html")]
    public void A_disk_that_is_full_at_any_page_costs_no_net(params string[] more)
    {
        byte[] old = OldNet(), whole = Saved("whole", "--seed", "2");
        int before = Pages(old), after = Pages(whole), lost = 0, saved = 0;
        string[] outputs = [.. more.Select(word => char.IsAsciiLetter(word[0]) ? At($"disk/{word}") : word)];
        // The metrics of a run take under a page a step, a page of a report under 60.
        int most = before + after + (outputs.Contains("--report") ? 75 : outputs.Contains("--metrics") ? 6 : 2);
        for (int pages = before; pages <= most; pages += All ? 1 : (most - before) / 3)
        {
            (int code, string error) = SmallDisk.Run(At("disk"), pages,
                $"cp \"$DISK.old\" \"$DISK/net\"; \"$@\"{Outcome}",
                [Program, .. Words("--seed", "2"), "--save", At("disk/net"), .. outputs]);
            byte[] net = File.ReadAllBytes(At("disk.net"));
            bool isNew = net.AsSpan().SequenceEqual(whole);
            // A net that was saved on the way is whole too, but not the last one.
            bool isBetween = !isNew && !net.AsSpan().SequenceEqual(old)
                && SafetensorsFile.Load(At("disk.net")).Metadata.ContainsKey("training.step");
            Assert.True(isNew || isBetween || net.AsSpan().SequenceEqual(old), $"{pages} pages: torn");
            Assert.True(isNew || code != ExitCode.Done,
                $"{pages} pages: exit code {code}, and the net is an old one\n{error}");
            Assert.True(code == ExitCode.Done || error.Contains("No space left on device", StringComparison.Ordinal),
                $"{pages} pages: exit code {code}\n{error}");
            Assert.DoesNotContain(File.ReadLines(At("disk.left")), name
                => name.EndsWith(".tmp", StringComparison.Ordinal));
            _ = isNew ? saved++ : lost++;
        }
        Assert.True(lost > 0 && saved > 0, $"{lost} lost, {saved} saved: the sizes did not cross the edge");
    }

    [Fact]
    public void Results_that_cannot_be_written_are_lost_in_words()
    {
        Npy.Write<double>(At("x.npy"), [1], [1]);
        Assert.Equal(ExitCode.Done, Train("--save", At("old")).Exit);
        foreach ((string end, string reason) in new[]
        {
            (">&-", "permission denied"), ("> /dev/full", "No space left on device"),
        })
            foreach ((string words, string? made) in new[]
            {
                ("losses", null), ($"train {string.Join(' ', Usual())} --save {At("net")}", "net"),
                ($"export --model {At("old")} --onnx {At("o.onnx")}", "o.onnx"),
                ($"loss mse --input {At("x.npy")} --target {At("x.npy")} --output {At("v.npy")}", "v.npy"),
                ($"new loss OneSided --dir {At("own")}", "own/OneSided.cs"),
            })
            {
                using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"\"$0\" {words} {end}", Program])
                {
                    RedirectStandardError = true,
                })!;
                Assert.Equal($"vectorloss: standard output cannot be written: {reason}\n",
                    shell.StandardError.ReadToEnd());
                shell.WaitForExit();
                Assert.Equal(ExitCode.OutputLost, shell.ExitCode);
                Assert.True(made is null || File.Exists(At(made)), words);
                if (made is not null)
                    Directory.Move(At(made.Split('/')[0]), At($"{Guid.NewGuid()}"));
            }
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_refused_before_the_work()
    {
        byte[] old = OldNet();
        (int code, string error) = SmallDisk.Run(At("disk"), 2 * Pages(old),
            $"cp \"$DISK.old\" \"$DISK/net\"; mount -o remount,ro \"$DISK\"; \"$@\"{Outcome}",
            [Program, .. Words("--steps", "1000000000"), "--save", At("disk/net")]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal($"vectorloss: --save {At("disk/net")}: cannot be written: Read-only file system\n", error);
        Assert.Equal(old, File.ReadAllBytes(At("disk.net")));
        Assert.Equal(["net"], File.ReadLines(At("disk.left")));
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli");

    private static int Pages(byte[] file) => (file.Length + 4095) / 4096;

    private string[] Words(params string[] more)
        => ["train", .. Usual(["--layers", "--steps", .. more]), "--layers", "16,300,10",
            .. more.Contains("--steps") ? Array.Empty<string>() : ["--steps", "7"], .. more];

    private byte[] OldNet()
    {
        Directory.CreateDirectory(At("disk"));
        return Saved("disk.old");
    }

    private byte[] Saved(string name, params string[] more)
    {
        Assert.Equal(ExitCode.Done, Run([.. Words(more), "--save", At(name)]).Exit);
        return File.ReadAllBytes(At(name));
    }
}
