using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>The last steps s and gradient changes y: they stand for the inverse of the Hessian.</summary>
/// <param name="size">Numbers of a point.</param>
/// <param name="count">Pairs that are remembered.</param>
internal sealed class LbfgsMemory(int size, int count)
{
    private readonly double[] steps = new double[(long)size * count], changes = new double[(long)size * count];
    private readonly double[] products = new double[count], weights = new double[count];
    private int used, next;

    /// <summary>Whether nothing is remembered.</summary>
    public bool IsEmpty => used == 0;

    /// <summary>Forgets all pairs.</summary>
    public void Clear() => (used, next) = (0, 0);

    /// <summary>Remembers a pair, unless its curvature is not above 0 beyond rounding.</summary>
    /// <param name="from">The point before.</param>
    /// <param name="to">The point after.</param>
    /// <param name="before">The gradient there.</param>
    /// <param name="after">The gradient here.</param>
    public void Add(
        ReadOnlySpan<double> from, ReadOnlySpan<double> to, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        Span<double> s = Row(steps, next), y = Row(changes, next);
        for (int i = 0; i < size; i++)
            (s[i], y[i]) = (to[i] - from[i], after[i] - before[i]);
        double product = Reductions.Dot<double>(s, y);
        if (!(product > 2.2e-16 * -Reductions.Dot<double>(s, before)) || !double.IsFinite(product))
            return;
        products[next] = product;
        next = (next + 1) % count;
        used = Math.Min(used + 1, count);
    }

    /// <summary>d ← −H·g: the two loops of J. Nocedal 1980, doi:10.1090/S0025-5718-1980-0572855-7.</summary>
    public void Direction(ReadOnlySpan<double> gradient, Span<double> direction)
    {
        for (int i = 0; i < size; i++)
            direction[i] = -gradient[i];
        if (used == 0)
            return;
        for (int k = 1; k <= used; k++)
        {
            int row = (next - k + count) % count;
            weights[row] = Reductions.Dot<double>(Row(steps, row), direction) / products[row];
            Add(direction, -weights[row], Row(changes, row));
        }
        int last = (next - 1 + count) % count;
        double scale = products[last] / Reductions.SumOfSquares<double>(Row(changes, last));
        for (int i = 0; i < size; i++)
            direction[i] *= scale;
        for (int k = used; k >= 1; k--)
        {
            int row = (next - k + count) % count;
            double back = Reductions.Dot<double>(Row(changes, row), direction) / products[row];
            Add(direction, weights[row] - back, Row(steps, row));
        }
    }

    private static void Add(Span<double> sum, double factor, ReadOnlySpan<double> x)
    {
        for (int i = 0; i < sum.Length; i++)
            sum[i] = Math.FusedMultiplyAdd(factor, x[i], sum[i]);
    }

    private Span<double> Row(double[] all, int row) => all.AsSpan(row * size, size);
}
