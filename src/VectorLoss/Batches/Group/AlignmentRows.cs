using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Rows of a loss of alignments, one after another in one piece of room.</summary>
/// <param name="rule">The loss.</param>
/// <param name="batch">Knows inputs and results.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct AlignmentRows<T>(GroupRule rule, GroupKernel<T> batch, Span<double> room) :
    IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Both sequences in both directions; slopes of both, and those of a sequence turned round, which nobody reads.
    private const int Tables = 7;

    private readonly GroupKernel<T> batch = batch;
    private readonly Span<double> room = room;
    private readonly int features = rule.Features, steps = batch.Columns / rule.Features,
        stretch = batch.Columns / rule.Features + 2 * AlignedSteps.Pad;

    /// <summary>How many numbers of room rows of some length need.</summary>
    /// <exception cref="ArgumentException">An array cannot have so many.</exception>
    public static int RoomLength(int steps, int features, bool slopes)
    {
        long length = AlignmentTable.Length(steps, slopes) + (long)Tables * features * (steps + 2 * AlignedSteps.Pad);
        return length <= Array.MaxLength ? (int)length : throw new ArgumentException(
            $"Sequences of {steps} steps of {features} numbers need {length} numbers of room; "
            + $"an array has at most {Array.MaxLength}.", nameof(RowInputs<>.Columns));
    }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        double total = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            AlignedSteps first = Steps(0, 4, batch.FirstLength(row)), second = Steps(1, 5, batch.SecondLength(row));
            bool counts = batch.Counts(row);
            double value = counts ? Value<V>(row, first, second) : 0;
            total += batch.Put(value, row);
            Write(first, batch.FirstGradient(row), counts, fromLast: false, batch.Factor(row));
            Write(second, batch.SecondGradient(row), counts, fromLast: true, batch.Factor(row));
        }
        return total;
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Value<V>(int row, in AlignedSteps first, in AlignedSteps second) where V : struct, ILanes<V, double>
    {
        bool slopes = batch.HasGradients;
        int tables = Tables * features * stretch;
        AlignmentTable table = new(room[tables..], rule.Number, features, steps);
        Stores.Zero<V, double>(room[..tables]);
        first.Read(batch.First(row), features, fromLast: false);
        second.Read(batch.Second(row), features, fromLast: true);
        double value = table.Run<V>(first, second, slopes, 1);
        if (rule.Choice == 0)
            return value;
        // Half of a loss whose both sequences are one: each has half of the slope, and they are equal. Turned round,
        // two sequences have the loss that they had.
        AlignedSteps firstBack = Steps(2, 6, first.Count), secondBack = Steps(3, 6, second.Count);
        firstBack.Read(batch.First(row), features, fromLast: true);
        secondBack.Read(batch.Second(row), features, fromLast: false);
        double own = table.Run<V>(first, firstBack, slopes, -1), other = table.Run<V>(second, secondBack, slopes, -1);
        return value - (own + other) / 2;
    }

    private AlignedSteps Steps(int numbers, int slopes, int count)
        => new(Table(numbers), Table(slopes), stretch, count);

    private Span<double> Table(int table) => room.Slice(table * features * stretch, features * stretch);

    private void Write(in AlignedSteps steps, Span<T> gradient, bool counts, bool fromLast, double factor)
    {
        if (gradient.IsEmpty)
            return;
        if (counts)
            steps.WriteSlopes(gradient, features, fromLast, factor);
        else
            Stores.Zero<Lane1<T>, T>(gradient);
    }
}
