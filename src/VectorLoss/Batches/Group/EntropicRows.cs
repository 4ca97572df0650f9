using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Rows of a loss of entropic transports, one after another in one piece of room.</summary>
/// <param name="rule">The loss.</param>
/// <param name="batch">Knows inputs and results.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct EntropicRows<T>(GroupRule rule, GroupKernel<T> batch, Span<double> room) :
    IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Pieces = LineSample.Pieces, AllPieces = 2 * Pieces + EntropicPlan.Pieces;

    private readonly GroupKernel<T> batch = batch;
    private readonly Span<double> room = room;
    private readonly int stretch = batch.Columns + LineSample.Pad;

    // Of longer rows the memory stays linear: 256 numbers have a megabyte of factors.
    private const int MostKept = 256;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(int columns) => checked(OwnLength(columns) + 2 * FactorsLength(columns));

    private static int OwnLength(int columns) => checked(AllPieces * (columns + LineSample.Pad));

    private static int FactorsLength(int columns)
        => columns <= MostKept ? columns * (columns + LineSample.Pad) : 0;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        double total = 0;
        // Registers that reach beyond a sample meet what is no number of it, but never what is none at all.
        Stores.Zero<V, double>(room[..OwnLength(batch.Columns)]);
        EntropicPlan plan = new(rule.Number, rule.Choice, rule.Steps, room[(2 * Pieces * stretch)..],
            stretch);
        for (int row = 0; row < batch.Rows; row++)
        {
            LineSample first = Sample(0, batch.FirstLength(row)), second = Sample(1, batch.SecondLength(row));
            bool counts = batch.Counts(row);
            double value = 0;
            if (counts)
            {
                first.Read(batch.First(row));
                second.Read(batch.Second(row));
                value = plan.Divergence<V>(first, second, batch.HasGradients);
            }
            total += batch.Put(value, row);
            Write(first, batch.FirstGradient(row), counts, batch.Factor(row));
            Write(second, batch.SecondGradient(row), counts, batch.Factor(row));
        }
        return total;
    }

    private LineSample Sample(int sample, int count)
        => new(room.Slice(sample * Pieces * stretch, Pieces * stretch), stretch, count)
        {
            Factors = room.Slice(
                OwnLength(batch.Columns) + sample * FactorsLength(batch.Columns), FactorsLength(batch.Columns)),
        };

    private static void Write(in LineSample sample, Span<T> gradient, bool counts, double factor)
    {
        if (counts)
            sample.WriteSlopes(gradient, factor);
        else
            Stores.Zero<Lane1<T>, T>(gradient);
    }
}
