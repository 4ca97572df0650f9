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
        Console.WriteLine($"VectorLoss in {Widest.Bits}-bit registers, {threads} thread(s); OpenBLAS {(OpenBlas.IsPresent ? OpenBlas.Version : "absent")}; PyTorch {(torch is null ? "absent" : $"{torch.Version} on {torch.Blas}")}.");
        Console.WriteLine(Table.Heading);
        var contest = quick ? new Contest(7, 2_000, new WarmUp(2)) : new Contest(21, 5_000, new WarmUp(3));
        var context = new CompareContext(quick, threads, torch);
        var rows = new List<Row>();
        foreach (Plan plan in Everything(context))
        {
            if (filter is not null && !$"{plan.Name} {plan.Shape}".Contains(filter, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (Row row in contest.Run(plan))
            {
                rows.Add(row);
                Console.WriteLine(Table.Line(row));
            }
        }
        Console.WriteLine(Control(contest));
        if (file is not null)
            File.WriteAllText(file.FullName, JsonSerializer.Serialize(rows, json));
        return rows.Any(row => row.Remark is not null) ? 1 : 0;
    }

    private static string Control(Contest contest)
    {
        (double median, double largest) = contest.ControlSpread;
        return string.Create(CultureInfo.InvariantCulture,
            $"control workload over its fastest: median {median:F2}, slowest {largest:F2} (1 on a quiet machine)");
    }

    private static IEnumerable<Plan> Everything(CompareContext context) =>
    [
        .. MatrixWorks.All(context),
        .. ElementwiseWorks.All(context),
        .. RowWorks.All(context),
        .. LossWorks.All(context),
        .. TrainingWorks.All(context),
    ];
}
