using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>A sequence and how it moves: the slopes of the second are the tangents of those of the first.</summary>
internal readonly ref struct MovedSteps(AlignedSteps steps, AlignedSteps moves)
{
    public readonly AlignedSteps Steps = steps, Moves = moves;

    public int Count => Steps.Count;

    /// <summary>A feature of some steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<V> At<V>(int feature, int at) where V : struct, ILanes<V, double>
        => new(V.Load(Steps.Numbers(feature), at), V.Load(Moves.Numbers(feature), at));
}

/// <summary>
/// How the slopes of all alignments of two sequences move: the two ways of <see cref="AlignmentTable"/>, each number
/// with its tangent. A soft minimum moves as its parts do, and a part by what it does beside all.
/// </summary>
internal readonly ref struct AlignmentTangents
{
    // Three antidiagonals on the way on; four of what pairs hand back.
    private const int Pad = AlignedSteps.Pad, Rows = 7, Predecessors = 3;

    private readonly Span<double> rows, shares;
    private readonly double gamma;
    private readonly int stretch, features;

    /// <param name="room">At least <see cref="Length"/> numbers.</param>
    /// <param name="gamma">How soft the minimum is.</param>
    /// <param name="features">Numbers of a step.</param>
    /// <param name="steps">Steps of the longest sequence.</param>
    public AlignmentTangents(Span<double> room, double gamma, int features, int steps)
    {
        stretch = steps + 2 * Pad;
        (this.gamma, this.features) = (gamma, features);
        rows = room[..(2 * Rows * stretch)];
        shares = room.Slice(2 * Rows * stretch, (int)(2 * Predecessors * Table(steps)));
    }

    /// <summary>How much room sequences of some length need.</summary>
    public static long Length(long steps) => 2 * (Rows * (steps + 2 * Pad) + Predecessors * Table(steps));

    /// <summary>Adds to the slopes of both moves the tangents times <paramref name="weight"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Run<V>(in MovedSteps first, in MovedSteps second, double weight) where V : struct, ILanes<V, double>
    {
        Forward<V>(first, second);
        Backward<V>(first, second, weight);
    }

    // A number for each pair, and room behind each antidiagonal.
    private static long Table(long steps) => steps * steps + Pad * (2 * steps - 1);

    private DualRoom Row(int row) => new(rows.Slice(2 * row * stretch, 2 * stretch));

    private DualRoom Shares(int predecessor)
    {
        int length = shares.Length / Predecessors;
        return new(shares.Slice(predecessor * length, length));
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Forward<V>(in MovedSteps first, in MovedSteps second) where V : struct, ILanes<V, double>
    {
        Dual<Lane1<double>> never = Dual<Lane1<double>>.Of(double.PositiveInfinity);
        for (int row = 0; row < Rows; row++)
            Row(row).Fill(double.PositiveInfinity);
        DualRoom far = Row(0), near = Row(1), now = Row(2), shares0 = Shares(0), shares1 = Shares(1),
            shares2 = Shares(2);
        // Before the first pair there is one alignment, of nothing.
        far[Pad - 1] = Dual<Lane1<double>>.Of(0);
        for (int diagonal = 0, kept = 0; diagonal < first.Count + second.Count - 1; diagonal++)
        {
            (int from, int to) = AlignmentTable.Places(first.Steps, second.Steps, diagonal);
            for (int i = from; i <= to; i += V.Count)
            {
                Dual<V> both = far.Load<V>(Pad + i - 1), ofFirst = near.Load<V>(Pad + i - 1),
                    ofSecond = near.Load<V>(Pad + i);
                Dual<V> least = Least(ref both, ref ofFirst, ref ofSecond);
                now.Store(least + Cost<V>(first, second, i, diagonal), Pad + i);
                shares0.Store(both, kept + i - from);
                shares1.Store(ofFirst, kept + i - from);
                shares2.Store(ofSecond, kept + i - from);
            }
            now[Pad + from - 1] = now[Pad + to + 1] = never;
            kept += to - from + 1 + Pad;
            DualRoom free = far;
            far = near;
            near = now;
            now = free;
        }
    }

    /// <summary>The soft minimum of three, which become their parts in it.</summary>
    // With γ = 0 the parts stay, even ones where they are equal.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<V> Least<V>(ref Dual<V> a, ref Dual<V> b, ref Dual<V> c) where V : struct, ILanes<V, double>
    {
        V least = V.Min(a.Value, V.Min(b.Value, c.Value)), inverse = V.Broadcast(1 / gamma);
        V ofA = AlignmentTable.Likelihood(a.Value, least, inverse), ofB = AlignmentTable.Likelihood(
            b.Value, least, inverse), ofC = AlignmentTable.Likelihood(c.Value, least, inverse);
        V sum = ofA + ofB + ofC, part = V.Of(1) / sum, rate = V.Of(gamma == 0 ? 0 : -1 / gamma);
        (ofA, ofB, ofC) = (ofA * part, ofB * part, ofC * part);
        V moved = V.MulAdd(ofA, a.Slope, V.MulAdd(ofB, b.Slope, ofC * c.Slope));
        a = new(ofA, rate * ofA * (a.Slope - moved));
        b = new(ofB, rate * ofB * (b.Slope - moved));
        c = new(ofC, rate * ofC * (c.Slope - moved));
        return new(least - V.Broadcast(gamma) * V.Log(sum), moved);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Dual<V> Cost<V>(in MovedSteps first, in MovedSteps second, int i, int diagonal)
        where V : struct, ILanes<V, double>
    {
        Dual<V> cost = Dual<V>.Of(0);
        for (int f = 0; f < features; f++)
        {
            Dual<V> gap = first.At<V>(f, Pad + i) - second.At<V>(f, Pad + i + second.Count - 1 - diagonal);
            cost += gap * gap;
        }
        return cost;
    }

    /// <summary>How often alignments meet each pair, from the last pair on, and how the slopes follow.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V>(in MovedSteps first, in MovedSteps second, double weight)
        where V : struct, ILanes<V, double>
    {
        for (int row = 0; row < Rows; row++)
            Row(row).Fill(0);
        DualRoom ofBoth = Row(0), ofNextBoth = Row(1), ofFirst = Row(2), ofSecond = Row(3), shares0 = Shares(0),
            shares1 = Shares(1), shares2 = Shares(2);
        Dual<Lane1<double>> none = Dual<Lane1<double>>.Of(0);
        int last = first.Count + second.Count - 2, kept = first.Count * second.Count + (last + 1) * Pad;
        ofSecond[Pad + first.Count - 1] = Dual<Lane1<double>>.Of(1);
        for (int diagonal = last; diagonal >= 0; diagonal--)
        {
            (int from, int to) = AlignmentTable.Places(first.Steps, second.Steps, diagonal);
            kept -= to - from + 1 + Pad;
            for (int i = from; i <= to; i += V.Count)
            {
                Dual<V> met = ofFirst.Load<V>(Pad + i + 1) + ofSecond.Load<V>(Pad + i) + ofBoth.Load<V>(Pad + i + 1);
                // Lanes beyond the last pair belong to none, and their gaps may be infinite.
                V pairs = to + 1 - i < V.Count ? V.FirstLanes(to + 1 - i) : V.OfBits(-1);
                AddSlopes(first, second, i, diagonal, met * Dual<V>.Of(2 * weight), pairs);
                int at = kept + i - from;
                ofBoth.Store(met * shares0.Load<V>(at), Pad + i);
                ofFirst.Store(met * shares1.Load<V>(at), Pad + i);
                ofSecond.Store(met * shares2.Load<V>(at), Pad + i);
            }
            foreach (int edge in (ReadOnlySpan<int>)[Pad + from - 1, Pad + to + 1])
                ofBoth[edge] = ofFirst[edge] = ofSecond[edge] = none;
            DualRoom free = ofBoth;
            ofBoth = ofNextBoth;
            ofNextBoth = free;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddSlopes<V>(
        in MovedSteps first, in MovedSteps second, int i, int diagonal, Dual<V> factor, V pairs)
        where V : struct, ILanes<V, double>
    {
        int j = Pad + i + second.Count - 1 - diagonal;
        for (int f = 0; f < features; f++)
        {
            Span<double> left = first.Moves.Slopes(f), right = second.Moves.Slopes(f);
            V slope = V.And(pairs, ((first.At<V>(f, Pad + i) - second.At<V>(f, j)) * factor).Slope);
            V.Store(V.Load((ReadOnlySpan<double>)left, Pad + i) + slope, left, Pad + i);
            V.Store(V.Load((ReadOnlySpan<double>)right, j) - slope, right, j);
        }
    }
}
