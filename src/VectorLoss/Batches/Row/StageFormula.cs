using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// A <see cref="RowStage"/> of one row over any number system, by the plainest way there is: what kernels are checked
/// against.
/// </summary>
/// <param name="stage">The stage.</param>
/// <param name="scale">What scores are multiplied by.</param>
/// <param name="first">The row of the first input.</param>
/// <param name="second">The row of the second input.</param>
/// <param name="scores">The first in double, for order alone.</param>
/// <param name="grades">The second in double.</param>
internal sealed class StageFormula<R>(
    RowStage stage, double scale, R[] first, R[] second, double[] scores, double[] grades) where R : struct, IReal<R>
{
    private readonly R factor = R.Of(scale);

    /// <summary>The rows that the formulas of the loss see.</summary>
    public (R[] First, R[] Second, R[] Third) Run() => stage switch
    {
        RowStage.LogSoftmax => LogSoftmaxes(),
        RowStage.Tails => ([.. first.Select((_, i) => Tail(i))], second, Ones),
        RowStage.SoftRanks => ([.. first.Select((_, i) => SoftRank(i))], Gains(), Ones),
        _ => (Pairs(stage == RowStage.WeightedPairs), second, Ones),
    };

    private R[] Ones => Array.ConvertAll(first, _ => R.Of(1));

    private (R[] First, R[] Second, R[] Third) LogSoftmaxes()
    {
        R[] student = LogSoftmax(first, scores), teacher = LogSoftmax(second, grades);
        double[] gaps = [.. scores.Zip(grades, (x, t) => scale * (x - t))];
        return (student, teacher, gaps.Max() - gaps.Min() <= LogRatios.LargestSpread ? NearRatios(teacher)
            : [.. student.Zip(teacher, (p, q) => R.WhereEqual(p, q, R.Of(0), p - q))]);
    }

    private R[] NearRatios(R[] teacher)
    {
        R[] gaps = [.. first.Zip(second, (x, t) => factor * (x - t))], q = Array.ConvertAll(teacher, R.Exp);
        R centre = Dot(q, gaps);
        gaps = Array.ConvertAll(gaps, gap => gap - centre);
        R rest = R.Log1p(Dot(q, Array.ConvertAll(gaps, R.Expm1)));
        return Array.ConvertAll(gaps, gap => gap - rest);
    }

    private static R Dot(R[] x, R[] y) => x.Zip(y, (a, b) => a * b).Aggregate(R.Of(0), (sum, one) => sum + one);

    private R[] LogSoftmax(R[] x, double[] numbers)
    {
        int top = Array.IndexOf(numbers, numbers.Max());
        SoftmaxFormula<R> softmax = new(Array.ConvertAll(x, one => factor * one), top);
        return [.. x.Select((_, c) => softmax.LogProbability(c))];
    }

    // Of equal numbers, the first.
    private static bool IsBefore(double[] numbers, int i, int j)
        => numbers[i] > numbers[j] || (numbers[i] == numbers[j] && i < j);

    private static int Rank(double[] numbers, int i)
        => 1 + Enumerable.Range(0, numbers.Length).Count(j => IsBefore(numbers, j, i));

    private R Tail(int i)
    {
        int[] rest = [.. Enumerable.Range(0, first.Length).Where(j => j == i || IsBefore(grades, i, j))];
        int top = Array.IndexOf(rest, rest.MaxBy(j => scores[j]));
        return -new SoftmaxFormula<R>(Array.ConvertAll(rest, j => first[j]), top)
            .LogProbability(Array.IndexOf(rest, i));
    }

    private R SoftRank(int i)
    {
        R rank = R.Of(1);
        for (int j = 0; j < first.Length; j++)
            if (j != i)
                rank += R.Sigmoid(factor * (first[j] - first[i]));
        return rank;
    }

    private static R Discount(double[] numbers, int i) => R.LogTwo / R.Log(R.Of(1 + Rank(numbers, i)));

    private R[] Gains()
    {
        R best = R.Of(grades.Max()), ideal = R.Of(0);
        R[] gains = Array.ConvertAll(second, t => -R.Expm1(-(R.LogTwo * t)) * R.Exp(R.LogTwo * (t - best)));
        for (int i = 0; i < gains.Length; i++)
            ideal += gains[i] * Discount(grades, i);
        return Array.ConvertAll(gains, gain => RealMath.OverUnlessZero(gain, ideal));
    }

    private R[] Pairs(bool weighted)
    {
        R[] gains = weighted ? Gains() : second, sums = new R[first.Length];
        R[] discounts = [.. first.Select((_, i) => Discount(scores, i))];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = R.Of(0);
            for (int j = 0; j < sums.Length; j++)
            {
                if (!(grades[j] < grades[i]))
                    continue;
                R loss = R.Softplus(factor * (first[j] - first[i]));
                sums[i] += weighted ? R.Abs((gains[i] - gains[j]) * (discounts[i] - discounts[j])) * loss : loss;
            }
        }
        return sums;
    }
}
