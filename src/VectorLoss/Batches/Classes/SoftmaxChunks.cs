using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A long row in chunks of as many classes as there are logical lanes, copied so that every chunk is whole: for
/// losses whose slope depends on the class, and under a soft cap. One small loop a function: see
/// <see cref="InterleavedRows"/>.
/// </summary>
internal readonly ref struct SoftmaxChunks<TLoss, T, TPlan>(in SoftmaxWork<TLoss, T> work)
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    /// <summary>Σ a·φ of the spread targets, and Σ a·φ' without one class, or −1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public (T Value, T Slope) Terms<V>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, T logSum, int without, Span<T> lanes)
        where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>();
        OrderedSum<T> values = OrderedSum<T>.In<V>(lanes[..width]);
        OrderedSum<T> slopes = OrderedSum<T>.In<V>(lanes.Slice(width, width));
        Span<T> capped = stackalloc T[width], weights = stackalloc T[width];
        for (int c = 0; c < logits.Length; c += width)
        {
            Read<V>(logits, targets, c, capped, weights);
            AddValues<V>(capped, weights, max, logSum, values);
            if ((uint)(without - c) < (uint)width)
                weights[without - c] = T.Zero;
            AddSlopes<V>(capped, weights, max, logSum, slopes);
            if ((c + width) % OrderedSum<T>.Block == 0 || c + width >= logits.Length)
            {
                values.Fold<V>();
                slopes.Fold<V>();
            }
        }
        return (T.CreateTruncating(values.Total), T.CreateTruncating(slopes.Total));
    }

    /// <summary>Σ exp(z − m) of the logits as the softmax sees them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public PowerSum<T> Powers<V>(ReadOnlySpan<T> logits, T max, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        Span<T> sums = lanes[..Logical.Lanes<T>()];
        PowerSums<T> sum = new(lanes);
        sum.Begin<V>();
        Span<T> capped = stackalloc T[sums.Length], weights = stackalloc T[sums.Length];
        for (int c = 0; c < logits.Length; c += capped.Length)
        {
            Read<V>(logits, default, c, capped, weights);
            SequentialRow.AddRounds<V, T, T, SequentialRow.Dropped>(
                capped, capped, default, default, max, sums);
            if ((c + capped.Length) % OrderedSum<T>.Block == 0 || c + capped.Length >= logits.Length)
                EndBlock<V>(logits, c, max, ref sum);
        }
        return sum.Total;
    }

    /// <summary>Folds the block that ends with the chunk from <paramref name="last"/> on.</summary>
    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    private void EndBlock<V>(ReadOnlySpan<T> logits, int last, T max, ref PowerSums<T> sum)
        where V : struct, ILanes<V, T>
    {
        if (sum.Fold<V>() is not (>= 0 and var lane))
            return;
        int width = Logical.Lanes<T>(), count = 0;
        int start = last / OrderedSum<T>.Block * OrderedSum<T>.Block;
        Span<T> room = stackalloc T[1 + OrderedSum<T>.Block / width + width], found = room[1..];
        for (int c = start + lane; c < logits.Length && c < last + width; c += width)
            found[count++] = logits[c];
        Stores.Fill<V, T>(found[count..], T.NegativeInfinity);
        Cap<V>(found);
        PowerSums<T>.Powers<V>(found, max);
        room[0] = T.Zero;
        sum.Fold<V>(lane, room[..(count + 1)], start, -1);
    }

    /// <summary>
    /// A chunk of logits as the softmax sees them, and of target weights; −∞ of weight 0 beyond the end of the row.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Read<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, int c, Span<T> capped, Span<T> weights)
        where V : struct, ILanes<V, T>
    {
        int length = Math.Min(capped.Length, logits.Length - c);
        Stores.Copy<V, T>(logits.Slice(c, length), capped);
        Stores.Fill<V, T>(capped[length..], T.NegativeInfinity);
        if (targets.IsEmpty)
            Stores.Zero<V, T>(weights);
        else
            Stores.Copy<V, T>(targets.Slice(c, length), weights);
        ReadOnlySpan<T> classWeights = work.Batch.Options.ClassWeights;
        Weigh<V>(weights, classWeights.IsEmpty ? classWeights : classWeights.Slice(c, length));
        Stores.Zero<V, T>(weights[length..]);
        if (TPlan.HasSoftcap)
            Cap<V>(capped);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Weigh<V>(Span<T> weights, ReadOnlySpan<T> classWeights) where V : struct, ILanes<V, T>
    {
        V one = V.Of(1);
        for (int c = 0; c < weights.Length; c += V.Count)
            V.Store(work.ClassTarget(V.Load(weights, c), one), weights, c);
        for (int c = 0; c < classWeights.Length; c++)
            weights[c] *= classWeights[c];
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Cap<V>(Span<T> logits) where V : struct, ILanes<V, T>
    {
        for (int c = 0; c < logits.Length; c += V.Count)
            V.Store(work.CapLogit(V.Load(logits, c)), logits, c);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void AddValues<V>(ReadOnlySpan<T> capped, ReadOnlySpan<T> weights, T max, T logSum, OrderedSum<T> sum)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max), wideLogSum = V.Broadcast(logSum);
        for (int c = 0; c < capped.Length; c += V.Count)
            sum.Add(work.TermValue(V.Load(weights, c), V.Load(capped, c) - wideMax - wideLogSum), c);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void AddSlopes<V>(ReadOnlySpan<T> capped, ReadOnlySpan<T> weights, T max, T logSum, OrderedSum<T> sum)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max), wideLogSum = V.Broadcast(logSum);
        for (int c = 0; c < capped.Length; c += V.Count)
            sum.Add(work.TermSlope(V.Load(weights, c), V.Load(capped, c) - wideMax - wideLogSum), c);
    }

    /// <summary>The gradient where the powers could not be kept, chunk by chunk.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Slopes<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, in SoftmaxRow<T> row)
        where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>();
        Span<T> capped = stackalloc T[width], weights = stackalloc T[width], result = stackalloc T[width],
            raw = stackalloc T[width];
        for (int c = 0; c < logits.Length; c += width)
        {
            int length = Math.Min(width, logits.Length - c);
            Read<V>(logits, targets, c, capped, weights);
            ScaledPowers<V>(capped, row, result);
            AddTerms<V>(capped, weights, row, result);
            if (TPlan.HasSoftcap)
            {
                Stores.Copy<V, T>(logits.Slice(c, length), raw);
                Stores.Zero<V, T>(raw[length..]);
                Uncap<V>(raw, result);
            }
            Stores.Copy<V, T>(result[..length], slopes[c..]);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void ScaledPowers<V>(ReadOnlySpan<T> capped, in SoftmaxRow<T> row, Span<T> result)
        where V : struct, ILanes<V, T>
    {
        V max = V.Broadcast(row.Max);
        NormalFactor<V, T> factor = new(V.Broadcast(row.PowerFactor));
        for (int c = 0; c < capped.Length; c += V.Count)
            V.Store(factor.Times(NormalPowers.Exp<V, T>(V.Load(capped, c) - max)), result, c);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void AddTerms<V>(ReadOnlySpan<T> capped, ReadOnlySpan<T> weights, in SoftmaxRow<T> row, Span<T> result)
        where V : struct, ILanes<V, T>
    {
        V max = V.Broadcast(row.Max), logSum = V.Broadcast(row.LogSum), scale = V.Broadcast(row.Scale);
        for (int c = 0; c < capped.Length; c += V.Count)
        {
            V slope = work.TermSlope(V.Load(weights, c), V.Load(capped, c) - max - logSum);
            slope = V.MulAdd(slope, scale, V.Load((ReadOnlySpan<T>)result, c));
            V.Store(NormalPowers.Normal<V, T>(slope), result, c);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Uncap<V>(ReadOnlySpan<T> logits, Span<T> result) where V : struct, ILanes<V, T>
    {
        for (int c = 0; c < logits.Length; c += V.Count)
        {
            V slope = V.Load((ReadOnlySpan<T>)result, c) * work.CapSlope(V.Load(logits, c));
            V.Store(NormalPowers.Normal<V, T>(slope), result, c);
        }
    }
}
