using System.Diagnostics;
using System.Globalization;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;

namespace VectorLoss.Benchmarks.Works;

/// <summary>
/// What somebody waits for who types a command: the whole process, from its start to a net that gets 97 % of the MNIST
/// test images right. Same files, net, batches, optimiser, schedule, target, and evaluations every 100 steps.
/// </summary>
/// <remarks>
/// Each round draws new weights and batches, from seeds 1, 2, 3 …: how many steps it takes is partly luck.
/// </remarks>
internal static class ColdStartWorks
{
    private const string Variable = "VECTORLOSS_MNIST", Target = "0.97";

    // artifacts/bin/VectorLoss.Benchmarks/<configuration>/ in the repository.
    private static readonly string root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static string Data => Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(root,
        "../shared/data/mnist");

    private static string Command => Path.Combine(root, "artifacts/bin/VectorLoss.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "vectorloss");

    /// <summary>Why there is no such work here; null if there is.</summary>
    public static string? Missing => !Directory.Exists(Data)
        ? $"no MNIST in {Path.GetRelativePath(root, Data)}; the environment variable {Variable} names the folder"
        : File.Exists(Command) ? null : $"{Path.GetRelativePath(root, Command)} is not built";

    public static IEnumerable<Plan> All(CompareContext context)
    {
        if (Missing is null)
            yield return new("cold start to 97 % of MNIST", "784-128-10 b100",
                _ => new(new Program("VectorLoss", "", Ours))
                {
                    Threads = Environment.ProcessorCount,
                    Cold = true,
                    Peers = context.Torch is { } torch
                    ? Peers(torch.Version) : [],
                })
            {
                TakesMinutes = true,
            };
    }

    // torch's own threads, then those of its BLAS: which are best is not known beforehand.
    private static IReadOnlyList<Contestant> Peers(string version)
    {
        int all = Environment.ProcessorCount;
        (int Own, int Blas)[] settings = all == 1 ? [(1, 1)] : [(1, 1), (1, all), (all, 1)];
        return [.. settings.Select(threads =>
            new Program("PyTorch", $"{version} ({threads.Own}+{threads.Blas} threads)",
            seed => Theirs(seed, threads.Own, threads.Blas)))];
    }

    private static ProcessStartInfo Ours(int seed)
        => new(Command, ["train", "--data", Data, "--target-accuracy", Target, "--seed", Text(seed)]);

    private static ProcessStartInfo Theirs(int seed, int own, int blas)
    {
        ProcessStartInfo start = new("/usr/bin/python3",
            ["-I", Path.Combine(AppContext.BaseDirectory, "Peers", "cold_start.py"),
            Data, Target, Text(seed), Text(own), Text(blas)]);
        OpenBlas.ChooseBest(start.Environment);
        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A program that is started anew for every run, with the next seed.</summary>
    private sealed class Program(string name, string version, Func<int, ProcessStartInfo> start) : Contestant(name,
        version)
    {
        private string? wrong;
        private int seed;

        public override double Measure(int calls)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
                Run(start(++seed));
            return Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        }

        public override string? Verify() => wrong;

        private void Run(ProcessStartInfo info)
        {
            (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
            using Process process = Process.Start(info)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                wrong = $"exit code {process.ExitCode} with seed {seed}: the target was not reached";
        }
    }
}
