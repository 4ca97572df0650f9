using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Rows of a loss of groups that depends on no order, as many side by side as a register of doubles holds: a register
/// is a column of them. Each lane computes what a row alone would.
/// </summary>
/// <param name="rule">The loss.</param>
/// <param name="batch">Reads inputs and writes results.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct GroupColumns<T>(GroupRule rule, GroupKernel<T> batch, Span<double> room) :
    IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Longer rows, which few batches have, run one by one, so that the room does not grow with the register.
    private const int MostColumns = 1024, Tables = 4;

    private readonly GroupKernel<T> batch = batch;
    private readonly GroupRule rule = rule;
    private readonly Span<double> room = room;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(int columns)
        => checked((Tables * columns + 1) * (columns > MostColumns ? 1 : Lanes512<double>.Count));

    /// <summary>The sum of the losses, in the widest registers that the rows are short enough for.</summary>
    public double Run() => batch.Columns > MostColumns ? Run<Lane1<double>>()
        : Widest.Run<GroupColumns<T>, double, double>(this);

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        int part = batch.Columns * V.Count;
        GroupPlaces places = new()
        {
            First = room[..part],
            Second = room.Slice(part, part),
            FirstSlopes = room.Slice(2 * part, part),
            SecondSlopes = room.Slice(3 * part, part),
            Labels = room.Slice(4 * part, V.Count),
        };
        // Lanes without a row compute with zeros.
        Stores.Zero<V, double>(room[..(4 * part + V.Count)]);
        double total = 0;
        for (int row = 0; row < batch.Rows; row += V.Count)
        {
            batch.Widen(places, row, V.Count);
            V.Store(rule.Kind == GroupKind.Mixture ? MixtureRows<V>.Run(places) : BoxRows<V>.Run(places, rule),
                places.Labels, 0);
            total = batch.Narrow(places, row, V.Count, total);
        }
        return total;
    }
}
