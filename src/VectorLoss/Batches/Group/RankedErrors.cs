using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The errors of each class at the places of a row in the order of their size, each times what the Jaccard index of
/// the class loses by it.
/// </summary>
/// <param name="rule">The loss.</param>
/// <param name="places">How many places.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
/// <param name="order">Room for the order of the places.</param>
internal readonly ref struct RankedErrors<T>(GroupRule rule, int places, Span<double> room, Span<int> order)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The places of a group, side by side in the table of probabilities.
    private const int Group = ClassPlacesPart<T, T>.Group;

    private readonly Span<int> order = order;
    private readonly Span<double> errors = room[..places];

    /// <summary>The slopes by the probabilities, those of all places of a class and then of the next.</summary>
    public readonly Span<double> Slopes = room.Slice(places, places * rule.Classes);

    /// <summary>How many numbers of room rows of some length need.</summary>
    public static int RoomLength(int classes, int columns) => checked(columns / classes + columns);

    /// <summary>The loss; the slopes are set, but for a factor that the sums tell.</summary>
    /// <param name="chances">The probabilities.</param>
    /// <param name="toClass">How far those of the next class are.</param>
    /// <param name="toGroup">How many times a group of places the next group is.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="sums">Of the row.</param>
    [MethodImpl(Compiled.AtOnce)]
    public double Run(ReadOnlySpan<double> chances, int toClass, int toGroup, ReadOnlySpan<T> targets,
        in ClassOverlapSums sums)
    {
        double check = 0, total = 0;
        int counted = 0;
        for (int c = 0; c < rule.Classes; c++)
            check += sums.Chances[c] + sums.Targets[c];
        // NaN has no place in an order.
        for (int c = 0; c < rule.Classes && !double.IsNaN(check); c++)
        {
            Span<double> slopes = Slopes.Slice(c * places, places);
            int members = Errors(chances[(c * toClass)..], toGroup, targets.Slice(c * places, places));
            bool counts = members > 0 || rule.Choice != 0;
            counted += counts ? 1 : 0;
            total += counts ? Class(targets.Slice(c * places, places), members, slopes) : Nothing(slopes);
        }
        double share = double.IsNaN(check) ? check : counted > 0 ? 1.0 / counted : 0;
        for (int c = 0; c < rule.Classes; c++)
            (sums.Slopes[c], sums.SlopesByTarget[c]) = (0, share);
        return total * share;
    }

    /// <summary>The errors |t − p| of a class; how many places it has.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Errors(ReadOnlySpan<double> chances, int toGroup, ReadOnlySpan<T> targets)
    {
        int members = 0;
        for (int i = 0; i < places; i++)
        {
            int member = Member(targets[i]);
            errors[i] = Math.Abs(member - chances[(i & -Group) * toGroup + (i & (Group - 1))]);
            members += member;
        }
        return members;
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Class(ReadOnlySpan<T> targets, int members, Span<double> slopes)
    {
        double sum = 0;
        JaccardSteps steps = new(members);
        RankOrder.Of<double>(errors, order);
        foreach (int at in order)
        {
            double member = Member(targets[at]), step = steps.Next(member);
            sum += errors[at] * step;
            slopes[at] = (1 - 2 * member) * step;
        }
        return sum;
    }

    [MethodImpl(Compiled.Early)]
    private static double Nothing(Span<double> slopes)
    {
        foreach (ref double slope in slopes)
            slope = 0;
        return 0;
    }

    private static int Member(T target) => target > T.CreateTruncating(0.5) ? 1 : 0;
}
