using System.Runtime.ExceptionServices;

namespace VectorLoss.Checking;

/// <summary>What all parts of one check share: copies of the function for as many threads, the gradient under test, and
/// the report.</summary>
internal sealed class CheckContext
{
    private readonly Judge judge;
    private readonly bool[] steady;
    private readonly double usual;

    /// <param name="copies">The function at its point, once for each thread.</param>
    /// <param name="here">Its value.</param>
    /// <param name="gradient">The gradient under test.</param>
    /// <param name="steady">Which elements came out alike twice; the others have their verdict.</param>
    /// <param name="options">The options.</param>
    /// <param name="report">Where the verdicts go.</param>
    public CheckContext(IReadOnlyList<PerturbedFunction> copies, double here, double[] gradient, bool[] steady,
        GradientCheckOptions options, ReportBuilder report)
    {
        (Copies, Gradient, this.steady, Options, Report) = (copies, gradient, steady, options, report);
        judge = new(here, copies[0].Upstream, options);
        usual = UsualSize(copies[0]);
    }

    public IReadOnlyList<PerturbedFunction> Copies { get; }

    public GradientCheckOptions Options { get; }

    public ReportBuilder Report { get; }

    public double[] Gradient { get; }

    public int Count => Gradient.Length;

    public long Evaluations => Copies.Sum(copy => copy.Evaluations);

    public bool IsSpent => Evaluations >= Options.MaxEvaluations;

    public bool IsSteady(int index) => steady[index];

    /// <summary>The size of a coordinate, or what it is taken for.</summary>
    public double SizeOf(int index) => LineProbe.SizeOf(Copies[0][index], usual);

    /// <summary>The verdict on one element.</summary>
    public Finding Element(PerturbedFunction copy, int index)
        => judge.Line(new(copy, index, SizeOf(index)), index, copy[index], Gradient[index]);

    /// <summary>The verdict on a direction.</summary>
    public Finding Direction(PerturbedFunction copy, in Direction direction)
        => judge.Line(new(copy, direction.First, 1, direction.Components), -1, 0, direction.Slope,
            direction.Rounding, direction.LargestPart / (2 * Options.Bars));

    /// <summary>How far a direction that passed may have been off.</summary>
    public double ToleranceOf(Finding finding, in Direction direction)
        => (Options.Bars * finding.Numeric.Error) + direction.Rounding;

    /// <summary>Does some pieces of work, each by one copy of the function, as many at a time as there are
    /// copies.</summary>
    public void Share(int pieces, Action<PerturbedFunction, int> work)
    {
        int next = -1;
        void Take(int thread)
        {
            for (int piece = Interlocked.Increment(ref next); piece < pieces; piece = Interlocked.Increment(ref next))
                work(Copies[thread], piece);
        }
        if (Copies.Count == 1 || pieces <= 1)
        {
            Take(0);
            return;
        }
        try
        {
            Parallel.For(0, Copies.Count, new() { MaxDegreeOfParallelism = Copies.Count }, Take);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    // The median of the sizes that are not 0.
    private static double UsualSize(PerturbedFunction function)
    {
        double[] sizes = [.. Enumerable.Range(0, function.Count).Select(i => LineProbe.SizeOf(function[i], 0))
            .Where(size => size > 0)];
        if (sizes.Length == 0)
            return 1;
        Array.Sort(sizes);
        return sizes[sizes.Length / 2];
    }
}
