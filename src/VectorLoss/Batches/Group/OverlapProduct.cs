using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a row of classes at places: probabilities, the slopes of the loss by these, and back
/// through the softmax, on dual numbers whose lanes are places. Slopes by overlaps move with the sums of the row; those
/// by the rank of an error stay.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="rule">Classes, and how they are weighed.</param>
/// <param name="room">Nine numbers a column.</param>
/// <param name="order">A place a column.</param>
internal readonly ref struct OverlapProduct<T>(
    GroupProduct<T> row, GroupRule rule, Span<double> room, Span<int> order) : IKernel<double, bool>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // As many lanes of a sum on every machine.
    private const int Lanes = 8;

    private readonly GroupProduct<T> row = row;
    private readonly int classes = rule.Classes, places = row.Columns / rule.Classes;
    private readonly DualRoom chances = new(room[..(2 * row.Columns)]);
    // First Σp·t and Σp of each class; then what the slope by p is a multiple of a number by, and the rest of it.
    private readonly DualRoom both = new(room.Slice(2 * row.Columns, 2 * rule.Classes)),
        all = new(room.Slice(2 * row.Columns + 2 * rule.Classes, 2 * rule.Classes));
    private readonly Span<double> targets = room.Slice(2 * row.Columns + 4 * rule.Classes, rule.Classes),
        rest = room[(2 * row.Columns)..];
    private readonly Span<int> order = order;

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        int whole = places - places % V.Count;
        for (int i = 0; i < whole; i += V.Count)
            Softmax<V>(i);
        for (int i = whole; i < places; i++)
            Softmax<Lane1<double>>(i);
        ReadOnlySpan<double> ranks = rule.Kind == GroupKind.RankedErrors ? Rank() : default;
        if (ranks.IsEmpty)
        {
            for (int c = 0; c < classes; c++)
                Sum<V>(c);
            OverlapSlopes.Weigh(rule, both, all, targets);
        }
        for (int i = 0; i < whole; i += V.Count)
            Put<V>(i, ranks);
        for (int i = whole; i < places; i++)
            Put<Lane1<double>>(i, ranks);
        return true;
    }

    /// <summary>Whether the diagonal is wanted, of a row without a direction.</summary>
    public bool IsDiagonal { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put<V>(int i, ReadOnlySpan<double> ranks) where V : struct, ILanes<V, double>
    {
        if (IsDiagonal)
            Diagonal<V>(i, ranks);
        else
            Back<V>(i, ranks);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Softmax<V>(int i) where V : struct, ILanes<V, double>
    {
        V most = row.First<V>(i).Value;
        for (int c = 1; c < classes; c++)
            most = V.Max(most, row.First<V>(c * places + i).Value);
        Dual<V> sum = Dual<V>.Of(0), top = Dual<V>.Constant(most);
        for (int c = 0; c < classes; c++)
        {
            Dual<V> power = Dual<V>.Exp(row.First<V>(c * places + i) - top);
            sum += power;
            chances.Store(power, c * places + i);
        }
        Dual<V> inverse = Dual<V>.Of(1) / sum;
        for (int c = 0; c < classes; c++)
            chances.Store(chances.Load<V>(c * places + i) * inverse, c * places + i);
    }

    /// <summary>What each class adds up to, in lanes and then what is no whole group of places.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Sum<V>(int c) where V : struct, ILanes<V, double>
    {
        Span<double> lanes = stackalloc double[5 * Lanes];
        DualRoom ofBoth = new(lanes[..(2 * Lanes)]), ofAll = new(lanes.Slice(2 * Lanes, 2 * Lanes));
        int start = c * places, whole = places - places % Lanes;
        for (int lane = 0; lane < Lanes; lane += V.Count)
        {
            Dual<V> joint = Dual<V>.Of(0), alone = joint;
            V target = V.Of(0);
            for (int i = lane; i < whole; i += Lanes)
            {
                Dual<V> chance = chances.Load<V>(start + i);
                V member = row.Target<V>(start + i);
                (joint, alone) = (joint + new Dual<V>(chance.Value * member, chance.Slope * member), alone + chance);
                target += member;
            }
            ofBoth.Store(joint, lane);
            ofAll.Store(alone, lane);
            V.Store(target, lanes, 4 * Lanes + lane);
        }
        Number zero = Number.Of(0);
        (both[c], all[c], targets[c]) = (zero, zero, 0);
        for (int lane = 0; lane < Lanes; lane++)
        {
            (both[c], all[c]) = (both[c] + ofBoth[lane], all[c] + ofAll[lane]);
            targets[c] += lanes[4 * Lanes + lane];
        }
        for (int i = whole; i < places; i++)
        {
            double target = row.Target<Lane1<double>>(start + i).Number;
            (both[c], all[c]) = (both[c] + chances[start + i] * Number.Of(target), all[c] + chances[start + i]);
            targets[c] += target;
        }
    }

    /// <summary>The slopes by the rank of each error; what they are multiplied by goes to the classes.</summary>
    private ReadOnlySpan<double> Rank()
    {
        ClassOverlapSums sums = new(rule, rest[..(ClassOverlapSums.Numbers * classes)]);
        RankedErrors<T> errors = new(rule, places, rest[(ClassOverlapSums.Numbers * classes)..], order[..places]);
        ReadOnlySpan<double> values = chances.Values;
        for (int c = 0; c < classes; c++)
        {
            (sums.Chances[c], sums.Targets[c]) = (0, 0);
            for (int i = c * places; i < (c + 1) * places; i++)
                (sums.Chances[c], sums.Targets[c]) = (sums.Chances[c] + values[i],
                    sums.Targets[c] + row.Target<Lane1<double>>(i).Number);
        }
        errors.Run(values, places, 1, row.Row.Second, sums);
        double share = sums.SlopesByTarget[0];
        for (int c = 0; c < classes; c++)
            (all[c], both[c]) = (Number.Of(0), Number.Of(share));
        return errors.Slopes;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Back<V>(int i, ReadOnlySpan<double> ranks) where V : struct, ILanes<V, double>
    {
        Dual<V> mean = Dual<V>.Of(0);
        for (int c = 0; c < classes; c++)
            mean += chances.Load<V>(c * places + i) * Slope<V>(c, i, ranks);
        for (int c = 0; c < classes; c++)
            row.AddFirst(c * places + i, chances.Load<V>(c * places + i) * (Slope<V>(c, i, ranks) - mean));
    }

    /// <summary>
    /// With d = a + b·t the slope by p and m its mean: p·(1 − 2p)·(d − m), and how d moves with p in the sums.
    /// </summary>
    // A class of C alone has ḋ = C·b·ṗ·d. Joined, all have ḋ = ½b·Σb·ṗ·t + (a + ½b·t)·Σb·ṗ, which leaves one product.
    [MethodImpl(Compiled.AtOnce)]
    private void Diagonal<V>(int i, ReadOnlySpan<double> ranks) where V : struct, ILanes<V, double>
    {
        V mean = V.Of(0), perMean = mean, squares = mean, one = V.Of(1), count = V.Of(classes);
        for (int c = 0; c < classes; c++)
        {
            V p = chances.Load<V>(c * places + i).Value, slope = Slope<V>(c, i, ranks).Value,
                per = V.Broadcast(both[c].Value.Number);
            (mean, perMean) = (V.MulAdd(p, slope, mean), V.MulAdd(p, per, perMean));
            squares += p * p * per * slope;
        }
        for (int c = 0; c < classes; c++)
        {
            V p = chances.Load<V>(c * places + i).Value, slope = Slope<V>(c, i, ranks).Value,
                per = V.Broadcast(both[c].Value.Number), turn = one - p - p, diagonal = p * (slope - mean) * turn;
            if (ranks.IsEmpty)
                diagonal += p * p * (rule.Choice == (int)OverlapWeights.Even
                    ? count * (per * slope * turn + squares) : (slope - mean) * (per - perMean));
            row.AddFirst(c * places + i, new Dual<V>(default, diagonal));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Dual<V> Slope<V>(int c, int i, ReadOnlySpan<double> ranks) where V : struct, ILanes<V, double>
    {
        Number part = both[c], fixedPart = all[c];
        V by = ranks.IsEmpty ? row.Target<V>(c * places + i) : V.Load(ranks, c * places + i);
        return new(V.MulAdd(by, V.Broadcast(part.Value.Number), V.Broadcast(fixedPart.Value.Number)),
            V.MulAdd(by, V.Broadcast(part.Slope.Number), V.Broadcast(fixedPart.Slope.Number)));
    }
}
