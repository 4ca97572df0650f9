using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a row of overlaps of classes at places: probabilities, what they add up to, the slopes
/// of the loss by these, and back through the softmax, on dual numbers.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="rule">Classes, what smooths them, and how they are weighed.</param>
/// <param name="room">Seven numbers a column.</param>
internal readonly ref struct OverlapProduct<T>(GroupProduct<T> row, GroupRule rule, Span<double> room)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupProduct<T> row = row;
    private readonly int classes = rule.Classes, places = row.Columns / rule.Classes;
    private readonly DualRoom chances = new(room[..(2 * row.Columns)]);
    // First Σp·t and Σp of each class; then what the slope by p is a multiple of t by, and the rest of it.
    private readonly DualRoom both = new(room.Slice(2 * row.Columns, 2 * rule.Classes)),
        all = new(room.Slice(4 * row.Columns, 2 * rule.Classes));
    private readonly Span<double> targets = room.Slice(6 * row.Columns, rule.Classes);

    [MethodImpl(Compiled.AtOnce)]
    public void Add()
    {
        for (int i = 0; i < places; i++)
            Softmax(i);
        for (int c = 0; c < classes; c++)
            Sum(c);
        if (rule.Choice == (int)OverlapWeights.Even)
            for (int c = 0; c < classes; c++)
            {
                Number below = all[c] + Number.Of(targets[c] + rule.Number), count = Number.Of(classes);
                all[c] = (both[c] + both[c] + Number.Of(rule.Number)) / below / below / count;
                both[c] = Number.Of(-2) / below / count;
            }
        else
            Join();
        for (int i = 0; i < places; i++)
        {
            Number mean = Number.Of(0);
            for (int c = 0; c < classes; c++)
                mean += chances[c * places + i] * Slope(c, i);
            for (int c = 0; c < classes; c++)
                row.AddFirst(c * places + i, chances[c * places + i] * (Slope(c, i) - mean));
        }
    }

    private Number Slope(int c, int i) => all[c] + both[c] * Number.Of(Target(c, i));

    private double Target(int c, int i) => double.CreateTruncating(row.Row.Second[c * places + i]);

    private void Softmax(int i)
    {
        double most = double.NegativeInfinity;
        for (int c = 0; c < classes; c++)
            most = Math.Max(most, row.First(c * places + i).Value.Number);
        Number sum = Number.Of(0), top = Number.Of(most);
        for (int c = 0; c < classes; c++)
            sum += chances[c * places + i] = Number.Exp(row.First(c * places + i) - top);
        for (int c = 0; c < classes; c++)
            chances[c * places + i] /= sum;
    }

    private void Sum(int c)
    {
        Number zero = Number.Of(0);
        (both[c], all[c], targets[c]) = (zero, zero, 0);
        for (int i = 0; i < places; i++)
        {
            Number chance = chances[c * places + i];
            (both[c], all[c]) = (both[c] + chance * Number.Of(Target(c, i)), all[c] + chance);
            targets[c] += Target(c, i);
        }
    }

    private void Join()
    {
        Number above = Number.Of(rule.Number), below = above;
        double heaviest = ClassOverlapSums.Heaviest(targets);
        for (int c = 0; c < classes; c++)
        {
            Number weight = Number.Of(ClassOverlapSums.Weight(targets[c], heaviest));
            above += weight * (both[c] + both[c]);
            below += weight * (all[c] + Number.Of(targets[c]));
        }
        for (int c = 0; c < classes; c++)
        {
            Number weight = Number.Of(ClassOverlapSums.Weight(targets[c], heaviest));
            (all[c], both[c]) = (weight * above / below / below, Number.Of(-2) * weight / below);
        }
    }
}
