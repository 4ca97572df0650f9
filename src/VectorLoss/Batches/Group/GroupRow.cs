using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>One row of a loss of groups in double, with room for its slopes.</summary>
internal readonly ref struct GroupRow
{
    /// <summary>Numbers of room, in rows: three inputs, slopes of two, and two for the algorithm.</summary>
    public const int Rooms = 7;

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
    }

    public Span<double> First { get; }
    public Span<double> Second { get; }
    public Span<double> Third { get; }
    public Span<double> FirstSlopes { get; }
    public Span<double> SecondSlopes { get; }
    public Span<double> Work { get; }
    public Span<double> MoreWork { get; }
    public Span<int> Order { get; }

    /// <summary>The loss of the row, whose number of its own is <paramref name="label"/>; the slopes are set.</summary>
    public double Run(GroupRule rule, double label) => rule.Kind switch
    {
        GroupKind.Boxes => Boxes(rule),
        GroupKind.Samples => SampleRow.Run(this, label, rule.Choice != 0),
        GroupKind.Mixture => MixtureRow.Run(this, label),
        GroupKind.RankedMargins => RankedMarginRow.Run(this),
        _ => new RiskSetRow(this, rule.Choice != 0).Run(),
    };

    /// <summary>Sorts the work and carries the order along; equal numbers stay in the order of the row.</summary>
    public void SortWork() => RankOrder.Sort(Work, Order);

    /// <summary>Where the equal numbers of the sorted work end that begin at a place.</summary>
    public int EndOfTie(int start) => RankOrder.EndOfTie<double>(Work, start);

    /// <summary>The loss of a row that holds NaN, which no order has a place for; every slope is NaN.</summary>
    public double NotANumber()
    {
        foreach (ref double slope in FirstSlopes)
            slope = double.NaN;
        return double.NaN;
    }

    private double Boxes(GroupRule rule)
    {
        double sum = 0;
        int boxes = First.Length / 4;
        for (int at = 0; at < First.Length; at += 4)
        {
            BoxTerms<Lane1<double>> terms = new(rule, BoxAt(First, at), BoxAt(Second, at));
            sum += terms.Value.Number;
            terms.Slopes(out Box<Lane1<double>> slopes, out Box<Lane1<double>> others);
            Set(FirstSlopes, at, slopes, boxes);
            Set(SecondSlopes, at, others, boxes);
        }
        return sum / boxes;
    }

    private static Box<Lane1<double>> BoxAt(Span<double> from, int at)
        => new(new(from[at]), new(from[at + 1]), new(from[at + 2]), new(from[at + 3]));

    private static void Set(Span<double> to, int at, Box<Lane1<double>> slopes, int boxes)
    {
        (to[at], to[at + 1]) = (slopes.X1.Number / boxes, slopes.Y1.Number / boxes);
        (to[at + 2], to[at + 3]) = (slopes.X2.Number / boxes, slopes.Y2.Number / boxes);
    }
}
