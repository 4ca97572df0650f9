using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of the alignments of a row with a direction; half of what each sequence has with itself
/// is subtracted where the rule says so.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="rule">The loss.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct AlignmentProduct<T>(GroupProduct<T> row, GroupRule rule, Span<double> room) :
    IKernel<double, bool>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Both sequences in both directions and how they move; what comes back to both, and what nobody reads.
    private const int Tables = 11, FirstBack = 8, SecondBack = 9, Unread = 10;

    private readonly GroupProduct<T> row = row;
    private readonly Span<double> room = room;
    private readonly int features = rule.Features, steps = row.Columns / rule.Features,
        stretch = row.Columns / rule.Features + 2 * AlignedSteps.Pad;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(GroupRule rule, int columns)
    {
        int steps = columns / rule.Features;
        return checked((int)(AlignmentTangents.Length(steps)
            + (long)Tables * rule.Features * (steps + 2 * AlignedSteps.Pad)));
    }

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        int tables = Tables * features * stretch;
        Stores.Zero<V, double>(room[..tables]);
        AlignmentTangents table = new(room[tables..], rule.Number, features, steps);
        MovedSteps first = Take(0, FirstBack, isFirst: true, fromLast: false),
            second = Take(1, SecondBack, isFirst: false, fromLast: true);
        table.Run<V>(first, second, 1);
        if (rule.Choice != 0)
        {
            // Half of a loss whose both sequences are one: each has half of the slope, and they are equal.
            table.Run<V>(first, Take(2, Unread, isFirst: true, fromLast: true), -1);
            table.Run<V>(second, Take(3, Unread, isFirst: false, fromLast: false), -1);
        }
        for (int f = 0; f < features; f++)
        {
            for (int i = 0; i < first.Count; i++)
                row.AddFirst(i * features + f, Slope(first, f, i));
            for (int i = 0; i < second.Count; i++)
                row.AddSecond(i * features + f, Slope(second, f, second.Count - 1 - i));
        }
        return true;
    }

    private static Dual<Lane1<double>> Slope(in MovedSteps steps, int feature, int at)
        => new(default, new(steps.Moves.Slopes(feature)[AlignedSteps.Pad + at]));

    private MovedSteps Take(int table, int back, bool isFirst, bool fromLast)
    {
        RowInputs<T> inputs = row.Row;
        ReadOnlySpan<T> lengths = isFirst ? inputs.FirstLengths : inputs.SecondLengths,
            numbers = isFirst ? inputs.First : inputs.Second, way = row.Way(isFirst);
        int count = lengths.IsEmpty ? steps : int.CreateTruncating(lengths[0]);
        AlignedSteps own = new(Table(table), Table(back), stretch, count),
            moves = new(Table(4 + table), Table(back), stretch, count);
        own.Read(numbers, features, fromLast);
        if (!way.IsEmpty)
            moves.Read(way, features, fromLast);
        return new(own, moves);
    }

    private Span<double> Table(int table) => room.Slice(table * features * stretch, features * stretch);
}
