using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Benchmarks.Works;
using VectorLoss.Lanes;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>Us and the peers in turns: a table on stdout, and JSON where a file is named.</summary>
internal static class CompareCommand
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static int Run(string[] args)
    {
        Option<string> filter = new("--filter") { Description = "Only works whose name and shape contain this text." };
        Option<int> threads = new("--threads") { Description = "Threads for us and for the peers.", DefaultValueFactory = _ => 1 };
        Option<bool> quick = new("--quick") { Description = "Fewer works and rounds: under 50 seconds." };
        Option<FileInfo> file = new("--json") { Description = "Writes the rows to this file." };
        RootCommand command = new("compare: us and each peer interleaved in one run") { filter, threads, quick, file };
        command.SetAction(parsed => Compare(parsed.GetValue(filter), parsed.GetValue(threads), parsed.GetValue(quick), parsed.GetValue(file)));
        return command.Parse(args).Invoke();
    }

    private static int Compare(string? filter, int threads, bool quick, FileInfo? file)
    {
        using Torch? torch = Torch.Start();
        OpenBlas.SetThreads(threads);
        Console.WriteLine($"VectorLoss in {Widest.Bits}-bit registers, {threads} thread(s); OpenBLAS {(OpenBlas.IsPresent ? OpenBlas.Version : "absent")}; PyTorch {torch?.Version ?? "absent"}.");
        Console.WriteLine($"{"work",-34} {"shape",-14} {"ours µs",11} {"peer",-34} {"peer µs",11} {"ratio",7} {"of limit",9}");
        var contest = quick ? new Contest(5, 2_000) : new Contest(21, 5_000);
        var context = new CompareContext(quick, threads, torch);
        var rows = new List<Row>();
        foreach (Plan plan in Everything(context))
        {
            if (filter is not null && !$"{plan.Name} {plan.Shape}".Contains(filter, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (Row row in contest.Run(plan))
            {
                rows.Add(row);
                Console.WriteLine(Line(row));
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"control workload: slowest over fastest {contest.ControlSpread:F2} (1 on a quiet machine)"));
        if (file is not null)
            File.WriteAllText(file.FullName, JsonSerializer.Serialize(rows, json));
        return rows.Any(row => row.Remark is not null) ? 1 : 0;
    }

    private static IEnumerable<Plan> Everything(CompareContext context) =>
    [
        .. MatrixWorks.All(context),
        .. ElementwiseWorks.All(context),
        .. RowWorks.All(context),
        .. LossWorks.All(context),
        .. TrainingWorks.All(context),
    ];

    private static string Line(Row row) => row.Remark is { } remark
        ? $"{row.Work,-34} {row.Shape,-14} {row.Peer}: {remark}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{row.Work,-34} {row.Shape,-14} {row.OursMicroseconds,11:F2} {row.Peer,-34} {row.PeerMicroseconds,11:F2} {row.Ratio,7:F2} {row.ShareOfLimit,9:P1}");
}
