using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Catalogue;

/// <summary>
/// A query of an <see cref="IContrastLoss"/>: the cross-entropy of its similarities with all rows it is compared with.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input.</param>
internal sealed class PairFormula<R>(RequestReading reading, Func<int, int, R> number) where R : struct, IReal<R>
{
    private readonly int columns = reading.Columns;
    private readonly int rows = reading.First.Values.Length / reading.Columns;

    /// <summary>The loss of a query.</summary>
    public R Query(ContrastRule rule, int query)
    {
        int[] others = [.. rule.Candidates(query, rows)];
        int target = Array.IndexOf(others, ContrastRule.Partner(query, rows));
        // The largest by double: powers are of what others lie below it, which overflows no number system.
        double[] given = new PairFormula<Lane1<double>>(reading, Given).Similarities(rule, query, others)
            .Select(similarity => similarity.Number).ToArray();
        int top = Enumerable.Range(0, others.Length)
            .Aggregate(target, (most, at) => given[at] > given[most] ? at : most);
        return -new SoftmaxFormula<R>(Similarities(rule, query, others), top).LogProbability(target);
    }

    private R[] Similarities(ContrastRule rule, int query, int[] others)
    {
        R factor = rule.Factor<R>(IsGiven(2) ? number(2, 0) : null);
        return Array.ConvertAll(others, other => Similarity(query, other, rule.Cosines) * factor);
    }

    private Lane1<double> Given(int input, int at)
        => new(reading.Arrays.Get(reading.Card.Inputs[input].Name).Values[at]);

    private R Similarity(int a, int b, bool cosine)
    {
        R product = R.Of(0), first = product, second = product;
        for (int c = 0; c < columns; c++)
        {
            R x = At(a, c), y = At(b, c);
            (product, first, second) = (product + (x * y), first + (x * x), second + (y * y));
        }
        return !cosine ? product : IsZero(a) || IsZero(b) ? R.Of(0) : product / R.Sqrt(first) / R.Sqrt(second);
    }

    private R At(int row, int c) => number(row / rows, (row % rows * columns) + c);

    private bool IsGiven(int input) => reading.Card.Inputs.Count > input
        && reading.Arrays.Find(reading.Card.Inputs[input].Name) is not null;

    private bool IsZero(int row)
        => reading.Arrays.Get(reading.Card.Inputs[row / rows].Name).Values.AsSpan(row % rows * columns, columns)
            .IndexOfAnyExcept(0.0) < 0;
}
