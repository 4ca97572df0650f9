using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// All alignments of two sequences, the second from its last step on. Pairs of steps are computed along antidiagonals,
/// whose pairs need only those of the two before, so that a register holds pairs that do not wait for one another: pair
/// (i, j) lies at i, and its second step one place further on than that of the pair before.
/// </summary>
/// <remarks>
/// On the way on a pair keeps the shares that its three predecessors have in its soft minimum. They are probabilities,
/// so that the way back needs no exponential, and nothing there can overflow.
/// </remarks>
internal readonly ref struct AlignmentTable
{
    // Three antidiagonals on the way on; four of what pairs hand back.
    private const int Pad = AlignedSteps.Pad, Rows = 7, Predecessors = 3;

    private readonly Span<double> rows;
    private readonly Span<double> shares;
    private readonly double gamma;
    private readonly int stretch;
    private readonly int features;

    /// <param name="room">At least <see cref="Length"/> numbers.</param>
    /// <param name="gamma">How soft the minimum is.</param>
    /// <param name="features">Numbers of a step.</param>
    /// <param name="steps">Steps of the longest sequence.</param>
    public AlignmentTable(Span<double> room, double gamma, int features, int steps)
    {
        stretch = steps + 2 * Pad;
        (this.gamma, this.features) = (gamma, features);
        rows = room[..(Rows * stretch)];
        shares = room[(Rows * stretch)..];
    }

    /// <summary>How much room sequences of some length need, with or without slopes.</summary>
    public static long Length(long steps, bool slopes)
        => Rows * (steps + 2 * Pad) + (slopes ? Predecessors * Table(steps) : 0);

    /// <summary>
    /// The loss. Where slopes are wanted, those of both sequences grow by theirs times <paramref name="weight"/>.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>(in AlignedSteps first, in AlignedSteps second, bool slopes, double weight)
        where V : struct, ILanes<V, double>
    {
        double value = Forward<V>(first, second, slopes);
        if (slopes)
            Backward<V>(first, second, weight);
        return value;
    }

    // A number for each pair, and room behind each antidiagonal.
    private static long Table(long steps) => steps * steps + Pad * (2 * steps - 1);

    private Span<double> Row(int row) => rows.Slice(row * stretch, stretch);

    private Span<double> Shares(int predecessor)
    {
        int length = shares.Length / Predecessors;
        return shares.Slice(predecessor * length, length);
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Forward<V>(in AlignedSteps first, in AlignedSteps second, bool keep)
        where V : struct, ILanes<V, double>
    {
        Stores.Fill<V, double>(rows, double.PositiveInfinity);
        Span<double> far = Row(0), near = Row(1), now = Row(2);
        V inverse = V.Broadcast(1 / gamma), scale = V.Broadcast(gamma), one = V.Of(1);
        // Before the first pair there is one alignment, of nothing.
        far[Pad - 1] = 0;
        for (int diagonal = 0, kept = 0; diagonal < first.Count + second.Count - 1; diagonal++)
        {
            (int from, int to) = Places(first, second, diagonal);
            for (int i = from; i <= to; i += V.Count)
            {
                V both = V.Load((ReadOnlySpan<double>)far, Pad + i - 1);
                V ofFirst = V.Load((ReadOnlySpan<double>)near, Pad + i - 1);
                V ofSecond = V.Load((ReadOnlySpan<double>)near, Pad + i);
                V least = V.Min(both, V.Min(ofFirst, ofSecond));
                Likelihoods(ref both, ref ofFirst, ref ofSecond, least, inverse);
                V sum = both + ofFirst + ofSecond;
                V.Store(least - scale * V.Log(sum) + Cost<V>(first, second, i, diagonal), now, Pad + i);
                if (!keep)
                    continue;
                V part = one / sum;
                V.Store(both * part, Shares(0), kept + i - from);
                V.Store(ofFirst * part, Shares(1), kept + i - from);
                V.Store(ofSecond * part, Shares(2), kept + i - from);
            }
            (now[Pad + from - 1], now[Pad + to + 1]) = (double.PositiveInfinity, double.PositiveInfinity);
            kept += to - from + 1 + Pad;
            Span<double> free = far;
            far = near;
            near = now;
            now = free;
        }
        return near[Pad + first.Count - 1];
    }

    // Not inlined: three exponentials beside a logarithm are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private static void Likelihoods<V>(ref V a, ref V b, ref V c, V least, V inverse)
        where V : struct, ILanes<V, double>
        => (a, b, c) = (Likelihood(a, least, inverse), Likelihood(b, least, inverse), Likelihood(c, least, inverse));

    /// <summary>e to what x is above the least, over γ. Equal ones have even parts for every γ, 0 included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Likelihood<V>(V x, V least, V inverse) where V : struct, ILanes<V, double>
        => V.WhereEqual(x, least, V.Of(1), V.Exp((least - x) * inverse));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Cost<V>(in AlignedSteps first, in AlignedSteps second, int i, int diagonal)
        where V : struct, ILanes<V, double>
    {
        V cost = V.Of(0);
        for (int f = 0; f < features; f++)
        {
            V gap = V.Load(first.Numbers(f), Pad + i)
                - V.Load(second.Numbers(f), Pad + i + second.Count - 1 - diagonal);
            cost = V.MulAdd(gap, gap, cost);
        }
        return cost;
    }

    /// <summary>How often alignments meet each pair, from the last pair on, and the slopes that follow.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V>(in AlignedSteps first, in AlignedSteps second, double weight)
        where V : struct, ILanes<V, double>
    {
        Span<double> ofBoth = Row(0), ofNextBoth = Row(1), ofFirst = Row(2), ofSecond = Row(3);
        Stores.Zero<V, double>(rows);
        int last = first.Count + second.Count - 2, kept = first.Count * second.Count + (last + 1) * Pad;
        ofSecond[Pad + first.Count - 1] = 1;
        for (int diagonal = last; diagonal >= 0; diagonal--)
        {
            (int from, int to) = Places(first, second, diagonal);
            kept -= to - from + 1 + Pad;
            for (int i = from; i <= to; i += V.Count)
            {
                V met = V.Load((ReadOnlySpan<double>)ofFirst, Pad + i + 1)
                    + V.Load((ReadOnlySpan<double>)ofSecond, Pad + i)
                    + V.Load((ReadOnlySpan<double>)ofBoth, Pad + i + 1);
                // Lanes beyond the last pair belong to none, and their gaps may be infinite.
                V pairs = to + 1 - i < V.Count ? V.FirstLanes(to + 1 - i) : V.OfBits(-1);
                AddSlopes(first, second, i, diagonal, met * V.Of(2 * weight), pairs);
                int at = kept + i - from;
                V.Store(met * V.Load((ReadOnlySpan<double>)Shares(0), at), ofBoth, Pad + i);
                V.Store(met * V.Load((ReadOnlySpan<double>)Shares(1), at), ofFirst, Pad + i);
                V.Store(met * V.Load((ReadOnlySpan<double>)Shares(2), at), ofSecond, Pad + i);
            }
            foreach (int edge in (ReadOnlySpan<int>)[Pad + from - 1, Pad + to + 1])
                ofBoth[edge] = ofFirst[edge] = ofSecond[edge] = 0;
            Span<double> free = ofBoth;
            ofBoth = ofNextBoth;
            ofNextBoth = free;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddSlopes<V>(in AlignedSteps first, in AlignedSteps second, int i, int diagonal, V factor, V pairs)
        where V : struct, ILanes<V, double>
    {
        int j = Pad + i + second.Count - 1 - diagonal;
        for (int f = 0; f < features; f++)
        {
            Span<double> left = first.Slopes(f), right = second.Slopes(f);
            V gap = V.Load(first.Numbers(f), Pad + i) - V.Load(second.Numbers(f), j);
            V slope = V.And(pairs, gap * factor);
            V.Store(V.Load((ReadOnlySpan<double>)left, Pad + i) + slope, left, Pad + i);
            V.Store(V.Load((ReadOnlySpan<double>)right, j) - slope, right, j);
        }
    }

    /// <summary>The steps of the first sequence in the pairs of an antidiagonal.</summary>
    public static (int From, int To) Places(in AlignedSteps first, in AlignedSteps second, int diagonal)
        => (Math.Max(0, diagonal - second.Count + 1), Math.Min(first.Count - 1, diagonal));
}
