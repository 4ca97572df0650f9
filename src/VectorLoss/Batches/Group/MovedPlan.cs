using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// How the slopes of an entropic transport between two samples move with their numbers, at potentials that meet both
/// marginals: with those, which a <see cref="PlanGraph"/> moves, the logarithms of the plan move, and the gaps.
/// </summary>
/// <param name="epsilon">The weight of the entropy.</param>
/// <param name="power">1 or 2.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
internal readonly ref struct MovedPlan(double epsilon, int power, Span<double> room)
{
    private readonly Span<double> room = room;

    /// <summary>How many numbers of room samples of some size need.</summary>
    public static long RoomLength(long columns) => columns * (columns + 4);

    /// <summary>Adds to how the slopes of both samples move.</summary>
    /// <param name="first">A sample with its potentials; its slopes receive the sums.</param>
    /// <param name="second">The other, which may be the same one.</param>
    /// <param name="way">How the numbers of the first sample move.</param>
    /// <param name="otherWay">The same of the second.</param>
    /// <param name="weight">The factor of all.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void Add(in LineSample first, in LineSample second, ReadOnlySpan<double> way,
        ReadOnlySpan<double> otherWay, double weight)
    {
        int count = second.Count;
        Span<double> shares = room[..count], costs = room.Slice(count, count), moves = room.Slice(2 * count, count);
        PlanGraph graph = new(room.Slice(3 * count, count * count), moves);
        graph.Clear();
        for (int i = 0; i < first.Count; i++)
        {
            Take(first, second, way[i], otherWay, i, shares, costs);
            graph.Add(shares, costs);
        }
        graph.Solve();
        double mass = weight / first.Count;
        for (int i = 0; i < first.Count; i++)
        {
            int top = Take(first, second, way[i], otherWay, i, shares, costs);
            // Exponents of a row move about their mean, from its largest part on, beside which the others may be tiny.
            double from = moves[top] - costs[top], mean = 0;
            for (int j = 0; j < count; j++)
                mean += shares[j] * (moves[j] - costs[j] - from);
            for (int j = 0; j < count; j++)
            {
                double gap = first.Numbers[i] - second.Numbers[j], grown = moves[j] - costs[j] - from - mean,
                    moved = power == 2 ? 2 * (way[i] - otherWay[j]) : 0,
                    part = shares[j] == 0 ? 0 : mass * shares[j] * (moved + Slope(gap) * grown);
                first.Slopes[i] += part;
                second.Slopes[j] -= part;
            }
        }
    }

    /// <summary>The parts of a row's mass and how its costs move; gives the place of the largest part.</summary>
    private int Take(in LineSample first, in LineSample second, double way, ReadOnlySpan<double> otherWay, int row,
        Span<double> shares, Span<double> costs)
    {
        int top = 0;
        for (int j = 0; j < shares.Length; j++)
        {
            double gap = first.Numbers[row] - second.Numbers[j], size = Math.Abs(gap);
            shares[j] = second.Potentials[j] - (power == 2 ? size * size : size) / epsilon;
            costs[j] = Slope(gap) * (way - otherWay[j]) / epsilon;
            top = shares[j] > shares[top] ? j : top;
        }
        double most = shares[top], sum = 0;
        foreach (ref double share in shares)
            sum += share = Lane1<double>.Exp(new(share - most)).Number;
        foreach (ref double share in shares)
            share /= sum;
        return top;
    }

    // Of a cost by a gap; 0 for the pair of equal numbers where it has a kink.
    private double Slope(double gap) => power == 2 ? 2 * gap : gap < 0 ? -1 : gap > 0 ? 1 : gap;
}
