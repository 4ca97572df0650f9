using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Number = VectorLoss.Lanes.Lane1<double>;

namespace VectorLoss.Batches;

/// <summary>
/// A row of an <see cref="ISimilarityLoss"/> over any number system, by the plainest way there is: what kernels are
/// checked against.
/// </summary>
/// <param name="loss">The loss.</param>
/// <param name="columns">Numbers in a row.</param>
/// <param name="numbers">The rows.</param>
/// <param name="plain">The same in double, for the order of numbers alone.</param>
/// <param name="labels">The label of each row.</param>
internal sealed class SimilarityFormula<TLoss, R>(
    TLoss loss, int columns, R[] numbers, double[] plain, int[] labels)
    where TLoss : struct, ISimilarityLoss where R : struct, IReal<R>
{
    /// <summary>What stands in place of the temperature of the loss, or nothing.</summary>
    public R? Temperature { get; init; }

    /// <summary>The loss of a row.</summary>
    public R Value(int row)
    {
        int[] positives = Others(row, isPositive: true), negatives = Others(row, isPositive: false);
        if (positives.Length == 0)
            return R.Of(0);
        R near = Join(positives, j => loss.Positive(Sharpened(row, j)),
            j => loss.Positive(Cosine(Plain, row, j)).Number);
        R far = negatives.Length == 0 ? R.Of(double.NegativeInfinity) : Join(negatives,
            j => loss.Negative(Sharpened(row, j)), j => loss.Negative(Cosine(Plain, row, j)).Number);
        R sum = positives.Aggregate(R.Of(0), (sum, j) => sum + loss.Positive(Sharpened(row, j)));
        return loss.Value(near, far, positives.Length == 1 ? R.Of(0) : near - sum / R.Of(positives.Length));
    }

    private R Sharpened(int row, int other) => Temperature is not { } given ? Cosine(numbers, row, other)
        : Cosine(numbers, row, other) * (R.Of(loss.Temperature) / given);

    private Number[] Plain { get; } = Array.ConvertAll(plain, x => new Number(x));

    private int[] Others(int row, bool isPositive) => TLoss.HasProxies
        ? [.. Enumerable.Range(0, columns).Where(c => c == labels[row] == isPositive)]
        : [.. Enumerable.Range(0, labels.Length).Where(j => j != row && labels[j] == labels[row] == isPositive)];

    private static R Join(int[] others, Func<int, R> exponent, Func<int, double> size)
    {
        int top = Array.IndexOf(others, others.MaxBy(size));
        return TLoss.TakesHardest ? exponent(others[top])
            : new SoftmaxFormula<R>(Array.ConvertAll(others, j => exponent(j)), top).LogSumExp;
    }

    private N Cosine<N>(N[] rows, int a, int b) where N : struct, IReal<N>
    {
        if (TLoss.HasProxies)
            return rows[(a * columns) + b];
        N product = N.Of(0), first = product, second = product, p = N.Of(Scales[a]), q = N.Of(Scales[b]);
        for (int c = 0; c < columns; c++)
        {
            N x = p * rows[(a * columns) + c], y = q * rows[(b * columns) + c];
            (product, first, second) = (product + (x * y), first + (x * x), second + (y * y));
        }
        return IsZero(a) || IsZero(b) ? N.Of(0) : product / N.Sqrt(first) / N.Sqrt(second);
    }

    // Powers of two that bring the largest number of each row near 1, so that no square leaves the range.
    private double[] Scales { get; } = [.. plain.Chunk(columns).Select(row => row.Max(Math.Abs))
        .Select(largest => Math.ScaleB(1, largest > 0 ? -Math.Clamp(Math.ILogB(largest), -100, 100) : 0))];

    private bool IsZero(int row) => plain.AsSpan(row * columns, columns).IndexOfAnyExcept(0.0) < 0;
}
