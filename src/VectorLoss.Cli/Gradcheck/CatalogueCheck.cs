using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>Checks cases of losses and tape ops, one after another.</summary>
/// <param name="options">How gradients are checked; the seed is that of the first case.</param>
/// <param name="single">Whether float results are compared with double ones instead.</param>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal sealed class CatalogueCheck(GradientCheckOptions options, bool single)
{
    private readonly int seed = (int)options.Seed;

    /// <summary>What was found so far.</summary>
    public CheckResults Results { get; } = new((int)options.Seed, single);

    /// <summary>How far the check is.</summary>
    public CheckState State { get; } = new("cases");

    /// <summary>Checks so many cases of each loss and each op; the processes share them.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="ops">The names of the ops.</param>
    /// <param name="cases">Cases of each.</param>
    /// <param name="ranks">The processes; null for one that checks alone.</param>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public void Run(IReadOnlyList<LossCard> losses, IReadOnlyList<string> ops, int cases, Ranks? ranks)
    {
        int total = checked(cases * (losses.Count + ops.Count));
        (int size, int rank) = ranks is { World: not null } ? (ranks.Size, ranks.Rank) : (1, 0);
        List<(string Row, CheckCell Cell)> Check(int i) => i / cases < losses.Count
            ? Loss(losses[i / cases], i % cases) : Op(ops[(i / cases) - losses.Count], i % cases);
        string Name(int i) => i / cases < losses.Count ? losses[i / cases].Name : ops[(i / cases) - losses.Count];
        List<List<(string Row, CheckCell Cell)>> own = [];
        try
        {
            for (int i = rank; i < total; i += size)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                own.Add(Check(i));
                if (size == 1)
                    Add(own[^1]);
                State.Report(Name(i), Math.Min(total, (long)own.Count * size), total);
            }
        }
        catch (OperationCanceledException) when (size > 1)
        {
            SharedCells.Gather(ranks!, [], total, isStopped: true);
        }
        if (size == 1)
            return;
        List<(string Row, CheckCell Cell)>[] all = SharedCells.Gather(ranks!, [.. own], total, isStopped: false);
        for (int i = 0; i < total && rank == 0; i++)
            Add(i % size > 0 && !single && all[i].Exists(found => found.Cell.Complaint != "") ? Check(i) : all[i]);
    }

    private void Add(List<(string Row, CheckCell Cell)> cells)
    {
        foreach ((string row, CheckCell cell) in cells)
            Results.Add(row, cell);
    }

    private List<(string Row, CheckCell Cell)> Op(string op, int at)
        => Cells(op, at, OpCase.Draw(op, seed + at).Check, input => $"input {input}");

    private List<(string Row, CheckCell Cell)> Loss(LossCard card, int at)
    {
        LossCase drawn = LossCase.Draw(card, seed + at);
        if (single)
        {
            long start = Stopwatch.GetTimestamp();
            double share = drawn.FloatError();
            return [(card.Name, CheckCell.Of(at, $"{drawn}", share, Stopwatch.GetElapsedTime(start).TotalSeconds))];
        }
        // The reports of a case come in the order of the arguments.
        IReadOnlyList<string> arguments = drawn.Gradients;
        return Cells(card.Name, at, drawn.Check, argument => arguments[argument]);
    }

    private List<(string Row, CheckCell Cell)> Cells(string name, int at,
        Func<GradientCheckOptions?, IReadOnlyList<GradientReport>> check, Func<int, string> argument)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<GradientReport> reports = check(options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / Math.Max(1, reports.Count);
        return [.. reports.Select((report, i) => ($"{name}, {argument(i)}", CheckCell.Of(at, report, seconds)))];
    }
}
