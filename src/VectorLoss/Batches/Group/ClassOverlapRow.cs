using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Dice coefficients of the classes of a row, over the softmax at each place.</summary>
internal readonly ref struct ClassOverlapRow
{
    private readonly GroupRow row;
    private readonly GroupRule rule;
    private readonly int places;

    public ClassOverlapRow(in GroupRow row, GroupRule rule)
    {
        this.row = row;
        this.rule = rule;
        places = row.First.Length / rule.Classes;
    }

    public double Run()
    {
        ClassAxis axis = new(rule.Classes, places);
        RowFunctions.Softmax(row.First, axis, row.Work);
        double value = rule.Choice == (int)OverlapWeights.Even ? Mean() : Joint();
        RowFunctions.SoftmaxGradient(row.Work, row.MoreWork, axis, row.FirstSlopes);
        return value;
    }

    private double Mean()
    {
        double sum = 0;
        for (int c = 0; c < rule.Classes; c++)
        {
            (double both, double either, _) = Sums(c);
            double below = either + rule.Number, share = (2 * both + rule.Number) / below;
            sum += 1 - share;
            SetSlopes(c, share / below / rule.Classes, -2 / below / rule.Classes);
        }
        return sum / rule.Classes;
    }

    private double Joint()
    {
        double above = rule.Number, below = rule.Number, heaviest = Heaviest();
        for (int c = 0; c < rule.Classes; c++)
        {
            (double both, double either, double target) = Sums(c);
            double weight = Weight(target, heaviest);
            (above, below) = (above + 2 * weight * both, below + weight * either);
        }
        double share = above / below;
        for (int c = 0; c < rule.Classes; c++)
        {
            double weight = Weight(Reductions.Sum<double>(Part(row.Second, c)), heaviest);
            SetSlopes(c, weight * (share / below), -2 * weight / below);
        }
        return 1 - share;
    }

    private static double Weight(double target, double heaviest) => target == 0 ? heaviest : 1 / (target * target);

    private double Heaviest()
    {
        double least = double.PositiveInfinity;
        for (int c = 0; c < rule.Classes; c++)
            if (Reductions.Sum<double>(Part(row.Second, c)) is var target && target != 0)
                least = Math.Min(least, target);
        return double.IsPositiveInfinity(least) ? 1 : 1 / (least * least);
    }

    private (double Both, double Either, double Target) Sums(int c)
    {
        double target = Reductions.Sum<double>(Part(row.Second, c));
        return (Reductions.Dot<double>(Part(row.Work, c), Part(row.Second, c)),
            Reductions.Sum<double>(Part(row.Work, c)) + target, target);
    }

    // The slope by a probability is one number and another times the target.
    private void SetSlopes(int c, double fixedPart, double perTarget)
    {
        Span<double> slopes = Part(row.MoreWork, c), targets = Part(row.Second, c);
        for (int i = 0; i < slopes.Length; i++)
            slopes[i] = fixedPart + perTarget * targets[i];
    }

    private Span<double> Part(Span<double> all, int c) => all.Slice(c * places, places);
}
