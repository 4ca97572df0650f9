using System.Diagnostics;
using System.Globalization;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Benchmarks.Works;
using VectorLoss.Lanes;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>One run of `compare`: a table on stdout while it measures, and the files that were asked for.</summary>
internal static class Comparison
{
    /// <summary>The exit code, or null if no work has such a name.</summary>
    public static int? Run(CompareOptions options)
    {
        var clock = Stopwatch.StartNew();
        using var context = new CompareContext(options.Threads);
        Plan[] plans = [.. Chosen(Everything(context), options)];
        if (plans.Length == 0)
            return null;
        OpenBlas.SetThreads(options.Threads);
        string[] heading = [.. Heading(context)];
        Array.ForEach(heading, Console.WriteLine);
        Console.WriteLine(Table.Heading);
        Contest contest = options.Quick ? new(7, 2_000, new(2)) : new(21, 5_000, new(3));
        List<Row> rows = [.. Absent(context)];
        foreach (Row row in plans.SelectMany(plan => Run(contest, plan)))
        {
            rows.Add(row);
            Console.WriteLine(Table.Line(row));
        }
        string[] footing = [.. Footing(contest, clock.Elapsed)];
        Array.ForEach(footing, Console.WriteLine);
        if (options.Json is { } file)
            File.WriteAllText(file.FullName, Record.Json(rows));
        if (options.Record is { } directory)
            Record.Write(directory.FullName, options, heading, rows, footing);
        return rows.Any(row => double.IsNaN(row.OursMicroseconds)) ? 1 : 0;
    }

    /// <summary>The names of all works that a filter would find, each once.</summary>
    public static IEnumerable<string> Names(CompareOptions options)
    {
        using var context = new CompareContext(options.Threads);
        return [.. Chosen(Everything(context), options with { Filter = null }).Select(plan => plan.Name).Distinct()];
    }

    /// <summary>All works.</summary>
    public static IEnumerable<Plan> Everything(CompareContext context) =>
    [
        .. MachineWorks.All(context),
        .. MatrixWorks.All(context),
        .. ElementwiseWorks.All(context),
        .. ReductionWorks.All(context),
        .. RowWorks.All(context),
        .. LossWorks.All(context),
        .. LayoutWorks.All(context),
        .. LinearSoftmaxWorks.All(context),
        .. TwinWorks.All(context),
        .. RegularisedWorks.All,
        .. TrainingWorks.All(context),
        .. InferenceWorks.All(context),
        .. ColdStartWorks.All(context),
    ];

    private static IReadOnlyList<IModernPeer> Modern => ModernPeers.All;

    // Works name their usual size first. No work knows of `--quick`, so none can forget it.
    private static IEnumerable<Plan> Chosen(IEnumerable<Plan> all, CompareOptions options)
    {
        IEnumerable<Plan> matching = all.Where(plan => Matches(plan, options.Filter));
        return options.Quick ? matching.Where(plan => !plan.TakesMinutes).DistinctBy(plan => plan.Name) : matching;
    }

    private static bool Matches(Plan plan, string? filter)
        => filter is null || $"{plan.Name} {plan.Shape}".Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Row> Run(Contest contest, Plan plan)
    {
        try
        {
            return [.. contest.Run(plan)];
        }
        catch (IOException error)
        {
            return [Row.Failed(plan, "PyTorch", error.Message)];
        }
    }

    private static IEnumerable<string> Heading(CompareContext context)
    {
        string torch = context.Torch is { } peer ? $"PyTorch {peer.Version} on {peer.Blas}" : "no PyTorch";
        string blas = OpenBlas.IsPresent ? $"OpenBLAS {OpenBlas.Version}" : "no OpenBLAS";
        yield return $"{Machine.Describe()}.";
        yield return $"VectorLoss in {Widest.Bits}-bit registers, {context.Threads} thread(s), beside";
        yield return $"TensorPrimitives {Versions.TensorPrimitives}, Math.NET {Versions.MathNet}, {blas}, {torch}.";
        if (string.Join(", ", Modern.Where(one => one.Missing is null).Select(one => $"{one.Name} {one.Version}"))
            is { Length: > 0 } modern)
            yield return $"In this process: {modern}.";
        foreach (Row row in Absent(context))
            yield return $"ABSENT: {row.Peer}: {row.Remark}";
    }

    private static IEnumerable<Row> Absent(CompareContext context)
    {
        if (!OpenBlas.IsPresent)
            yield return new("absent peer", "", 0, 0, "OpenBLAS",
                Remark: "no libopenblas.so.0; Debian: apt-get install libopenblas0-pthread");
        if (context.Torch is null)
            yield return new("absent peer", "", 0, 0, "PyTorch",
                Remark: "/usr/bin/python3 cannot import torch; Debian: apt-get install python3-torch");
        if (Modern.Count == 0)
            yield return new("absent peer", "", 0, 0, "libtorch and ONNX Runtime",
                Remark: "built without -p:ModernPeers=true");
        foreach (IModernPeer peer in Modern)
            if (peer.Missing is { } why)
                yield return new("absent peer", "", 0, 0, peer.Name, Remark: why);
        if (ColdStartWorks.Missing is { } missing)
            yield return new("absent data", "", 0, 0, "cold start", Remark: missing);
    }

    private static IEnumerable<string> Footing(Contest contest, TimeSpan elapsed)
    {
        (double median, double largest) = contest.ControlSpread;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Control workload over its fastest: median {median:F2}, slowest {largest:F2} (1 on a quiet machine). "
            + $"Clock {contest.Clock / 1e3:F2} GHz. {elapsed.TotalSeconds:F1} s in all.");
    }
}
