using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The loss of every row of groups: a row is widened, computed in double, and rounded once.</summary>
internal readonly ref struct GroupKernel<T>(GroupRule rule, RowBatch<T> batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RowInputs<T> inputs = batch.Inputs;
    private readonly int columns = batch.Inputs.Columns;
    private readonly BatchOptions<T> options = batch.Options;
    private readonly RowValues<T> values = batch.Values;
    private readonly LossGradients<T> gradients = batch.Gradients;
    private readonly double scale = batch.Scale;

    /// <summary>The length of a row.</summary>
    public int Columns => columns;

    /// <summary>How many rows there are.</summary>
    public int Rows => inputs.First.Length / columns;

    public double Run()
    {
        if (Rows == 0)
            return 0;
        double[] room = ArrayPool<double>.Shared.Rent(RoomLength());
        int[] order = ArrayPool<int>.Shared.Rent(checked(GroupRow.Orders * columns));
        try
        {
            return rule.Kind switch
            {
                GroupKind.Boxes or GroupKind.Mixture => new GroupColumns<T>(rule, this, room).Run(),
                GroupKind.ClassOverlaps or GroupKind.RankedErrors
                    => Widest.Run<ClassPlacesRows<T>, double, double>(new ClassPlacesRows<T>(rule, this, room, order)),
                GroupKind.Alignments
                    => Widest.Run<AlignmentRows<T>, double, double>(new AlignmentRows<T>(rule, this, room)),
                GroupKind.EntropicTransports
                    => Widest.Run<EntropicRows<T>, double, double>(new EntropicRows<T>(rule, this, room)),
                _ => OneByOne(new(room, order, columns)),
            };
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
            ArrayPool<int>.Shared.Return(order);
        }
    }

    private int RoomLength() => rule.Kind switch
    {
        GroupKind.Boxes or GroupKind.Mixture => GroupColumns<T>.RoomLength(columns),
        GroupKind.ClassOverlaps or GroupKind.RankedErrors => ClassPlacesRows<T>.RoomLength(rule, columns),
        GroupKind.Alignments => AlignmentRows<T>.RoomLength(columns / rule.Features, rule.Features, HasGradients),
        GroupKind.EntropicTransports => EntropicRows<T>.RoomLength(columns),
        _ => checked(GroupRow.Rooms * columns),
    };

    /// <summary>A row of the first input.</summary>
    public ReadOnlySpan<T> First(int row) => inputs.First.Slice(row * columns, columns);

    /// <summary>A row of the second input.</summary>
    public ReadOnlySpan<T> Second(int row) => inputs.Second.Slice(row * columns, columns);

    /// <summary>A row of the first gradient, or nothing where there is no room.</summary>
    public Span<T> FirstGradient(int row)
        => gradients.First.IsEmpty ? default : gradients.First.Slice(row * columns, columns);

    /// <summary>A row of the second gradient, or nothing where there is no room.</summary>
    public Span<T> SecondGradient(int row)
        => gradients.Second.IsEmpty ? default : gradients.Second.Slice(row * columns, columns);

    /// <summary>Whether there is room for a gradient.</summary>
    public bool HasGradients => !gradients.First.IsEmpty || !gradients.Second.IsEmpty;

    /// <summary>How many steps of a row of the first input count.</summary>
    public int FirstLength(int row) => Length(inputs.FirstLengths, row);

    /// <summary>How many steps of a row of the second input count.</summary>
    public int SecondLength(int row) => Length(inputs.SecondLengths, row);

    private int Length(ReadOnlySpan<T> lengths, int row)
        => lengths.IsEmpty ? columns / rule.Features : int.CreateTruncating(lengths[row]);

    /// <summary>Whether a row counts.</summary>
    public bool Counts(int row) => options.Counts(row);

    /// <summary>The factor of the slopes of a row.</summary>
    public double Factor(int row) => scale * options.Weight(row);

    [MethodImpl(Compiled.AtOnce)]
    private double OneByOne(GroupRow row)
    {
        double total = 0;
        for (int at = 0; at < Rows; at++)
        {
            double value = 0;
            if (options.Counts(at))
            {
                Widen(inputs.First, row.First, at);
                Widen(inputs.Second, row.Second, at);
                Widen(inputs.Third, row.Third, at);
                if (rule.Kind == GroupKind.Transports)
                    Order(row, at);
                value = row.Run(rule, Label(at));
            }
            total += Put(value, at);
            Narrow(row.FirstSlopes, gradients.First, at);
            Narrow(row.SecondSlopes, gradients.Second, at);
        }
        return total;
    }

    // Of the numbers as they are given: floats are ordered in half the time of doubles.
    private void Order(in GroupRow row, int at)
    {
        RankOrder.Of(First(at), row.Order);
        RankOrder.Of(Second(at), row.OtherOrder);
    }

    /// <summary>Reads rows into lanes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Widen(in GroupPlaces places, int row, int lanes)
    {
        for (int lane = 0; lane < lanes && row + lane < Rows; lane++)
        {
            Widen(inputs.First, places.First[lane..], row + lane, lanes);
            Widen(inputs.Second, places.Second[lane..], row + lane, lanes);
            places.Labels[lane] = Label(row + lane);
        }
    }

    /// <summary>Writes what lanes hold; gives the sum of losses so far and of theirs.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public double Narrow(in GroupPlaces places, int row, int lanes, double sum)
    {
        for (int lane = 0; lane < lanes && row + lane < Rows; lane++)
        {
            sum += Put(places.Labels[lane], row + lane);
            Narrow(places.FirstSlopes[lane..], gradients.First, row + lane, lanes);
            Narrow(places.SecondSlopes[lane..], gradients.Second, row + lane, lanes);
        }
        return sum;
    }

    private double Label(int row) => inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row]);

    /// <summary>Keeps the loss of a row; gives it with its weight.</summary>
    public double Put(double value, int row)
        => values.Put(row, options.Counts(row) ? value * options.Weight(row) : 0);

    [MethodImpl(Compiled.AtOnce)]
    private void Widen(ReadOnlySpan<T> from, Span<double> to, int row, int step = 1)
    {
        if (from.IsEmpty)
            return;
        ReadOnlySpan<T> part = from.Slice(row * columns, columns);
        for (int i = 0; i < part.Length; i++)
            to[i * step] = double.CreateTruncating(part[i]);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Narrow(ReadOnlySpan<double> from, Span<T> to, int row, int step = 1)
    {
        if (to.IsEmpty)
            return;
        Span<T> part = to.Slice(row * columns, columns);
        bool counts = options.Counts(row);
        double factor = Factor(row);
        for (int i = 0; i < part.Length; i++)
            part[i] = counts ? T.CreateTruncating(from[i * step] * factor) : T.Zero;
    }
}
