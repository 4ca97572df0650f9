using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a transport with a direction: in the order of both samples, which stays, a sum of
/// powers of steps, or its root.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="rule">The power, and whether the root is taken.</param>
/// <param name="room">Two numbers a column.</param>
/// <param name="order">Two places a column.</param>
internal readonly ref struct TransportProduct<T>(
    GroupProduct<T> row, GroupRule rule, Span<double> room, Span<int> order)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupProduct<T> row = row;
    private readonly int count = row.Columns;
    private readonly DualRoom steps = new(room[..(2 * row.Columns)]);
    private readonly Span<int> order = order[..row.Columns], otherOrder = order.Slice(row.Columns, row.Columns);

    [MethodImpl(Compiled.AtOnce)]
    public void Add()
    {
        if (!Step(out Number unit))
            return;
        Number sum = Number.Of(0);
        for (int i = 0; i < count; i++)
        {
            Number part = steps[i] / unit, slope = Slope(part);
            (sum, steps[i]) = (sum + part * slope, slope);
        }
        Number factor = Factor(sum / Number.Of(count));
        Spread(row.Row.First, order, factor, isFirst: true);
        Spread(row.Row.Second, otherOrder, -factor, isFirst: false);
    }

    /// <summary>Adds the diagonal, of a row without a direction: one step moves, and with it the root.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void AddDiagonal()
    {
        if (!Step(out Number unit))
            return;
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            // In place of how the step moves, how its slope does where it moves by 1.
            Number part = new((steps[i] / unit).Value, (Number.Of(1) / unit).Value), slope = Slope(part);
            sum += (part * slope).Value.Number;
            steps[i] = slope;
        }
        Spread(row.Row.First, order, sum / count, unit, isFirst: true);
        Spread(row.Row.Second, otherOrder, sum / count, unit, isFirst: false);
    }

    /// <summary>The steps in order and their unit; false where all are 0, whose slopes are 0 on both sides.</summary>
    private bool Step(out Number unit)
    {
        RankOrder.Of(row.Row.First, order);
        RankOrder.Of(row.Row.Second, otherOrder);
        double largest = 0;
        for (int i = 0; i < count; i++)
        {
            steps[i] = row.First(order[i]) - row.Second(otherOrder[i]);
            largest = Math.Max(largest, Math.Abs(steps[i].Value.Number));
        }
        // NaN has no order, and all slopes are NaN.
        unit = Number.Of(double.IsNaN(largest) || rule.Choice != 0 ? largest : 1);
        return largest != 0;
    }

    private Number Factor(Number mean) => Number.Of(1.0 / count)
        * (rule.Choice != 0 ? RealMath.ExactPower(mean, 1 / rule.Number - 1) : Number.Of(rule.Number));

    // The sign times |x|ᵖ⁻¹; of a step of 0, which is a kink for p below 2, that of one side.
    private Number Slope(Number part) => rule.Number == 2 ? part : part.Value.Number switch
    {
        0 => Number.Of(0),
        < 0 => -RealMath.ExactPower(-part, rule.Number - 1),
        _ => RealMath.ExactPower(part, rule.Number - 1),
    };

    /// <summary>Hands slopes in order back to the numbers; of equal ones each has the mean.</summary>
    private void Spread(ReadOnlySpan<T> numbers, ReadOnlySpan<int> places, Number factor, bool isFirst)
    {
        for (int start = 0, end; start < count; start = end)
        {
            end = RankOrder.EndOfTie(numbers, places, start);
            Number sum = Number.Of(0);
            for (int i = start; i < end; i++)
                sum += steps[i];
            sum *= factor / Number.Of(end - start);
            foreach (int at in places[start..end])
                row.Add(isFirst, at, sum);
        }
    }

    private void Spread(
        ReadOnlySpan<T> numbers, ReadOnlySpan<int> places, double mean, Number unit, bool isFirst)
    {
        for (int start = 0, end; start < count; start = end)
        {
            end = RankOrder.EndOfTie(numbers, places, start);
            double sum = 0;
            for (int i = start; i < end; i++)
                sum += steps[i].Value.Number;
            for (int i = start; i < end; i++)
            {
                double moved = rule.Number * steps[i].Value.Number / unit.Value.Number / count;
                Number diagonal = new Number(new(sum), steps[i].Slope) / Number.Of(end - start)
                    * Factor(new(new(mean), new(moved)));
                row.Add(isFirst, places[i], diagonal);
            }
        }
    }
}
