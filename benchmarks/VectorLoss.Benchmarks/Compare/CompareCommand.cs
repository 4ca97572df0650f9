using System.CommandLine;
using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What was asked for.</summary>
internal sealed record CompareOptions(
    string? Filter, int Threads, bool Quick, FileInfo? Json, DirectoryInfo? Record, bool Avx2);

/// <summary>The command line of `compare`: whatever is wrong with it is one line on stderr, exit code 2.</summary>
internal static class CompareCommand
{
    private const int Done = 0, BadArguments = 2;

    public static int Run(string[] args)
    {
        Option<string> filter = new("--filter") { Description = "Only works whose name and shape contain this text." };
        Option<int> threads = new("--threads")
        {
            Description = "Threads for us and for the peers.",
            DefaultValueFactory = _ => 1,
        };
        Option<bool> quick = new("--quick")
        {
            Description = "Fewer rounds, and of each work the first size that the filter leaves: under two minutes.",
        };
        Option<FileInfo> json = new("--json") { Description = "Writes the rows to this file, as JSON." };
        Option<DirectoryInfo> record = new("--record")
        {
            Description = "Writes a dated record of the run to this directory: the machine, the versions, all rows.",
        };
        Option<bool> avx2 = new("--avx2")
        {
            Description = "Without AVX-512, on both sides: OpenBLAS has its Haswell kernels, PyTorch its AVX2 ones.",
        };
        RootCommand command = new("""
            compare: us and each peer in turns in one run. Every result is verified before it is timed.
              work and shape, ours µs, peer, peer µs: medians of the rounds
              ratio      peer over ours: the median of the rounds' ratios, above 1 we are faster
              quartiles  half of the rounds' ratios lay between these: how far the ratio can be trusted
              % lim      time of the machine's own limit (`compare --filter machine`) over ours
            Exit code: 0 done, 1 a result was wrong or a peer failed, 2 bad arguments.
            """)
        { filter, threads, quick, json, record, avx2 };
        ParseResult parsed = command.Parse(args);
        if (parsed.Action is not null)
            return parsed.Errors.Count == 0 ? parsed.Invoke() : Refuse(parsed.Errors[0].Message);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed.Errors[0].Message);
        var options = new CompareOptions(parsed.GetValue(filter), parsed.GetValue(threads), parsed.GetValue(quick),
            parsed.GetValue(json), parsed.GetValue(record), parsed.GetValue(avx2));
        if (options.Avx2 && Vector512.IsHardwareAccelerated)
            return AgainWithoutAvx512(args);
        return Wrong(options) is string wrong ? Refuse(wrong)
            : Comparison.Run(options) ?? Refuse(NothingMatches(options));
    }

    // The runtime reads its instruction sets when it starts, so the whole program starts again.
    private static int AgainWithoutAvx512(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["compare", .. args]);
        start.Environment["DOTNET_EnableAVX512"] = "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static string? Wrong(CompareOptions options)
    {
        if (options.Threads < 1 || options.Threads > Environment.ProcessorCount)
            return $"--threads {options.Threads}: from 1 to {Environment.ProcessorCount}, the cores it may use.";
        try
        {
            if (options.Json is { } file)
                Touch(file.FullName);
            if (options.Record is { } directory)
                Touch(Directory.CreateDirectory(directory.FullName).FullName + "/.writable");
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"Cannot write: {error.Message}";
        }
    }

    /// <summary>Finds out now, and not after minutes of measuring, whether the file can be written.</summary>
    private static void Touch(string path)
    {
        bool existed = File.Exists(path);
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write)) { }
        if (!existed)
            File.Delete(path);
    }

    private static string NothingMatches(CompareOptions options)
        => $"--filter '{options.Filter}' matches no work. There are: {string.Join(", ", Comparison.Names(options))}.";

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"compare: {why.ReplaceLineEndings(" ")}");
        return BadArguments;
    }
}
