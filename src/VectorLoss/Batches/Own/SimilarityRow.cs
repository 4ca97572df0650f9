using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// One row of cosines: the largest exponents, the sums of the powers of all, the loss from them, and the way back. A
/// power is computed once and kept for the way back.
/// </summary>
/// <param name="loss">The loss.</param>
/// <param name="labels">
/// The labels of the columns, <see cref="Self"/> where none counts: at the row itself, and from the last column on up
/// to <see cref="Padded"/>.
/// </param>
/// <param name="columns">Cosines in a row.</param>
/// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
internal readonly ref struct SimilarityRow<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> labels, int columns, Span<T> scratch)
    where TLoss : struct, ISimilarityLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> labels = labels;
    private readonly Span<T> lanes = scratch[..(3 * Logical.Lanes<T>())];
    private readonly Span<T> powers = scratch[(3 * Logical.Lanes<T>())..];
    private readonly int columns = columns;

    /// <summary>The powers of all columns, of any value where none counts, once they are added.</summary>
    public Span<T> Powers => powers;

    /// <summary>The label that no row has.</summary>
    public const int Self = -1;

    /// <summary>As many numbers as fill whole registers of every width.</summary>
    public static int Padded(int columns)
        => checked((columns + Logical.Lanes<T>() - 1) / Logical.Lanes<T>() * Logical.Lanes<T>());

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int columns) => checked(3 * Logical.Lanes<T>() + Padded(columns));

    /// <summary>The loss of a row.</summary>
    /// <param name="cosines">The cosines.</param>
    /// <param name="label">The label of the row.</param>
    /// <param name="positives">How many columns have it; above 0.</param>
    /// <param name="factor">The factor of the slopes.</param>
    /// <param name="slopes">Receives them, or is empty; may be the cosines.</param>
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>(ReadOnlySpan<T> cosines, int label, int positives, double factor, Span<T> slopes)
        where V : struct, ILanes<V, T>
    {
        SimilaritySums<TLoss, T> sums = Sums<V>(cosines, label, positives);
        if (!slopes.IsEmpty)
            Write<V>(cosines, slopes, label, sums.Slopes(factor));
        return sums.Value;
    }

    /// <summary>What the loss of a row is a function of; keeps the powers.</summary>
    [MethodImpl(Inline)]
    public SimilaritySums<TLoss, T> Sums<V>(ReadOnlySpan<T> cosines, int label, int positives)
        where V : struct, ILanes<V, T>
    {
        (T Near, T Far) tops = Tops<V>(cosines, label);
        return new(loss, Sums<V>(cosines, label, tops.Near, tops.Far), tops, positives);
    }

    /// <summary>The largest exponents of positives and of negatives; −∞ without any. NaN is passed over.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private (T Near, T Far) Tops<V>(ReadOnlySpan<T> cosines, int label) where V : struct, ILanes<V, T>
    {
        TLoss of = loss;
        V least = V.Of(double.NegativeInfinity), own = V.Of(label), self = V.Of(Self), near = least, far = least;
        for (int at = 0; at < columns; at += V.Count)
        {
            V cosine = Load<V>(cosines, at), other = V.Load(labels, at);
            V positive = V.WhereEqual(other, own, of.Positive(cosine), least);
            V negative = V.WhereEqual(other, own, least, V.WhereEqual(other, self, least, of.Negative(cosine)));
            near = V.WhereLess(near, positive, positive, near);
            far = V.WhereLess(far, negative, negative, far);
        }
        return (V.MaxAcross(near), V.MaxAcross(far));
    }

    /// <summary>The sums of the powers of positives and of negatives, and of the exponents of positives.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private Triple<Lane1<double>> Sums<V>(ReadOnlySpan<T> cosines, int label, T near, T far)
        where V : struct, ILanes<V, T>
    {
        int width = lanes.Length / 3, block = OrderedSum<T>.Block;
        if (columns <= V.Count)
        {
            // 0 + x, as in the lanes of a longer row, so that a sum of −0 is 0 on every width.
            V zero = V.Of(0);
            Triple<V> few = new(zero, zero, zero);
            few = Add(few, cosines, 0, label, V.Broadcast(near), V.Broadcast(far));
            return new(Wide(V.SumAcross(few.First)), Wide(V.SumAcross(few.Second)), Wide(V.SumAcross(few.Third)));
        }
        double first = 0, second = 0, third = 0;
        for (int start = 0; start < columns; start += block)
        {
            int end = Math.Min(start + block, columns);
            Stores.Zero<V, T>(lanes);
            AddBlock<V>(cosines, start, end, label, near, far);
            first += RowLanes<T>.Fold<V>(lanes[..width], end - start);
            second += RowLanes<T>.Fold<V>(lanes.Slice(width, width), end - start);
            third += RowLanes<T>.Fold<V>(lanes[(2 * width)..], end - start);
        }
        return new(new(first), new(second), new(third));
    }

    private static Lane1<double> Wide(T number) => new(double.CreateTruncating(number));

    // Lane by lane over all rounds, so that the sums stay in registers.
    [MethodImpl(Compiled.AtOnce)]
    private void AddBlock<V>(ReadOnlySpan<T> cosines, int start, int end, int label, T near, T far)
        where V : struct, ILanes<V, T>
    {
        SimilarityRow<TLoss, T> self = this;
        int width = Logical.Lanes<T>(), used = Math.Min(width, end - start);
        V top = V.Broadcast(near), farTop = V.Broadcast(far), zero = V.Of(0);
        for (int lane = 0; lane < used; lane += V.Count)
        {
            Triple<V> sums = new(zero, zero, zero);
            for (int at = start + lane; at < end; at += width)
                sums = self.Add(sums, cosines, at, label, top, farTop);
            V.Store(sums.First, self.lanes, lane);
            V.Store(sums.Second, self.lanes, lane + width);
            V.Store(sums.Third, self.lanes, lane + 2 * width);
        }
    }

    /// <summary>Adds a register of columns, and keeps their powers.</summary>
    [MethodImpl(Inline)]
    private Triple<V> Add<V>(Triple<V> sums, ReadOnlySpan<T> cosines, int at, int label, V near, V far)
        where V : struct, ILanes<V, T>
    {
        V cosine = Load<V>(cosines, at), other = V.Load(labels, at), own = V.Of(label), zero = V.Of(0);
        V exponent = loss.Positive(cosine);
        V power = Power(V.WhereEqual(other, own, exponent - near, loss.Negative(cosine) - far));
        V.Store(power, powers, at);
        return new(sums.First + V.WhereEqual(other, own, power, zero), sums.Second + Negative(other, own, power),
            sums.Third + V.WhereEqual(other, own, exponent, zero));
    }

    // e^ of an exponent less the largest of its kind, 0 where that is not normal; of the hardest alone, whether it is
    // that.
    [MethodImpl(Inline)]
    private static V Power<V>(V gap) where V : struct, ILanes<V, T>
        => TLoss.TakesHardest ? V.WhereEqual(gap, V.Of(0), V.Of(1), V.WhereNumber(gap, V.Of(0), gap))
            : NormalPowers.Exp<V, T>(gap);

    [MethodImpl(Inline)]
    private static V Negative<V>(V other, V own, V x) where V : struct, ILanes<V, T>
        => V.WhereEqual(other, own, V.Of(0), V.WhereEqual(other, V.Of(Self), V.Of(0), x));

    /// <summary>A register of columns.</summary>
    [MethodImpl(Inline)]
    public V Load<V>(ReadOnlySpan<T> cosines, int at) where V : struct, ILanes<V, T> => at <= columns - V.Count
        ? V.Load(cosines, at) : V.Load(in Refs.Start(cosines), at, V.FirstLanes(columns - at));

    /// <summary>Writes the slopes by the cosines, from the powers that are kept.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Write<V>(ReadOnlySpan<T> cosines, Span<T> slopes, int label, Triple<T> by)
        where V : struct, ILanes<V, T>
    {
        SimilarityRow<TLoss, T> self = this;
        V own = V.Of(label), first = V.Broadcast(by.First), third = V.Broadcast(by.Third);
        NormalFactor<V, T> ofPositives = new(first), ofNegatives = new(V.Broadcast(by.Second));
        for (int at = 0; at < self.columns; at += V.Count)
        {
            V cosine = self.Load<V>(cosines, at), other = V.Load(self.labels, at), power = V.Load(self.powers, at);
            V near = by.Third == T.Zero ? ofPositives.Times(power) : V.MulAdd(first, power, third);
            near *= self.loss.PositiveSlope(cosine);
            V far = Negative(other, own, ofNegatives.Times(power) * self.loss.NegativeSlope(cosine));
            V slope = V.WhereEqual(other, own, near, far);
            self.Store(slope, slopes, at);
        }
    }

    /// <summary>Writes a register of columns.</summary>
    [MethodImpl(Inline)]
    public void Store<V>(V x, Span<T> to, int at) where V : struct, ILanes<V, T>
    {
        if (at <= columns - V.Count)
            V.Store(x, to, at);
        else
            V.Store(x, ref Refs.Start(to), at, V.FirstLanes(columns - at));
    }
}
