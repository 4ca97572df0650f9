using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// One row of cosines that move: they become their slopes, and their tangents those of the slopes, by the dual numbers
/// of the formulas of the loss.
/// </summary>
/// <remarks>
/// The slope by an exponent e is A·power + B, with A the slope by log Σ e^ over that sum: where A, B and e move, the
/// tangent is power·(Ȧ + A·(ė − mean ė by the powers)) + Ḃ, with Ȧ at a sum that stands.
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="row">The same row, standing still.</param>
/// <param name="labels">As of the row.</param>
/// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
internal readonly ref struct SimilarityMoves<TLoss, T>(
    TLoss loss, SimilarityRow<TLoss, T> row, ReadOnlySpan<T> labels, Span<T> scratch) : IKernel<T, int>
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly SimilarityRow<TLoss, T> row = row;
    private readonly ReadOnlySpan<T> labels = labels;
    private readonly Span<T> near = scratch[..(scratch.Length / 2)], far = scratch[(scratch.Length / 2)..];
    private readonly Span<T> cosines, changes;

    /// <summary>The cosines; they become their slopes.</summary>
    public Span<T> Cosines { init => cosines = value; }

    /// <summary>Their tangents; they become those of the slopes.</summary>
    public Span<T> Changes { init => changes = value; }

    /// <summary>The label of the row.</summary>
    public int Label { get; init; }

    /// <summary>How many columns have it; above 0.</summary>
    public int Positives { get; init; }

    /// <summary>The factor of the slopes.</summary>
    public double Factor { get; init; }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int columns) => checked(2 * SimilarityRow<TLoss, T>.Padded(columns));

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        SimilaritySums<TLoss, T> sums = row.Sums<V>(cosines, Label, Positives);
        Part<V>();
        (Lane1<double> nearer, Lane1<double> farther) = sums.Means(
            Sum<ProductTerm, V>(near, row.Powers), Sum<ProductTerm, V>(far, row.Powers));
        Lane1<double> mean = new(Sum<PlainTerm, V>(near, near) / Positives);
        Triple<T> slopes = sums.Slopes(Factor);
        Write<V>(slopes, sums.Changes(nearer, farther, mean, Factor),
            T.CreateTruncating(nearer.Number), T.CreateTruncating(farther.Number));
        row.Write<V>(cosines, cosines, Label, slopes);
        return 0;
    }

    private double Sum<TTerm, V>(Span<T> tangents, Span<T> powers)
        where TTerm : struct, ISumTerm where V : struct, ILanes<V, T>
        => new LaneSum<TTerm, T>(tangents[..cosines.Length], powers[..cosines.Length]).Run<V>();

    /// <summary>The tangents of the exponents of either kind, 0 at all others; no power at none.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Part<V>() where V : struct, ILanes<V, T>
    {
        SimilarityMoves<TLoss, T> self = this;
        V own = V.Of(Label), none = V.Of(SimilarityRow<TLoss, T>.Self), zero = V.Of(0);
        for (int at = 0; at < self.cosines.Length; at += V.Count)
        {
            Dual<V> cosine = self.At<V>(at);
            V other = V.Load(self.labels, at), negative = self.loss.Negative(cosine).Slope;
            V.Store(V.WhereEqual(other, own, self.loss.Positive(cosine).Slope, zero), self.near, at);
            V.Store(V.WhereEqual(other, own, zero, V.WhereEqual(other, none, zero, negative)), self.far, at);
            V.Store(V.WhereEqual(other, none, zero, V.Load(self.row.Powers, at)), self.row.Powers, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Dual<V> At<V>(int at) where V : struct, ILanes<V, T>
        => new(row.Load<V>(cosines, at), row.Load<V>(changes, at));

    [MethodImpl(Compiled.AtOnce)]
    private void Write<V>(Triple<T> slopes, Triple<T> moved, T nearer, T farther) where V : struct, ILanes<V, T>
    {
        SimilarityMoves<TLoss, T> self = this;
        V own = V.Of(Label), first = V.Broadcast(slopes.First), second = V.Broadcast(slopes.Second),
            third = V.Broadcast(slopes.Third), one = V.Broadcast(moved.First), two = V.Broadcast(moved.Second),
            three = V.Broadcast(moved.Third), close = V.Broadcast(nearer), wide = V.Broadcast(farther);
        for (int at = 0; at < self.cosines.Length; at += V.Count)
        {
            Dual<V> cosine = self.At<V>(at);
            V power = V.Load(self.row.Powers, at), other = V.Load(self.labels, at);
            Dual<V> positive = self.loss.PositiveSlope(cosine), negative = self.loss.NegativeSlope(cosine),
                byPositive = new(V.MulAdd(first, power, third), V.MulAdd(
                    power, Moved(one, first, V.Load(self.near, at) - close), three)),
                byNegative = new(second * power, power * Moved(two, second, V.Load(self.far, at) - wide));
            self.row.Store(V.WhereEqual(
                other, own, (byPositive * positive).Slope, (byNegative * negative).Slope), self.changes, at);
        }
    }

    // The hardest pair is a constant power.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Moved<V>(V moved, V slope, V apart) where V : struct, ILanes<V, T>
        => TLoss.TakesHardest ? moved : V.MulAdd(slope, apart, moved);
}
