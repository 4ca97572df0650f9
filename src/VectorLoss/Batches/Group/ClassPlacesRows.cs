using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// Rows of a loss of classes at places, over the softmax at each place. A row is done in parts that stay in a near
/// cache: once for probabilities, which are kept, and sums, and once more for slopes. Between the two a loss by the
/// order of errors ranks whole classes. Places that are no whole group are copied to one.
/// </summary>
/// <param name="rule">The loss.</param>
/// <param name="batch">Knows inputs and results.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
/// <param name="order">At least as many as a row has places.</param>
internal readonly ref struct ClassPlacesRows<T>(
    GroupRule rule, GroupKernel<T> batch, Span<double> room, Span<int> order) : IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The order of the sums depends on the parts, so these are no matter of the machine.
    private const int Numbers = 2048, FewestPlaces = 64, MostPlaces = 512, Lanes = 3,
        Group = ClassPlacesPart<T, T>.Group;

    // Tables of a group of places of all classes: two inputs, and slopes.
    private const int Groups = 3;

    private readonly GroupKernel<T> batch = batch;
    private readonly Span<double> room = room;
    private readonly Span<int> order = order;
    private readonly int classes = rule.Classes, places = batch.Columns / rule.Classes,
        part = Math.Clamp(Numbers / rule.Classes, FewestPlaces, MostPlaces) & -Group;

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(GroupRule rule, int columns)
        => checked(StartOf(rule.Classes, columns / rule.Classes)
            + (rule.Kind == GroupKind.RankedErrors ? RankedErrors<T>.RoomLength(rule.Classes, columns) : 0));

    // Where the ranked errors begin, behind the probabilities of all classes at whole groups of places.
    private static int StartOf(int classes, int places)
        => Lanes * Group + MostPlaces
            + classes * (ClassOverlapSums.Numbers + Groups * Group + (places + Group - 1 & -Group));

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        ClassOverlapSums sums = new(rule, room[(Lanes * Group + MostPlaces)..]);
        bool isRanked = rule.Kind == GroupKind.RankedErrors;
        RankedErrors<T> errors = isRanked
            ? new(rule, places, room[StartOf(classes, places)..], order[..places]) : default;
        double total = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            bool counts = batch.Counts(row);
            double value = 0;
            if (counts)
            {
                sums.Clear();
                Add<V>(row, sums);
                value = isRanked ? errors.Run(ChancesFrom(0), Group, classes, batch.Second(row), sums) : sums.Value();
            }
            total += batch.Put(value, row);
            if (batch.FirstGradient(row) is not { IsEmpty: false } gradient)
                continue;
            if (!counts)
                foreach (ref T slope in gradient)
                    slope = T.Zero;
            else if (isRanked)
                SetSlopes<V, double>(row, errors.Slopes, sums, gradient);
            else
                SetSlopes<V, T>(row, batch.Second(row), sums, gradient);
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
            Add<V>(Last<T>(first, second), whole, places - whole, sums);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Add<V>(in ClassPlacesPart<T, T> places, int start, int count, in ClassOverlapSums sums)
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
    private void SetSlopes<V, TSecond>(
        int row, ReadOnlySpan<TSecond> second, in ClassOverlapSums sums, Span<T> gradient)
        where V : struct, ILanes<V, double> where TSecond : unmanaged, IBinaryFloatingPointIeee754<TSecond>
    {
        ReadOnlySpan<T> first = batch.First(row);
        Span<double> work = GroupRoom(2);
        int whole = places & -Group;
        double factor = batch.Factor(row);
        for (int start = 0; start < whole; start += part)
            new ClassPlacesPart<T, TSecond>(classes, places, Math.Min(part, whole - start))
            {
                First = first[start..],
                Second = second[start..],
                Slopes = gradient[start..],
            }.SetSlopes<V>(ChancesFrom(start), sums, factor, work);
        if (whole == places)
            return;
        ClassPlacesPart<T, TSecond> last = Last(first, second);
        last.SetSlopes<V>(ChancesFrom(whole), sums, factor, work);
        for (int c = 0; c < classes; c++)
            for (int i = whole; i < places; i++)
                gradient[c * places + i] = last.Slopes[c * Group + i - whole];
    }

    // The places that are no whole group, zeros behind them; slopes lie where the logits do.
    [MethodImpl(Compiled.Early)]
    private ClassPlacesPart<T, TSecond> Last<TSecond>(ReadOnlySpan<T> first, ReadOnlySpan<TSecond> second)
        where TSecond : unmanaged, IBinaryFloatingPointIeee754<TSecond>
    {
        Span<T> logits = DoubleMemory.Room<T>(GroupRoom(0));
        Span<TSecond> seconds = DoubleMemory.Room<TSecond>(GroupRoom(1));
        int whole = places & -Group;
        for (int c = 0; c < classes; c++)
            for (int i = 0; i < Group; i++)
            {
                bool isPlace = whole + i < places;
                logits[c * Group + i] = isPlace ? first[c * places + whole + i] : T.Zero;
                seconds[c * Group + i] = isPlace ? second[c * places + whole + i] : TSecond.Zero;
            }
        return new(classes, Group, Group) { First = logits, Second = seconds, Slopes = logits };
    }

    [MethodImpl(Compiled.Early)]
    private Span<double> GroupRoom(int table)
        => room.Slice(
            Lanes * Group + MostPlaces + classes * (ClassOverlapSums.Numbers + table * Group), classes * Group);

    private Span<double> ChancesFrom(int start)
        => room[(Lanes * Group + MostPlaces + classes * (ClassOverlapSums.Numbers + Groups * Group + start))..];
}
