using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>One row of a loss of groups that depends on an order, in double, with room for its slopes.</summary>
internal readonly ref struct GroupRow
{
    /// <summary>Numbers of room, in rows: three inputs, slopes of two, and two for the algorithm.</summary>
    public const int Rooms = 7;

    /// <summary>Places of room, in rows: an order of either input.</summary>
    public const int Orders = 2;

    /// <summary>Cuts the room.</summary>
    public GroupRow(Span<double> room, Span<int> order, int columns)
    {
        First = room[..columns];
        Second = room.Slice(columns, columns);
        Third = room.Slice(2 * columns, columns);
        FirstSlopes = room.Slice(3 * columns, columns);
        SecondSlopes = room.Slice(4 * columns, columns);
        Work = room.Slice(5 * columns, columns);
        MoreWork = room.Slice(6 * columns, columns);
        Order = order[..columns];
        OtherOrder = order.Slice(columns, columns);
    }

    public Span<double> First { get; }
    public Span<double> Second { get; }
    public Span<double> Third { get; }
    public Span<double> FirstSlopes { get; }
    public Span<double> SecondSlopes { get; }
    public Span<double> Work { get; }
    public Span<double> MoreWork { get; }
    public Span<int> Order { get; }
    public Span<int> OtherOrder { get; }

    /// <summary>The loss of the row, whose number of its own is <paramref name="label"/>; the slopes are set.</summary>
    [MethodImpl(Compiled.Early)]
    public double Run(GroupRule rule, double label) => rule.Kind switch
    {
        GroupKind.Samples => SampleRow.Run(this, label, rule.Choice != 0),
        GroupKind.RankedMargins => RankedMarginRow.Run(this),
        GroupKind.Transports => TransportRow.Run(this, rule.Number, rule.Choice != 0),
        _ => new RiskSetRow(this, rule.Choice != 0).Run(),
    };

    /// <summary>Writes the order of the work, the largest first; equal numbers as they stand in the row.</summary>
    public void OrderWork() => RankOrder.Of(Work, Order);

    /// <summary>Where the equal numbers end, in order, that begin at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EndOfTie(int start) => RankOrder.EndOfTie<double>(Work, Order, start);

    /// <summary>Where the equal numbers begin that end at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int StartOfTie(int end) => RankOrder.StartOfTie<double>(Work, Order, end);

    /// <summary>The loss of a row that holds NaN, which no order has a place for; every slope is NaN.</summary>
    public double NotANumber()
    {
        for (int i = 0; i < FirstSlopes.Length; i++)
            FirstSlopes[i] = SecondSlopes[i] = double.NaN;
        return double.NaN;
    }
}
