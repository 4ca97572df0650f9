using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Outputs are checked before the work begins, and no output destroys another or an input.</summary>
public sealed class OutputTests : Workplace
{
    // Every pair of outputs of a training run, under one name and under two names of one file.
    [Theory]
    [InlineData("--save", "--report")]
    [InlineData("--save", "--metrics")]
    [InlineData("--report", "--metrics")]
    public void Two_outputs_that_are_one_file_are_refused(string one, string other)
    {
        Directory.CreateDirectory(At("real"));
        Directory.CreateSymbolicLink(At("link"), At("real"));
        File.WriteAllText(At("real/old"), "old");
        File.CreateSymbolicLink(At("alias"), At("real/old"));
        foreach ((string first, string second) in new[]
        {
            ("a", "a"), ("a", "./a"), ("real/a", "link/a"), ("real/old", "alias"), ("real/../a", "a"),
        })
        {
            Answer answer = Train(one, At(first), other, At(second));
            Refused(answer, "name the same file");
            Assert.Contains(one, answer.Line);
            Assert.Contains(other, answer.Line);
        }
        Assert.False(File.Exists(At("a")));
        Assert.Equal("old", File.ReadAllText(At("real/old")));
    }

    // Every output of every command: a name that promises another format is refused before the work, others are not.
    [Theory]
    [InlineData("train", "--save", ".safetensors")]
    [InlineData("train", "--report", ".html", ".htm")]
    [InlineData("train", "--metrics", ".jsonl", ".ndjson", ".txt")]
    [InlineData("export", "--onnx", ".onnx")]
    [InlineData("predict", "--out", ".csv", ".tsv", ".tab", ".txt", ".npy")]
    [InlineData("loss", "--output", ".npy")]
    [InlineData("loss", "--gradient", ".npy")]
    [InlineData("loss", "--gradient-target", ".npy")]
    [InlineData("loss", "--curvature", ".npy")]
    [InlineData("gradcheck", "--report", ".html", ".htm")]
    [InlineData("gradcheck", "--junit", ".xml")]
    public void An_extension_of_another_format_is_refused(string command, string option, params string[] own)
    {
        Npy.Write<double>(At("x.npy"), [2], [1, 2]);
        File.WriteAllText(At("t.csv"), "a,b\n1,2\n3,4\n5,6\n");
        Assert.Equal(ExitCode.Done, Run("train", "--csv", At("t.csv"), "--target", "b", "--test", "0", "--steps", "2",
            "--save", At("net")).Exit);
        string[] words = command switch
        {
            "train" => ["train", .. Usual()],
            "export" => ["export", "--model", At("net")],
            "predict" => ["predict", "--model", At("net"), "--csv", At("t.csv")],
            "loss" => ["loss", "mse", "--input", At("x.npy"), "--target", At("x.npy")],
            _ => ["gradcheck", "--loss", "mse", "--cases", "1"],
        };
        string[] others = [".npz", ".json", ".parquet", ".xlsx", ".pt", ".gz", ".CSV", ".html", ".npy", ".safetensors",
            ".onnx", ".txt", ".jsonl"];
        foreach (string extension in others.Where(one => !own.Contains(one.ToLowerInvariant())))
        {
            string path = At("made" + extension);
            Refused(Run([.. words, option, path]), $"{option} {path}: no {extension} file is written here; what is "
                + $"written ends in {string.Join(", ", own[..^1])}{(own.Length > 1 ? " or " : "")}{own[^1]}");
            Assert.False(File.Exists(path));
        }
        foreach (string extension in (string[])[.. own, own[0].ToUpperInvariant(), "", ".mine", ".5"])
        {
            Assert.Equal(ExitCode.Done, Run([.. words, option, At("made" + extension)]).Exit);
            Assert.True(File.Exists(At("made" + extension)));
        }
    }

    [Fact]
    public void Predictions_in_a_tsv_have_tabs_and_read_back()
    {
        File.WriteAllText(At("t.csv"), "a,kind\n" + string.Concat(Enumerable.Range(0, 40)
            .Select(i => $"{i % 7},{(i % 7 > 3 ? "\"p, q\"" : "\"r\ts\"")}\n")));
        Assert.Equal(ExitCode.Done, Run("train", "--csv", At("t.csv"), "--target", "kind", "--steps", "200", "--save",
            At("net")).Exit);
        File.WriteAllText(At("new.tsv"), "b\ta\n1\t6\n1\t0\n");
        foreach (string name in (string[])["p.tsv", "p.TAB", "p.csv"])
            Assert.Equal(ExitCode.Done, Run("predict", "--model", At("net"), "--csv", At("new.tsv"), "--out",
                At(name)).Exit);
        string[] lines = File.ReadAllLines(At("p.tsv"));
        Assert.Equal("kind\tprobability p, q\t\"probability r\ts\"", lines[0]);
        Assert.StartsWith("p, q\t", lines[1]);
        Assert.StartsWith("\"r\ts\"\t", lines[2]);
        Assert.Equal(lines, File.ReadAllLines(At("p.TAB")));
        Assert.Equal("kind,\"probability p, q\",probability r\ts", File.ReadAllLines(At("p.csv"))[0]);
    }

    [Fact]
    public void An_output_that_is_part_of_the_data_is_refused()
    {
        string images = Path.Combine(Data, "train-images-idx3-ubyte");
        byte[] before = File.ReadAllBytes(images);
        File.CreateSymbolicLink(At("link"), images);
        foreach (string option in (string[])["--save", "--report", "--metrics"])
        {
            foreach (string path in (string[])[images, At("link")])
                Refused(Train(option, path), $"{option} would overwrite --data {images}, which is read");
        }
        Assert.Equal(before, File.ReadAllBytes(images));
    }

    [Fact]
    public void A_hard_link_is_the_file_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says which names are one file.");
        string images = Path.Combine(Data, "train-images-idx3-ubyte");
        byte[] before = File.ReadAllBytes(images);
        Link(images, At("link"));
        foreach (string option in (string[])["--save", "--report", "--metrics"])
            Refused(Train(option, At("link")), $"{option} would overwrite --data {images}, which is read");
        Assert.Equal(before, File.ReadAllBytes(images));
        File.WriteAllText(At("old"), "old");
        Link(At("old"), At("same"));
        Refused(Train("--save", At("old"), "--metrics", At("same")), "--save and --metrics name the same file");
        Assert.Equal("old", File.ReadAllText(At("old")));
    }

    [Fact]
    public void No_output_stands_where_a_directory_is_to_be()
    {
        foreach (string option in (string[])["--save", "--report", "--metrics"])
        {
            foreach (string path in (string[])["run", "run/", "run/events", "./other/../run/deeper/events"])
            {
                Refused(Train(option, At("run"), "--tensorboard", At(path)),
                    $"{option} {At("run")} would be a file where --tensorboard {At(path)} is to be a directory");
                Assert.False(Path.Exists(At("run")));
            }
        }
        Directory.CreateDirectory(At("run"));
        Assert.Equal(0, Train("--save", At("run/net"), "--tensorboard", At("run")).Exit);
        Assert.Equal(0, Train("--save", At("runs"), "--tensorboard", At("run")).Exit);
    }

    [Fact]
    public void The_outputs_of_a_loss_neither_meet_nor_touch_an_input()
    {
        Npy.Write<double>(At("p.npy"), [2], [1, 2]);
        Npy.Write<double>(At("t.npy"), [2], [1, 0]);
        byte[] before = File.ReadAllBytes(At("p.npy"));
        string[] words = ["loss", "mse", "--input", At("p.npy"), "--target", At("t.npy")];
        Refused(Run([.. words, "--gradient", At("g"), "--output", At("g")]),
            "--output and --gradient name the same file");
        Refused(Run([.. words, "--gradient", At("g"), "--gradient-target", At("g")]),
            "--gradient and --gradient-target name the same file");
        Refused(Run([.. words, "--gradient", At("p.npy")]), "--gradient would overwrite --input");
        Refused(Run([.. words, "--output", At("t.npy")]), "--output would overwrite --target");
        Refused(Run([.. words, "--gradient", Data]), $"--gradient {Data}: cannot be written: this is a directory");
        Refused(Run([.. words, "--output", At("no/such.npy")]), $"--output {At("no/such.npy")}: cannot be written");
        Assert.Equal(before, File.ReadAllBytes(At("p.npy")));
        Assert.False(File.Exists(At("g")));
    }

    [Fact]
    public void A_refused_output_names_no_temporary_file_and_leaves_none()
    {
        string[] before = Directory.GetFileSystemEntries(At("."));
        foreach (string option in (string[])["--save", "--report", "--metrics"])
        {
            foreach (string path in (string[])["no/such", "small", "\0", "small/train-images-idx3-ubyte/below"])
            {
                Answer answer = Train(option, At(path));
                Assert.Equal(ExitCode.BadInput, answer.Exit);
                Assert.StartsWith($"vectorloss: {option} ", answer.Line);
                Assert.DoesNotMatch(@"\.tmp|\.trial|[0-9a-f]{12}", answer.Line);
            }
        }
        Assert.Equal(before, Directory.GetFileSystemEntries(At(".")));
    }

    // A relative link means something in a directory only, so this is a process of its own.
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_link_is_followed_and_the_file_behind_it_keeps_its_mode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither modes nor links for everybody.");
        Npy.Write<double>(At("p.npy"), [2], [1, 2]);
        Directory.CreateDirectory(At("real"));
        Npy.Write<double>(At("real/g.npy"), [1], [9]);
        File.SetUnixFileMode(At("real/g.npy"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(At("link.npy"), "real/g.npy");
        string program = Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli");
        ProcessStartInfo start = new(program, ["loss", "mse", "--input", "p.npy", "--target", "p.npy", "--gradient",
            "link.npy"])
        { WorkingDirectory = At("."), RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, process.ExitCode);
        Assert.Equal("real/g.npy", new FileInfo(At("link.npy")).LinkTarget);
        Assert.Equal([0, 0], Npy.Read(At("real/g.npy")).ToDoubles());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("real/g.npy")));
    }

    // The device that is always full stands for a full disk.
    [Fact]
    public void A_full_disk_under_the_metrics_loses_no_net()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no full device to write to.");
        Answer answer = Train("--metrics", "/dev/full", "--save", At("net"), "--report", At("page.html"));
        Assert.Equal(ExitCode.OutputLost, answer.Exit);
        Assert.Contains("warning: --metrics /dev/full: cannot be written: No space left on device;", answer.Line);
        Assert.Contains("Test accuracy", answer.Out);
        Assert.EndsWith("</html>\n", File.ReadAllText(At("page.html")));
        Assert.Equal(ExitCode.Done, Run("eval", "--model", At("net"), "--data", Data).Exit);
    }

    // The verdict is there, and only what shows it is lost.
    [Theory]
    [InlineData("--report")]
    [InlineData("--junit")]
    public void A_full_disk_under_a_page_loses_no_verdict(string option)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no full device to write to.");
        Answer answer = Run("gradcheck", "--loss", "huber", "--cases", "1", option, "/dev/full");
        Assert.Equal(ExitCode.OutputLost, answer.Exit);
        Assert.Equal($"vectorloss: warning: {option} /dev/full: cannot be written: No space left on device",
            answer.Line);
        Assert.StartsWith("passed: 2 gradients", answer.Out);
    }

    [Fact]
    public async Task Of_two_outputs_the_net_is_saved_first_and_a_page_that_is_lost_is_a_warning()
    {
        Directory.CreateDirectory(At("pages"));
        // The directory of the page vanishes while the net is trained.
        using CancellationTokenSource stop = new();
        string[] words = ["train", .. Usual("--steps"), "--steps", "1000000000", "--metrics", At("m.jsonl"),
            "--save", At("net"), "--report", At("pages/page.html")];
        Task<Answer> training = Task.Run(() => Run(stop.Token, words), TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(At("m.jsonl")) && new FileInfo(At("m.jsonl")).Length > 0, 60_000);
        Directory.Delete(At("pages"), recursive: true);
        await stop.CancelAsync();
        Answer answer = await training;
        Assert.Equal(ExitCode.Interrupted, answer.Exit);
        Assert.Contains("warning: --report", answer.Error);
        Assert.Equal(ExitCode.Done, Run("eval", "--model", At("net"), "--data", Data).Exit);
        Assert.Equal("end", JsonDocument.Parse(File.ReadLines(At("m.jsonl")).Last()).RootElement
            .GetProperty("event").GetString());
    }

    internal static void Link(string file, string name)
    {
        using Process link = Process.Start("ln", [file, name]);
        link.WaitForExit();
        Assert.Equal(0, link.ExitCode);
    }

    private static void Refused(Answer answer, string reason)
    {
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.Contains(reason, answer.Line);
    }
}
