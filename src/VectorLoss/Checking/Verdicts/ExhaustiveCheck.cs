using System.Runtime.ExceptionServices;

namespace VectorLoss.Checking;

/// <summary>Looks at every coordinate by itself, on one thread for each copy of the function.</summary>
/// <remarks>Threads take coordinates in order, and what they find is put together in order: verdicts and counts are
/// those of one thread. A budget of evaluations is spent in the order of coordinates too. A thread stops when the budget
/// is spent. One thread alone would not reach the next coordinate either: all coordinates before it were started, and
/// together they cost at least what is spent.</remarks>
internal sealed class ExhaustiveCheck
{
    private readonly IReadOnlyList<PerturbedFunction> copies;
    private readonly Judge judge;
    private readonly double[] gradient;
    private readonly bool[] steady;
    private readonly GradientCheckOptions options;
    private readonly double usual;
    private readonly long[] costs;
    private readonly Finding?[] findings;
    private int next = -1;
    private long spent;
    private ExceptionDispatchInfo? failure;

    /// <param name="copies">The function at its point, once for each thread.</param>
    /// <param name="judge">What gives the verdicts.</param>
    /// <param name="gradient">The gradient under test.</param>
    /// <param name="steady">Which elements were the same number twice; the others have their verdict.</param>
    /// <param name="options">The options.</param>
    /// <param name="usual">The usual size of a coordinate.</param>
    public ExhaustiveCheck(IReadOnlyList<PerturbedFunction> copies, Judge judge, double[] gradient, bool[] steady,
        GradientCheckOptions options, double usual)
    {
        (this.copies, this.judge, this.gradient, this.steady) = (copies, judge, gradient, steady);
        (this.options, this.usual, spent) = (options, usual, copies[0].Evaluations);
        (costs, findings) = (new long[gradient.Length], new Finding?[gradient.Length]);
    }

    /// <summary>Looks, and adds what it finds to a report.</summary>
    public void Run(ReportBuilder report)
    {
        long before = spent;
        Task[] others = [.. copies.Skip(1).Select(copy => Task.Factory.StartNew(() => Take(copy, null),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Take(copies[0], options.Progress);
        Task.WaitAll(others);
        failure?.Throw();
        for (int i = 0; i < gradient.Length; i++)
        {
            if (steady[i])
                report.Add(before < options.MaxEvaluations && findings[i] is { } found ? found : NotExamined(i));
            before += costs[i];
        }
        report.EvaluationsOfCopies = copies.Skip(1).Sum(copy => copy.Evaluations);
    }

    private void Take(PerturbedFunction copy, IProgress<CheckProgress>? progress)
    {
        try
        {
            while (Volatile.Read(ref failure) is null && Interlocked.Read(ref spent) < options.MaxEvaluations)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                int i = Interlocked.Increment(ref next);
                if (i >= gradient.Length)
                    return;
                Look(copy, i);
                if ((i & 63) == 63 || i == gradient.Length - 1)
                    progress?.Report(new(i + 1, gradient.Length, Interlocked.Read(ref spent)));
            }
        }
        catch (Exception problem)
        {
            // The first failure stops all threads, and is thrown on the calling one.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(problem), null);
        }
    }

    private void Look(PerturbedFunction copy, int i)
    {
        if (!steady[i])
            return;
        long before = copy.Evaluations;
        findings[i] = judge.Line(new(copy, i, LineProbe.SizeOf(copy[i], usual)), i, copy[i], gradient[i]);
        costs[i] = copy.Evaluations - before;
        Interlocked.Add(ref spent, costs[i]);
    }

    private Finding NotExamined(int index) => new(index, copies[0][index], gradient[index], Estimate.None,
        Estimate.None, Estimate.None, 0, Verdict.Inconclusive, "the budget of evaluations was spent");
}
