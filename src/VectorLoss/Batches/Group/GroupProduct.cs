using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a row of a loss of groups with a direction: the formulas of its gradient on dual
/// numbers.
/// </summary>
/// <param name="row">The inputs of the row.</param>
/// <param name="direction">How all rows move.</param>
/// <param name="products">Those of all rows, to which it is added.</param>
/// <param name="from">Where the row begins among all.</param>
internal readonly ref struct GroupProduct<T>(
    RowInputs<T> row, RowInputs<T> direction, LossGradients<T> products, int from)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RowInputs<T> row = row;
    private readonly DualSpan<T> first = new(row.First, Part(direction.First, from, row.Columns)),
        second = new(row.Second, Part(direction.Second, from, row.Columns));
    private readonly Span<T> toFirst = products.First.IsEmpty ? default : products.First.Slice(from, row.Columns),
        toSecond = products.Second.IsEmpty ? default : products.Second.Slice(from, row.Columns);

    /// <summary>The factor of the product.</summary>
    public double Factor { get; init; }

    /// <summary>How many numbers the row has.</summary>
    public int Columns => row.Columns;

    /// <summary>The inputs as they stand.</summary>
    public RowInputs<T> Row => row;

    /// <summary>A number of the first input, and how it moves.</summary>
    public Number First(int at) => first[at];

    /// <summary>A number of the second input, and how it moves.</summary>
    public Number Second(int at) => second[at];

    /// <summary>Adds the product.</summary>
    /// <param name="rule">The loss.</param>
    /// <param name="room">Seven numbers a column.</param>
    /// <param name="order">A place a column.</param>
    public void Add(GroupRule rule, Span<double> room, Span<int> order)
    {
        if (rule.Kind == GroupKind.Boxes)
            AddBoxes(rule);
        else if (rule.Kind == GroupKind.Mixture)
            AddMixture();
        else if (rule.Kind == GroupKind.ClassOverlaps)
            new OverlapProduct<T>(this, rule, room).Add();
        else if (rule.Kind == GroupKind.RiskSets)
            new RiskSetProduct<T>(this, rule.Choice != 0, room, order).Add();
        // The others are piecewise linear.
    }

    /// <summary>Adds how a slope by the first input moves.</summary>
    public void AddFirst(int at, Number slope) => Add(toFirst, at, slope);

    [MethodImpl(Compiled.AtOnce)]
    private void AddBoxes(GroupRule rule)
    {
        Number boxes = Number.Of(Columns / 4);
        for (int at = 0; at < Columns; at += 4)
        {
            new BoxTerms<Number>(rule, BoxAt(first, at), BoxAt(second, at)).Slopes(
                out Box<Number> slopes, out Box<Number> others);
            Add(toFirst, at, slopes, boxes);
            Add(toSecond, at, others, boxes);
        }
    }

    private static Box<Number> BoxAt(DualSpan<T> from, int at)
        => new(from[at], from[at + 1], from[at + 2], from[at + 3]);

    private void Add(Span<T> to, int at, Box<Number> slopes, Number boxes)
    {
        Add(to, at, slopes.X1 / boxes);
        Add(to, at + 1, slopes.Y1 / boxes);
        Add(to, at + 2, slopes.X2 / boxes);
        Add(to, at + 3, slopes.Y2 / boxes);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void AddMixture()
    {
        int parts = Columns / 3;
        Number all = LogSum(parts, isJoint: false), given = LogSum(parts, isJoint: true);
        for (int k = 0; k < parts; k++)
        {
            Number logit = first[k], inverse = Number.Exp(-first[2 * parts + k]), zero = Number.Of(0),
                chance = Number.Exp(Joint(parts, k, out Number z) - given);
            AddFirst(k, Number.Exp(logit - all) - Number.WhereEqual(chance, zero, zero, chance));
            AddFirst(parts + k, Number.WhereEqual(chance, zero, zero, -chance * (z * inverse)));
            AddFirst(2 * parts + k, Number.WhereEqual(chance, zero, zero, chance * (Number.Of(1) - z * z)));
        }
    }

    private Number Joint(int parts, int k, out Number z)
    {
        Number log = first[2 * parts + k],
            gap = Number.Of(double.CreateTruncating(row.Labels[0])) - first[parts + k];
        z = gap * Number.Exp(-log);
        return first[k] - log - Number.Of(0.5) * z * z;
    }

    private Number LogSum(int parts, bool isJoint)
    {
        double most = double.NegativeInfinity;
        for (int k = 0; k < parts; k++)
            most = Math.Max(most, (isJoint ? Joint(parts, k, out _) : first[k]).Value.Number);
        Number sum = Number.Of(0), zero = sum, top = Number.Of(most);
        for (int k = 0; k < parts; k++)
        {
            Number power = Number.Exp((isJoint ? Joint(parts, k, out _) : first[k]) - top);
            sum += Number.WhereEqual(power, zero, zero, power);
        }
        return top + Number.Log(sum);
    }

    private void Add(Span<T> to, int at, Number slope)
    {
        if (!to.IsEmpty)
            to[at] += T.CreateTruncating(Factor * slope.Slope.Number);
    }

    private static ReadOnlySpan<T> Part(ReadOnlySpan<T> numbers, int from, int count)
        => numbers.IsEmpty ? numbers : numbers.Slice(from, count);
}
