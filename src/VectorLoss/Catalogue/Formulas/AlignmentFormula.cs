using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A loss of the alignments of two sequences over any number system, pair of steps after pair of steps. The shift of a
/// soft minimum is a constant, so that no derivative and no error goes through it.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input.</param>
/// <param name="rule">What is computed.</param>
internal sealed class AlignmentFormula<R>(RequestReading reading, Func<int, int, R> number, GroupRule rule)
    where R : struct, IReal<R>
{
    private readonly int features = rule.Features;

    /// <summary>The loss of a row.</summary>
    public R Row(int row)
    {
        R both = Aligned(0, 1, row);
        return rule.Choice == 0 ? both : both - (Aligned(0, 0, row) + Aligned(1, 1, row)) / R.Of(2);
    }

    private R Aligned(int first, int second, int row)
    {
        int rows = Steps(first, row), columns = Steps(second, row), start = row * reading.Columns;
        Pair[,] pairs = new Pair[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                Pair before = Before(pairs, i, j),
                    cost = Cost(first, start + i * features, second, start + j * features);
                pairs[i, j] = new(before.Number + cost.Number, before.Given + cost.Given);
            }
        return pairs[rows - 1, columns - 1].Number;
    }

    private Pair Cost(int first, int i, int second, int j)
    {
        Pair cost = new(R.Of(0), 0);
        for (int f = 0; f < features; f++)
        {
            R gap = number(first, i + f) - number(second, j + f);
            double given = Given(first, i + f) - Given(second, j + f);
            cost = new(cost.Number + gap * gap, cost.Given + given * given);
        }
        return cost;
    }

    private Pair Before(Pair[,] pairs, int i, int j)
    {
        List<Pair> before = [];
        if (i > 0 && j > 0)
            before.Add(pairs[i - 1, j - 1]);
        if (i > 0)
            before.Add(pairs[i - 1, j]);
        if (j > 0)
            before.Add(pairs[i, j - 1]);
        if (before.Count == 0)
            return new(R.Of(0), 0);
        double least = before.Min(pair => pair.Given);
        if (rule.Number == 0)
            return new(Least([.. before.Select(pair => pair.Number)]), least);
        R shift = R.Of(least), gamma = R.Of(rule.Number);
        double sum = before.Sum(pair => Math.Exp((least - pair.Given) / rule.Number));
        R all = before.Select(pair => R.Exp((shift - pair.Number) / gamma)).Aggregate((a, b) => a + b);
        return new(shift - gamma * R.Log(all), least - rule.Number * Math.Log(sum));
    }

    // Of equal ones, which have different derivatives, their mean.
    private static R Least(R[] numbers)
    {
        (R sum, R count) = (numbers[0], R.Of(1));
        foreach (R x in numbers[1..])
        {
            R least = sum / count, more = sum + x, ones = count + R.Of(1);
            (sum, count) = (R.WhereLess(x, least, x, R.WhereLess(least, x, sum, more)),
                R.WhereLess(x, least, R.Of(1), R.WhereLess(least, x, count, ones)));
        }
        return sum / count;
    }

    private int Steps(int input, int row) => reading.Arrays.Find(reading.Card.Inputs[2 + input].Name) is { } lengths
        ? (int)lengths.Values[row] : reading.Columns / features;

    private double Given(int input, int at) => reading.Arrays.Get(reading.Card.Inputs[input].Name).Values[at];

    private readonly record struct Pair(R Number, double Given);
}
