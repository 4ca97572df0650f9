using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// Rows of a loss of classes at places, over the softmax at each place. A row is done in parts that stay in a near
/// cache: once for probabilities, which are kept, and sums, and once more for slopes. Places that are no whole group
/// are copied to one.
/// </summary>
/// <param name="rule">The loss.</param>
/// <param name="batch">Knows inputs and results.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct ClassOverlapRows<T>(GroupRule rule, GroupKernel<T> batch, Span<double> room) :
    IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The order of the sums depends on the parts, so these are no matter of the machine.
    private const int Numbers = 2048, FewestPlaces = 64, MostPlaces = 512, Group = ClassOverlapPart<T>.Group, Lanes = 3;

    // Tables of a group of places of all classes: two inputs, and slopes.
    private const int Groups = 3;

    private readonly GroupKernel<T> batch = batch;
    private readonly Span<double> room = room;
    private readonly int classes = rule.Classes, places = batch.Columns / rule.Classes,
        part = Math.Clamp(Numbers / rule.Classes, FewestPlaces, MostPlaces) & -Group;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(int classes, int columns)
        => checked(Lanes * Group + MostPlaces
            + classes * (ClassOverlapSums.Numbers + Groups * Group + (columns / classes + Group - 1 & -Group)));

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        ClassOverlapSums sums = new(rule, room[(Lanes * Group + MostPlaces)..]);
        double total = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            bool counts = batch.Counts(row);
            double value = 0;
            if (counts)
            {
                sums.Clear();
                Add<V>(row, sums);
                value = sums.Value();
            }
            total += batch.Put(value, row);
            if (batch.FirstGradient(row) is not { IsEmpty: false } gradient)
                continue;
            if (counts)
                SetSlopes<V>(row, sums, gradient);
            else
                foreach (ref T slope in gradient)
                    slope = T.Zero;
        }
        return total;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Add<V>(int row, in ClassOverlapSums sums) where V : struct, ILanes<V, double>
    {
        ReadOnlySpan<T> first = batch.First(row), second = batch.Second(row);
        int whole = places & -Group;
        for (int start = 0; start < whole; start += part)
        {
            int length = Math.Min(part, whole - start);
            Add<V>(new(classes, places, length) { First = first[start..], Second = second[start..] },
                start, length, sums);
        }
        if (whole < places)
            Add<V>(Last(first, second), whole, places - whole, sums);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Add<V>(in ClassOverlapPart<T> places, int start, int count, in ClassOverlapSums sums)
        where V : struct, ILanes<V, double>
    {
        Span<double> chances = ChancesFrom(start), inverses = room.Slice(Lanes * Group, MostPlaces);
        places.Powers<V>(chances, inverses);
        // A place beyond the last has no chance in any sum.
        for (int i = count; (i & (Group - 1)) != 0; i++)
            inverses[i] = 0;
        for (int c = 0; c < classes; c++)
            places.Chances<V>(chances, inverses, c, sums, room[..(Lanes * Group)]);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void SetSlopes<V>(int row, in ClassOverlapSums sums, Span<T> gradient) where V : struct, ILanes<V, double>
    {
        ReadOnlySpan<T> first = batch.First(row), second = batch.Second(row);
        Span<double> work = GroupRoom(2);
        int whole = places & -Group;
        double factor = batch.Factor(row);
        for (int start = 0; start < whole; start += part)
            new ClassOverlapPart<T>(classes, places, Math.Min(part, whole - start))
            {
                First = first[start..],
                Second = second[start..],
                Slopes = gradient[start..],
            }.SetSlopes<V>(ChancesFrom(start), sums, factor, work);
        if (whole == places)
            return;
        ClassOverlapPart<T> last = Last(second, second);
        last.SetSlopes<V>(ChancesFrom(whole), sums, factor, work);
        for (int c = 0; c < classes; c++)
            for (int i = whole; i < places; i++)
                gradient[c * places + i] = last.Slopes[c * Group + i - whole];
    }

    // The places that are no whole group, zeros behind them; slopes lie where the logits do.
    private ClassOverlapPart<T> Last(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        Span<T> logits = DoubleMemory.Room<T>(GroupRoom(0)), targets = DoubleMemory.Room<T>(GroupRoom(1));
        int whole = places & -Group;
        for (int c = 0; c < classes; c++)
            for (int i = 0; i < Group; i++)
            {
                bool isPlace = whole + i < places;
                logits[c * Group + i] = isPlace ? first[c * places + whole + i] : T.Zero;
                targets[c * Group + i] = isPlace ? second[c * places + whole + i] : T.Zero;
            }
        return new(classes, Group, Group) { First = logits, Second = targets, Slopes = logits };
    }

    private Span<double> GroupRoom(int table)
        => room.Slice(
            Lanes * Group + MostPlaces + classes * (ClassOverlapSums.Numbers + table * Group), classes * Group);

    private Span<double> ChancesFrom(int start)
        => room[(Lanes * Group + MostPlaces + classes * (ClassOverlapSums.Numbers + Groups * Group + start))..];
}
