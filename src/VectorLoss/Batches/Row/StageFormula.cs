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
    public (R[] First, R[] Second) Run() => stage switch
    {
        RowStage.LogSoftmax => (LogSoftmax(first, scores), LogSoftmax(second, grades)),
        RowStage.Tails => ([.. first.Select((_, i) => Tail(i))], second),
        RowStage.SoftRanks => ([.. first.Select((_, i) => SoftRank(i))], Gains()),
        _ => (Pairs(stage == RowStage.WeightedPairs), second),
    };

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
