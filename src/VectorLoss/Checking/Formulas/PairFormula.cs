using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Checking;

/// <summary>
/// A query of <see cref="InfoNce"/>: the cross-entropy of its cosines with all rows it is compared with.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input.</param>
internal sealed class PairFormula<R>(RequestReading reading, Func<int, int, R> number) where R : struct, IReal<R>
{
    private readonly int columns = reading.Columns;
    private readonly int rows = reading.First.Values.Length / reading.Columns;

    public Func<int, R> Query(InfoNce loss) => query =>
    {
        // With views, rows of both inputs are one list, and a query is not compared with itself.
        int partner = (query + rows) % (2 * rows);
        int[] others = loss.Views ? [.. Enumerable.Range(0, 2 * rows).Where(row => row != query)]
            : [.. Enumerable.Range(rows, rows)];
        int target = Array.IndexOf(others, loss.Views ? partner : query + rows);
        R temperature = R.Of(loss.Temperature);
        R[] cosines = Array.ConvertAll(others, other => Cosine(query, other) / temperature);
        return -new SoftmaxFormula<R>(cosines, target).LogProbability(target);
    };

    private R Cosine(int a, int b)
    {
        R product = R.Of(0), first = product, second = product;
        for (int c = 0; c < columns; c++)
        {
            R x = At(a, c), y = At(b, c);
            (product, first, second) = (product + (x * y), first + (x * x), second + (y * y));
        }
        return IsZero(a) || IsZero(b) ? R.Of(0) : product / R.Sqrt(first) / R.Sqrt(second);
    }

    private R At(int row, int c) => number(row / rows, (row % rows * columns) + c);

    private bool IsZero(int row)
        => reading.Arrays.Get(reading.Card.Inputs[row / rows].Name).Values.AsSpan(row % rows * columns, columns)
            .IndexOfAnyExcept(0.0) < 0;
}
