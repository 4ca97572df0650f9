using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a row's entropic transports with a direction: from potentials that an
/// <see cref="EntropicPlan"/> has found, how they move follows from what they meet.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="rule">The loss.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct EntropicProduct<T>(GroupProduct<T> row, GroupRule rule, Span<double> room) :
    IKernel<double, bool>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Pieces = LineSample.Pieces + 1, AllPieces = 2 * Pieces + EntropicPlan.Pieces;

    private readonly GroupProduct<T> row = row;
    private readonly Span<double> room = room;
    private readonly int stretch = row.Columns + LineSample.Pad;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(int columns)
        => checked((int)(AllPieces * ((long)columns + LineSample.Pad) + MovedPlan.RoomLength(columns)));

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        // Registers that reach beyond a sample meet what is no number of it, but never what is none at all.
        Stores.Zero<V, double>(room[..(AllPieces * stretch)]);
        LineSample first = Take(isFirst: true, out Span<double> way),
            second = Take(isFirst: false, out Span<double> otherWay);
        EntropicPlan plan = new(rule.Number, rule.Choice, rule.Steps, room[(2 * Pieces * stretch)..], stretch);
        MovedPlan moved = new(rule.Number, rule.Choice, room[(AllPieces * stretch)..]);
        plan.Prepare<V>(first, second, out double largest, out double tolerance);
        plan.Own<V>(first, tolerance, slopes: false);
        moved.Add(first, first, way, way, -0.5);
        plan.Own<V>(second, tolerance, slopes: false);
        moved.Add(second, second, otherWay, otherWay, -0.5);
        plan.Meet<V>(first, second, largest, tolerance);
        moved.Add(first, second, way, otherWay, 1);
        for (int i = 0; i < first.Count; i++)
            row.AddFirst(i, new(default, new(first.Slopes[i])));
        for (int j = 0; j < second.Count; j++)
            row.AddSecond(j, new(default, new(second.Slopes[j])));
        return true;
    }

    private LineSample Take(bool isFirst, out Span<double> moves)
    {
        RowInputs<T> inputs = row.Row;
        ReadOnlySpan<T> lengths = isFirst ? inputs.FirstLengths : inputs.SecondLengths, way = row.Way(isFirst);
        Span<double> own = room.Slice(isFirst ? 0 : Pieces * stretch, Pieces * stretch);
        LineSample sample = new(own, stretch, lengths.IsEmpty ? row.Columns : int.CreateTruncating(lengths[0]));
        sample.Read(isFirst ? inputs.First : inputs.Second);
        moves = own[(LineSample.Pieces * stretch)..];
        for (int i = 0; i < sample.Count && !way.IsEmpty; i++)
            moves[i] = double.CreateTruncating(way[i]);
        return sample;
    }
}
