using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// Arrays that repeat, written out in whole shapes, and what was found by these, back again.
/// </summary>
/// <remarks>
/// The rule is NumPy's: from the last dimension on, a length of 1 repeats, and so do dimensions that are missing. An
/// array that could as well have one number a row is refused. The gradient of a number that repeats is the sum over its
/// places.
/// </remarks>
internal sealed class Repetitions
{
    private readonly Dictionary<string, (int[] Of, int Count)> sources = [];

    /// <summary>The arrays that repeat.</summary>
    public IEnumerable<string> Names => sources.Keys;

    /// <summary>Whether an array of a shape repeats to another.</summary>
    public static bool Fits(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        int missing = to.Length - from.Length;
        for (int i = 0; i < from.Length; i++)
            if (missing < 0 || (from[i] != 1 && from[i] != to[missing + i]))
                return false;
        return true;
    }

    /// <summary>Writes an array out in its whole shape; leaves one that fits no way as it is.</summary>
    /// <param name="arrays">The arrays by name.</param>
    /// <param name="name">Which of them.</param>
    /// <param name="to">Its whole shape.</param>
    /// <param name="owner">What has this shape.</param>
    /// <param name="byRow">Whether one number a row repeats along it where NumPy's rule does not fit.</param>
    /// <exception cref="ArgumentException">The array can be read in two ways.</exception>
    public void Repeat(Dictionary<string, LossArray> arrays, string name, int[] to, string owner, bool byRow = false)
    {
        if (!arrays.TryGetValue(name, out LossArray? array) || array.Shape.AsSpan().SequenceEqual(to))
            return;
        int[]? broadcast = Sources(array.Shape, to);
        int[]? rows = to.Length > 1 && array.Shape.AsSpan().SequenceEqual(to.AsSpan(..^1))
            ? Sources([.. array.Shape, 1], to) : null;
        if (broadcast is not null && rows is not null && !broadcast.AsSpan().SequenceEqual(rows))
            throw new ArgumentException($"{name} has shape {array} beside {owner} of shape {LossArray.Text(to)}: say "
                + $"{LossArray.Text([.. array.Shape, 1])} for one number a row, or "
                + $"{LossArray.Text([1, .. array.Shape])} for one a column.", name);
        if ((broadcast ?? (byRow ? rows : null)) is { } from)
            (sources[name], arrays[name]) = ((from, array.Values.Length),
                new(to, [.. from.Select(at => array.Values[at])]));
    }

    /// <summary>The outcome for the arrays as they were.</summary>
    public LossOutcome Back(LossOutcome outcome) => outcome with
    {
        Gradients = outcome.Gradients.ToDictionary(pair => pair.Key, pair
            => sources.TryGetValue(pair.Key, out (int[] Of, int Count) from) ? Sums(pair.Value, from.Of, from.Count)
                : pair.Value),
    };

    /// <summary>What is said of a number, at its place in the array as it was.</summary>
    public OutOfDomainException Back(OutOfDomainException problem, LossCard card)
        => sources.TryGetValue(problem.Input, out (int[] Of, int Count) from) ? new(problem.ParamName!,
            from.Of[problem.Index], problem.Value, card.Name, problem.Input, problem.Domain) : problem;

    /// <summary>Which element of an array each element of its whole shape repeats; null where NumPy refuses.</summary>
    private static int[]? Sources(int[] from, int[] to)
    {
        if (!Fits(from, to))
            return null;
        int missing = to.Length - from.Length;
        int[] sources = new int[to.Aggregate(1, (product, length) => product * length)];
        for (int at = 0; at < sources.Length; at++)
        {
            int rest = at, step = 1;
            for (int i = from.Length - 1; i >= 0; i--)
            {
                (rest, int place) = Math.DivRem(rest, to[missing + i]);
                sources[at] += from[i] == 1 ? 0 : place * step;
                step *= from[i];
            }
        }
        return sources;
    }

    // With what a rounding loses, so that a long sum is as near as its terms.
    private static double[] Sums(double[] numbers, int[] from, int count)
    {
        double[] sums = new double[count], lost = new double[count];
        for (int at = 0; at < numbers.Length; at++)
        {
            ref double sum = ref sums[from[at]];
            double total = sum + numbers[at];
            lost[from[at]] += Math.Abs(sum) >= Math.Abs(numbers[at])
                ? sum - total + numbers[at] : numbers[at] - total + sum;
            sum = total;
        }
        return [.. sums.Zip(lost, (sum, less) => double.IsFinite(sum) ? sum + less : sum)];
    }
}
