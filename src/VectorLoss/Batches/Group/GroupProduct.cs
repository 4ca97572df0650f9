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
    private readonly ReadOnlySpan<T> firstWay = Cut(direction.First, from, row.Columns),
        secondWay = Cut(direction.Second, from, row.Columns);
    private readonly DualSpan<T> first = new(row.First, Cut(direction.First, from, row.Columns)),
        second = new(row.Second, Cut(direction.Second, from, row.Columns));
    private readonly Span<T> toFirst = products.First.IsEmpty ? default : products.First.Slice(from, row.Columns),
        toSecond = products.Second.IsEmpty ? default : products.Second.Slice(from, row.Columns);

    /// <summary>The factor of the product.</summary>
    public double Factor { get; init; }

    /// <summary>How many numbers the row has.</summary>
    public int Columns => row.Columns;

    /// <summary>The inputs as they stand.</summary>
    public RowInputs<T> Row => row;

    /// <summary>How an input moves; nothing where it does not.</summary>
    public ReadOnlySpan<T> Way(bool isFirst) => isFirst ? firstWay : secondWay;

    /// <summary>A number of the first input, and how it moves.</summary>
    public Number First(int at) => first[at];

    /// <summary>Some numbers of the first input side by side, and how they move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<V> First<V>(int at) where V : struct, ILanes<V, double> => first.Load<V>(at);

    /// <summary>A number of the second input, and how it moves.</summary>
    public Number Second(int at) => second[at];

    /// <summary>Some numbers of the second input side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Target<V>(int at) where V : struct, ILanes<V, double> => second.Load<V>(at).Value;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(GroupRule rule, int columns) => rule.Kind switch
    {
        GroupKind.Alignments => AlignmentProduct<T>.RoomLength(rule, columns),
        GroupKind.EntropicTransports => EntropicProduct<T>.RoomLength(columns),
        _ => checked(9 * columns),
    };

    /// <summary>Adds the product.</summary>
    /// <param name="rule">The loss.</param>
    /// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
    /// <param name="order">Two places a column.</param>
    public void Add(GroupRule rule, Span<double> room, Span<int> order)
    {
        if (rule.Kind == GroupKind.Boxes)
            AddBoxes(rule);
        else if (rule.Kind == GroupKind.Mixture)
            AddMixture();
        else if (rule.Kind is GroupKind.ClassOverlaps or GroupKind.RankedErrors)
            Widest.Run<OverlapProduct<T>, double, bool>(new OverlapProduct<T>(this, rule, room, order));
        else if (rule.Kind == GroupKind.Alignments)
            Widest.Run<AlignmentProduct<T>, double, bool>(new AlignmentProduct<T>(this, rule, room));
        else if (rule.Kind == GroupKind.EntropicTransports)
            Widest.Run<EntropicProduct<T>, double, bool>(new EntropicProduct<T>(this, rule, room));
        else if (rule.Kind == GroupKind.Transports)
            new TransportProduct<T>(this, rule, room, order).Add();
        else if (rule.Kind == GroupKind.RiskSets)
            new RiskSetProduct<T>(this, rule.Choice != 0, room, order[..Columns]).Add();
        // The others are piecewise linear.
    }

    /// <summary>Adds how a slope by the first input moves.</summary>
    public void AddFirst(int at, Number slope) => Add(toFirst, at, slope);

    /// <summary>The same for some numbers side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFirst<V>(int at, Dual<V> slopes) where V : struct, ILanes<V, double>
    {
        if (toFirst.IsEmpty)
            return;
        ref T to = ref Refs.Start(toFirst.Slice(at, V.Count));
        DoubleMemory.Store(V.MulAdd(V.Of(Factor), slopes.Slope, DoubleMemory.Load<V, T>(in to, 0)), ref to, 0);
    }

    /// <summary>Adds how a slope by the second input moves.</summary>
    public void AddSecond(int at, Number slope) => Add(toSecond, at, slope);

    /// <summary>Adds how a slope by either input moves.</summary>
    public void Add(bool isFirst, int at, Number slope) => Add(isFirst ? toFirst : toSecond, at, slope);

    /// <summary>Whether an item of Cox's likelihood is an event.</summary>
    public bool IsEvent(int at) => double.CreateTruncating(row.Third[at]) > 0.5;

    [MethodImpl(Compiled.AtOnce)]
    private void AddBoxes(GroupRule rule)
    {
        Number boxes = Number.Of(Columns / 4);
        for (int at = 0; at < Columns; at += 4)
        {
            new BoxTerms<Number>(rule, FirstBox(at), SecondBox(at)).Slopes(
                out Box<Number> slopes, out Box<Number> others);
            Add(toFirst, at, slopes, boxes);
            Add(toSecond, at, others, boxes);
        }
    }

    /// <summary>The box of the first input that begins at a place.</summary>
    public Box<Number> FirstBox(int at) => BoxAt(first, at);

    /// <summary>The box of the second input.</summary>
    public Box<Number> SecondBox(int at) => BoxAt(second, at);

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
        Number all = LogSum(isJoint: false), given = LogSum(isJoint: true);
        for (int k = 0; k < parts; k++)
        {
            Triple<Number> slopes = Part(k).Slopes(all, given);
            AddFirst(k, slopes.First);
            AddFirst(parts + k, slopes.Second);
            AddFirst(2 * parts + k, slopes.Third);
        }
    }

    /// <summary>A part of a mixture.</summary>
    public MixturePart<Number> Part(int k) => new(first[k], first[Columns / 3 + k], first[Columns / 3 * 2 + k],
        Number.Of(double.CreateTruncating(row.Labels[0])));

    /// <summary>The logarithm of what the parts of a mixture add up to, with their densities or without.</summary>
    public Number LogSum(bool isJoint)
    {
        double most = double.NegativeInfinity;
        for (int k = 0; k < Columns / 3; k++)
            most = Math.Max(most, (isJoint ? Part(k).Joint : first[k]).Value.Number);
        Number sum = Number.Of(0), zero = sum, top = Number.Of(most);
        for (int k = 0; k < Columns / 3; k++)
        {
            Number power = Number.Exp((isJoint ? Part(k).Joint : first[k]) - top);
            sum += Number.WhereEqual(power, zero, zero, power);
        }
        return top + Number.Log(sum);
    }

    private void Add(Span<T> to, int at, Number slope)
    {
        if (!to.IsEmpty)
            to[at] += T.CreateTruncating(Factor * slope.Slope.Number);
    }

    private static ReadOnlySpan<T> Cut(ReadOnlySpan<T> numbers, int from, int count)
        => numbers.IsEmpty ? numbers : numbers.Slice(from, count);
}
