using System.Diagnostics;
using System.Globalization;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Mpi;

/// <summary>Real processes under MPICH's mpiexec: <c>train</c> and <c>gradcheck</c> on 1, 2 and 4 of them.</summary>
public sealed class MpiTests : Workplace
{
    private static readonly string? Launcher = Find("mpiexec.mpich") ?? Find("mpiexec.hydra") ?? Find("mpiexec");
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--optimizer", "adam")]
    [InlineData("--optimizer", "sgd", "--dtype", "double")]
    [InlineData("--optimizer", "adam", "--dtype", "double", "--eval-every", "20", "--target-accuracy", "0.5")]
    [InlineData("--optimizer", "momentum", "--sampling", "replacement", "--metrics", "METRICS")]
    [InlineData("--optimizer", "nadam", "--ema", "0.9", "--clip-norm", "0.5", "--schedule", "plateau", "--eval-every",
        "5", "--decay-patience", "0", "--decay-on", "weights")]
    [InlineData("--tensorboard", "EVENTS", "--patience", "1", "--eval-every", "10")]
    public async Task One_two_and_four_processes_end_in_the_same_file(params string[] more)
    {
        string[] words = ["train", .. Usual(), "--shards", "4",
            .. more.Select(w => w is "METRICS" or "EVENTS" ? At(w) : w)];
        Answer alone = Run([.. words, "--save", At("net")]);
        byte[] whole = File.ReadAllBytes(At("net"));
        foreach (int processes in (int[])[1, 2, 4])
        {
            File.Delete(At("net"));
            Answer answer = await Launch(processes, [.. words, "--save", At("net")]);
            Assert.Equal((alone.Exit, ""), (answer.Exit, BesideProgress(answer.Error)));
            Assert.Equal(whole, File.ReadAllBytes(At("net")));
            // Only the first process prints, and says the same but for times and processes.
            Assert.Equal(Facts(alone.Out), Facts(answer.Out));
        }
    }

    // 53 rows to learn from: the last batch of 16 has 5, and two of its four shards have none.
    [Fact]
    public async Task A_table_is_learned_in_the_same_bits_by_one_two_and_four_processes()
    {
        SeededRandom random = new(4);
        File.WriteAllLines(At("t.csv"), ["a,b,y", .. Enumerable.Range(0, 66).Select(_ => string.Create(
            CultureInfo.InvariantCulture, $"{random.Normal()},{random.Normal()},{random.Normal()}"))]);
        string[] words = ["train", "--csv", At("t.csv"), "--target", "y", "--loss", "huber", "--epochs", "3",
            "--shards", "4", "--batch", "16", "--threads", "1", "--save", At("net")];
        Assert.Equal((0, ""), (Run(words).Exit, BesideProgress(Run(words).Error)));
        byte[] whole = File.ReadAllBytes(At("net"));
        foreach (int processes in (int[])[2, 4])
        {
            File.Delete(At("net"));
            Answer answer = await Launch(processes, words);
            Assert.Equal((0, ""), (answer.Exit, BesideProgress(answer.Error)));
            Assert.Equal(whole, File.ReadAllBytes(At("net")));
        }
    }

    [Fact]
    public async Task A_run_goes_on_on_another_number_of_processes_of_other_widths()
    {
        string[] words = ["train", .. Usual("--steps"), "--steps", "2000", "--shards", "4"];
        Run([.. words, "--save", At("whole")]);
        string[] saving = ["--save", At("net"), "--save-every", "50"];
        bool isOver = false;
        for (int run = 0; !isOver; run++)
        {
            string[] start = File.Exists(At("net")) ? ["train", "--resume", At("net")] : words;
            // Processes of one run may have registers of different widths.
            using Process process = Start(run % 3 == 0 ? 2 : run % 3 == 1 ? 4 : 1,
                ("DOTNET_EnableAVX512", run % 2 == 0 ? "0" : "1"), [.. start, .. saving]);
            DateTime before = File.Exists(At("net")) ? File.GetLastWriteTimeUtc(At("net")) : default;
            while (!process.HasExited && run < 4
                && (!File.Exists(At("net")) || File.GetLastWriteTimeUtc(At("net")) == before))
                await Task.Delay(1, Stop);
            // On a busy machine a run may have ended before it is killed: then its net has no state.
            isOver = await Finish(process, kill: run < 4) || (File.Exists(At("net"))
                && !SafetensorsFile.Load(At("net")).Metadata.ContainsKey("training.settings"));
        }
        Assert.Equal(File.ReadAllBytes(At("whole")), File.ReadAllBytes(At("net")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_process_that_is_killed_ends_all_with_one_line(int rank)
    {
        string[] words = ["train", .. Usual("--steps"), "--steps", "100000000", "--shards", "4", "--save", At("net"),
            "--save-every", "10"];
        using Process process = Start(4, ("A", "B"), words);
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        while (!File.Exists(At("net")) && !process.HasExited)
            await Task.Delay(5, Stop);
        int victim = Ranks().Single(one => one.Rank == rank).Process;
        long start = Stopwatch.GetTimestamp();
        Process.GetProcessById(victim).Kill();
        await process.WaitForExitAsync(Stop);
        await output;
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "all end within 10 s");
        Assert.DoesNotContain("backtrace", await error);
        string line = Assert.Single((await error).Split('\n'),
            text => text.StartsWith("vectorloss: ", StringComparison.Ordinal));
        Assert.Equal($"vectorloss: one of the 4 processes has ended, and so all; --resume {At("net")} goes on from the "
            + "last state that was saved, if one was", line);
        Assert.Empty(Ranks());
        Assert.True(SafetensorsFile.Load(At("net")).Metadata.ContainsKey("training.step"));
    }

    [Fact]
    public async Task What_does_not_fit_is_one_line_of_the_first_process()
    {
        await Refused(3, "--shards 4 cannot be shared by 3 processes", "--shards", "4");
        await Refused(2, "--shards 1 cannot be shared by 2 processes");
        await Refused(2, "--batch 20 cannot be cut into 8 shards of equal size: 16 or 24 can", "--shards", "8");
        await Refused(2, $"--save {At("no/such/net")}: cannot be written: there is no such directory", "--shards", "2",
            "--save", At("no/such/net"));
        await Refused(3, "'--shrds' is not an option; did you mean '--shards'?", "--shrds", "2");
        Assert.Contains("--batch 3 cannot be cut into 4 shards of equal size: it needs at least 4",
            Train("--shards", "4", "--batch", "3").Line);
        Assert.Contains("a power of two", Train("--shards", "3").Line);
        Assert.Contains("--shards does not suit --gradient numerical",
            Train("--shards", "2", "--gradient", "numerical").Line);
    }

    [Fact]
    public async Task Processes_of_Open_MPI_get_one_clear_line()
    {
        // No launcher: the environment of one is enough to know it.
        foreach (int rank in (int[])[0, 1])
        {
            ProcessStartInfo start = Redirected(Program, ["train"]);
            (start.Environment["OMPI_COMM_WORLD_SIZE"], start.Environment["OMPI_COMM_WORLD_RANK"]) = ("2", $"{rank}");
            using Process process = Process.Start(start)!;
            string error = await process.StandardError.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            Assert.Equal(ExitCode.BadInput, process.ExitCode);
            Assert.Equal(rank > 0 ? "" : "vectorloss: one of 2 processes: this process was started by Open MPI, whose "
                + "ABI is another: use mpiexec of MPICH or of a relative, such as Debian's package mpich "
                + "(mpiexec.mpich)\n", error);
        }
    }

    [Fact]
    public async Task Gradcheck_reports_as_one_process_does()
    {
        string[] words = ["gradcheck", "--loss", "huber", "--op", "Linear", "--cases", "5", "--json"];
        Answer alone = Run(words);
        foreach (int processes in (int[])[2, 3, 4])
        {
            Answer answer = await Launch(processes, words);
            Assert.Equal((alone.Exit, alone.Out), (answer.Exit, answer.Out));
        }
    }

    private async Task Refused(int processes, string line, params string[] more)
    {
        Answer answer = await Launch(processes, ["train", .. Usual(more), .. more]);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.StartsWith($"vectorloss: {line}", answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
    }

    private static string[] Facts(string text) => [.. text.Split('\n').Where(line
        => Array.Exists(["Test", "Training", "Settings"], name => line.StartsWith(name, StringComparison.Ordinal)))];

    // On a busy machine a run takes so long that it tells its progress.
    private static string BesideProgress(string error) => string.Concat(error.Split('\n')
        .Where(line => !line.StartsWith("step ", StringComparison.Ordinal)));

    // The ranks whose command line names this test's folder.
    private IEnumerable<(int Rank, int Process)> Ranks()
    {
        const string Variable = "PMI_RANK=";
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            string[] words = Lines(Path.Combine(folder, "cmdline"));
            if (int.TryParse(Path.GetFileName(folder), out int process)
                && words[0] == Program && words.Contains(At("net"))
                && Array.Find(Lines(Path.Combine(folder, "environ")),
                    text => text.StartsWith(Variable, StringComparison.Ordinal)) is { } rank)
            {
                yield return (int.Parse(rank[Variable.Length..], CultureInfo.InvariantCulture), process);
            }
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllText(path).Split('\0');
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [""];
        }
    }

    private async Task<bool> Finish(Process process, bool kill)
    {
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        if (kill && Ranks().LastOrDefault() is { Process: > 0 } victim)
            Process.GetProcessById(victim.Process).Kill();
        await process.WaitForExitAsync(Stop);
        await output;
        Assert.True(kill || process.ExitCode == ExitCode.Done, await error);
        return process.ExitCode == ExitCode.Done;
    }

    private static async Task<Answer> Launch(int processes, params string[] words)
    {
        using Process process = Start(processes, ("A", "B"), words);
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return new(process.ExitCode, await output, await error);
    }

    // The variable is that of every second process.
    private static Process Start(int processes, (string Name, string Value) variable, string[] words)
    {
        Assert.SkipWhen(Launcher is null, "There is no mpiexec of MPICH (Debian: mpich).");
        int half = processes / 2;
        string[] first = ["-n", $"{processes - half}", Program, .. words];
        string[] rest = [":", "-n", $"{half}", "-env", variable.Name, variable.Value, Program, .. words];
        return Process.Start(Redirected(Launcher!, [.. first, .. half == 0 ? [] : rest]))!;
    }

    private static ProcessStartInfo Redirected(string program, string[] words) => new(program, words)
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    };

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
