using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The transport of one sample on a line to another: in order, the numbers of one go to those of the other.
/// </summary>
internal static class TransportRow
{
    /// <summary>The loss of a row whose orders are known; the slopes are set.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static double Run(in GroupRow row, double power, bool root)
    {
        int count = row.First.Length;
        Span<double> steps = row.Work;
        double largest = 0, sum = 0;
        for (int i = 0; i < count; i++)
        {
            steps[i] = row.First[row.Order[i]] - row.Second[row.OtherOrder[i]];
            largest = Math.Max(largest, Math.Abs(steps[i]));
        }
        if (double.IsNaN(largest))
            return row.NotANumber();
        // A root is that of parts of the largest step, whose powers neither overflow nor all vanish.
        double unit = root ? largest : 1;
        for (int i = 0; i < count; i++)
        {
            double step = steps[i], size = Math.Abs(step), part = size == unit ? 1 : size / unit;
            double slope = Power(part, power - 1);
            sum += part * slope;
            steps[i] = step == 0 ? 0 : Math.CopySign(slope, step);
        }
        double mean = sum / count, factor = (root ? Power(mean, 1 / power - 1) : power) / count;
        Spread(row.First, row.Order, steps, factor, row.FirstSlopes);
        Spread(row.Second, row.OtherOrder, steps, -factor, row.SecondSlopes);
        return root ? unit * Power(mean, 1 / power) : mean;
    }

    // The powers that the usual distances need are not worth a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Power(double x, double k)
        => k == 0 ? 1 : k == 1 ? x : RealMath.ExactPower(new Lane1<double>(x), k).Number;

    /// <summary>Hands slopes in order back to the numbers; of equal ones, which no order tells apart, each has the
    /// mean.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Spread(
        ReadOnlySpan<double> numbers, ReadOnlySpan<int> order, ReadOnlySpan<double> inOrder, double factor,
        Span<double> slopes)
    {
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = RankOrder.EndOfTie(numbers, order, start);
            if (end == start + 1)
            {
                slopes[order[start]] = inOrder[start] * factor;
                continue;
            }
            double sum = 0;
            for (int i = start; i < end; i++)
                sum += inOrder[i];
            foreach (int at in order[start..end])
                slopes[at] = sum / (end - start) * factor;
        }
    }
}
