using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A divergence of entropic transports over any number system. It begins with potentials that are constants; two plain
/// steps carry derivatives and errors, and at the optimum what moves the potentials moves no value.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input.</param>
/// <param name="rule">What is computed.</param>
internal sealed class EntropicFormula<R>(RequestReading reading, Func<int, int, R> number, GroupRule rule)
    where R : struct, IReal<R>
{
    /// <summary>The loss of a row.</summary>
    public R Row(int row)
    {
        int[] first = Places(reading, 0, row), second = Places(reading, 1, row);
        return Transport(row, 0, first, 1, second)
            - (Transport(row, 0, first, 0, first) + Transport(row, 1, second, 1, second)) / R.Of(2);
    }

    /// <summary>The places of a sample.</summary>
    public static int[] Places(RequestReading reading, int input, int row)
    {
        int count = reading.Arrays.Find(reading.Card.Inputs[2 + input].Name) is { } lengths
            ? (int)lengths.Values[row] : reading.Columns;
        return [.. Enumerable.Range(row * reading.Columns, count)];
    }

    /// <summary>The costs of the pairs of two samples as the request has them, in units of ε.</summary>
    public static double[,] Costs(RequestReading reading, GroupRule rule, int one, int[] of, int other, int[] by)
    {
        double[] x = reading.Arrays.Get(reading.Card.Inputs[one].Name).Values,
            y = reading.Arrays.Get(reading.Card.Inputs[other].Name).Values;
        double[,] costs = new double[of.Length, by.Length];
        for (int i = 0; i < of.Length; i++)
            for (int j = 0; j < by.Length; j++)
                costs[i, j] = Math.Pow(Math.Abs(x[of[i]] - y[by[j]]), rule.Choice) / rule.Number;
        return costs;
    }

    private R Transport(int row, int one, int[] of, int other, int[] by)
    {
        EntropicPotentials near = EntropicPotentials.Of(reading, rule, row, one, other);
        double[] start = near.First;
        R epsilon = R.Of(rule.Number);
        R[][] costs = [.. of.Select(at => by.Select(to
            => Cost(number(one, at), number(other, to)) / epsilon).ToArray())];
        R[] second = [.. near.Second.Select(R.Of)];
        R[] first = [.. costs.Select((row, i) => Next(start[i], second.Select((potential, j) => potential - row[j])))];
        R[] last = [.. by.Select((_, j)
            => Next(near.Second[j], first.Select((potential, i) => potential - costs[i][j])))];
        return epsilon * (Mean(first) + Mean(last));
    }

    // −log of the mean exponential, beside a number that it is near.
    private static R Next(double near, IEnumerable<R> exponents)
        => R.Of(near) - R.Log(Mean([.. exponents.Select(exponent => R.Exp(exponent + R.Of(near)))]));

    private R Cost(R x, R y)
    {
        R gap = x - y;
        return rule.Choice == 2 ? gap * gap : R.Abs(gap);
    }

    private static R Mean(R[] terms) => terms.Aggregate((sum, term) => sum + term) / R.Of(terms.Length);
}
