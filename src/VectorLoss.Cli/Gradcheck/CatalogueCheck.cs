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
    private long done;
    private long total;

    /// <summary>What was found so far.</summary>
    public CheckResults Results { get; } = new((int)options.Seed, single);

    /// <summary>How far the check is.</summary>
    public CheckState State { get; } = new("cases");

    /// <summary>Checks so many cases of each loss and each op.</summary>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public void Run(IReadOnlyList<LossCard> losses, IReadOnlyList<string> ops, int cases)
    {
        total = (long)cases * (losses.Count + ops.Count);
        foreach (LossCard card in losses)
            Each(card.Name, cases, at => Check(LossCase.Draw(card, seed + at), card.Name, at));
        foreach (string op in ops)
            Each(op, cases, at => Add(op, at, OpCase.Draw(op, seed + at).Check, input => $"input {input}"));
    }

    private void Each(string name, int cases, Action<int> check)
    {
        for (int i = 0; i < cases; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            check(i);
            State.Report(name, ++done, total);
        }
    }

    private void Check(LossCase drawn, string name, int at)
    {
        if (single)
        {
            long start = Stopwatch.GetTimestamp();
            double share = drawn.FloatError();
            Results.Add(name, CheckCell.Of(at, $"{drawn}", share, Stopwatch.GetElapsedTime(start).TotalSeconds));
            return;
        }
        // The reports of a case come in the order of the arguments.
        string[] arguments = [.. drawn.Request.Card.Inputs.Where(input => input.Differentiable
            && drawn.Request.Inputs.ContainsKey(input.Name)).Select(input => input.Name)];
        Add(name, at, drawn.Check, argument => arguments[argument]);
    }

    private void Add(string name, int at, Func<GradientCheckOptions?, IReadOnlyList<GradientReport>> check,
        Func<int, string> argument)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<GradientReport> reports = check(options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / Math.Max(1, reports.Count);
        for (int i = 0; i < reports.Count; i++)
            Results.Add($"{name}, {argument(i)}", CheckCell.Of(at, reports[i], seconds));
    }
}
