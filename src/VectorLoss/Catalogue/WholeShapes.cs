using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose arrays may repeat, as one in which each has its whole shape, and its outcome back again. Kernels,
/// bounds and witnesses so know of one shape only.
/// </summary>
/// <remarks>
/// The rule is NumPy's: from the last dimension on, a length of 1 repeats, and so do dimensions that are missing.
/// Where it does not fit, an array of the shape without the last dimension has one number a row; where both fit, and
/// differ, it is refused. The gradient of a number that repeats is the sum over its places. Labels of sequences may
/// follow one another without padding, and one sample needs no dimension of its own.
/// </remarks>
internal sealed class WholeShapes
{
    private readonly Dictionary<string, int[]> sources = [];

    /// <summary>Reads the shapes of a request.</summary>
    /// <exception cref="ArgumentException">An array can be read in two ways.</exception>
    public WholeShapes(LossRequest request)
    {
        LossCard card = request.Card;
        Request = request;
        if (request.Inputs.GetValueOrDefault(card.Inputs[0].Name) is not { Shape.Length: > 0 } first)
            return;
        Dictionary<string, LossArray> arrays = new(request.Inputs);
        bool isElementwise = card.Family is LossFamily.Point or LossFamily.Triple;
        if (card.Family == LossFamily.Sequence)
            Pad(card, arrays, first);
        else if (card.Family != LossFamily.Contrast)
            foreach (string name in (string[])["sample_weight", "factor", "mask", isElementwise ? "weight" : ""])
                Repeat(name, isElementwise ? first.Shape : first.Shape[..^1], arrays, "the losses");
        foreach (LossInput input in card.Inputs.Skip(1))
            if (isElementwise && !input.Repeats && input.Kind == LossInputKind.PerElement)
                Repeat(input.Name, first.Shape, arrays, card.Inputs[0].Name);
        Request = request with { Inputs = arrays };
    }

    /// <summary>The request with whole shapes.</summary>
    public LossRequest Request { get; }

    /// <summary>The outcome for the arrays as they were.</summary>
    public LossOutcome Back(LossOutcome outcome) => outcome with
    {
        Gradients = outcome.Gradients.ToDictionary(pair => pair.Key,
            pair => sources.TryGetValue(pair.Key, out int[]? from) ? Sums(pair.Value, from) : pair.Value),
    };

    /// <summary>What is said of a number, at its place in the array as it was.</summary>
    public OutOfDomainException Back(OutOfDomainException problem)
        => sources.TryGetValue(problem.Input, out int[]? from) ? new(problem.ParamName!, from[problem.Index],
            problem.Value, Request.Card.Name, problem.Input, problem.Domain) : problem;

    private void Repeat(string name, int[] to, Dictionary<string, LossArray> arrays, string owner)
    {
        if (!arrays.TryGetValue(name, out LossArray? array) || array.Shape.AsSpan().SequenceEqual(to))
            return;
        int[]? broadcast = Sources(array.Shape, to);
        int[]? byRow = to.Length > 1 && array.Shape.AsSpan().SequenceEqual(to.AsSpan(..^1))
            ? Sources([.. array.Shape, 1], to) : null;
        if (broadcast is not null && byRow is not null && !broadcast.AsSpan().SequenceEqual(byRow))
            throw new ArgumentException($"{name} has shape {array} beside {owner} of shape {LossArray.Text(to)}: say "
                + $"{LossArray.Text([.. array.Shape, 1])} for one number a row, or "
                + $"{LossArray.Text([1, .. array.Shape])} for one a column.", name);
        if ((broadcast ?? byRow) is { } from)
            (sources[name], arrays[name]) = (from, new(to, [.. from.Select(at => array.Values[at])]));
    }

    /// <summary>Which element of an array each element of its whole shape repeats; null where NumPy refuses.</summary>
    private static int[]? Sources(int[] from, int[] to)
    {
        int missing = to.Length - from.Length;
        for (int i = 0; i < from.Length; i++)
            if (missing < 0 || (from[i] != 1 && from[i] != to[missing + i]))
                return null;
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
    private static double[] Sums(double[] numbers, int[] from)
    {
        double[] sums = new double[from.DefaultIfEmpty(-1).Max() + 1], lost = new double[sums.Length];
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

    private static void Pad(LossCard card, Dictionary<string, LossArray> arrays, LossArray first)
    {
        if (card.Create.IsLattice && first.Shape.Length == 3)
            arrays[card.Inputs[0].Name] = first with { Shape = [1, .. first.Shape] };
        else if (!card.Create.IsLattice && first.Shape.Length == 2)
            arrays[card.Inputs[0].Name] = first with { Shape = [first.Rows, 1, first.Columns] };
        if (arrays.GetValueOrDefault(card.Inputs[1].Name) is not { Shape.Length: 1 } labels
            || arrays.GetValueOrDefault(card.Inputs[3].Name)?.Values is not { } counts
            || counts.Any(count => count < 0 || count != Math.Floor(count)) || counts.Sum() != labels.Values.Length)
            return;
        int longest = (int)counts.DefaultIfEmpty(0).Max(), start = 0;
        double[] padded = new double[counts.Length * longest];
        for (int sample = 0; sample < counts.Length; start += (int)counts[sample++])
            labels.Values.AsSpan(start, (int)counts[sample]).CopyTo(padded.AsSpan(sample * longest));
        arrays[card.Inputs[1].Name] = new([counts.Length, longest], padded);
    }
}
