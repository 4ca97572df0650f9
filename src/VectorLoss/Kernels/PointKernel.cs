using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Kernels;

/// <summary>What a run of <see cref="PointKernel{TLoss, T, TOutput}"/> produces; folded away by the compiler.</summary>
internal interface IPointOutput
{
    /// <summary>Whether the weighted values are summed.</summary>
    static abstract bool Sum { get; }

    /// <summary>Whether the weighted values are stored.</summary>
    static abstract bool Values { get; }

    /// <summary>Whether the scaled, weighted slopes are stored.</summary>
    static abstract bool Slopes { get; }
}

/// <summary>The loss of every (prediction, target), in one pass: summed, stored, differentiated, or several at once.</summary>
internal readonly ref struct PointKernel<TLoss, T, TOutput>(TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
    : IKernel<T, double>
    where TLoss : IPointLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOutput : struct, IPointOutput
{
    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> predictions = predictions;
    private readonly ReadOnlySpan<T> targets = targets;

    /// <summary>One weight an element, or empty.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>True where an element counts, or empty.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>Receives the weighted values.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receives the weighted slopes times <see cref="Scale"/>; may be the predictions themselves.</summary>
    public Span<T> Slopes { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public T Scale { get; init; }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
        => !Mask.IsEmpty ? RunMasked()
         : Weights.IsEmpty ? Sweep<V, Plain>()
         : Sweep<V, Weighted>();

    [MethodImpl(Compiled.AtOnce)]
    private double Sweep<V, TWeighting>() where V : struct, ILanes<V, T> where TWeighting : struct, IWeighting
    {
        int lanes = Logical.Lanes<T>();
        bool isShort = IsShort();
        Span<T> sums = stackalloc T[lanes];
        OrderedSum<T> sum = new(sums);
        for (int start = 0; start < predictions.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, predictions.Length);
            int rows = isShort ? (end - start) / lanes : 0;
            if (rows > 0)
                for (int lane = 0; lane < lanes; lane += Math.Min(8 * V.Count, lanes))
                    Stripe<V, TWeighting>(start + lane, rows, sums[lane..]);
            int at = Walk<V, TWeighting>(start + rows * lanes, end, ref sum);
            Walk<Lane1<T>, TWeighting>(at, end, ref sum);
            sum.Fold();
        }
        return sum.Total;
    }

    /// <summary>
    /// Whether the formula is short: no elementary function, no division, and few choices. Eight copies of a longer one are more than the
    /// compiler inlines into a loop, and a call spills every register; beside one, a sum that goes through memory costs nothing.
    /// </summary>
    private bool IsShort()
    {
        Tally value = loss.Value<Tally>(default, default), slope = loss.Slope<Tally>(default, default);
        return value.Functions + slope.Functions == 0 && value.Choices + slope.Choices <= 4;
    }

    /// <summary>One register after another, as far as whole ones reach; gives where it stopped. A method of its own, so that nothing else uses up what may be inlined.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Walk<V, TWeighting>(int at, int end, ref OrderedSum<T> sum) where V : struct, ILanes<V, T> where TWeighting : struct, IWeighting
    {
        PointKernel<TLoss, T, TOutput> self = this;
        for (; at <= end - V.Count; at += V.Count)
        {
            // Read before the step: what comes after a long formula may be too late to be inlined.
            V before = sum.At<V>(at);
            sum.Set(before + self.Step<V, TWeighting>(at), at);
        }
        return at;
    }

    /// <summary>
    /// Up to eight registers of the logical lanes, down all rows of a block. Sums stay in registers on every width, which
    /// they would not if all the lanes were walked at once: the narrower the register, the more stripes.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Stripe<V, TWeighting>(int at, int rows, Span<T> sums) where V : struct, ILanes<V, T> where TWeighting : struct, IWeighting
    {
        PointKernel<TLoss, T, TOutput> self = this;
        // Folded by the compiler: a register of half the lanes or more has no second four.
        bool eight = 8 * V.Count <= Logical.Lanes<T>();
        V a = V.Load(sums, 0), b = V.Load(sums, V.Count), c = V.Load(sums, 2 * V.Count), d = V.Load(sums, 3 * V.Count);
        V e = default, f = default, g = default, h = default;
        if (eight)
            (e, f, g, h) = (V.Load(sums, 4 * V.Count), V.Load(sums, 5 * V.Count), V.Load(sums, 6 * V.Count), V.Load(sums, 7 * V.Count));
        for (; rows > 0; rows--, at += Logical.Lanes<T>())
        {
            a += self.Step<V, TWeighting>(at);
            b += self.Step<V, TWeighting>(at + V.Count);
            c += self.Step<V, TWeighting>(at + 2 * V.Count);
            d += self.Step<V, TWeighting>(at + 3 * V.Count);
            if (!eight)
                continue;
            e += self.Step<V, TWeighting>(at + 4 * V.Count);
            f += self.Step<V, TWeighting>(at + 5 * V.Count);
            g += self.Step<V, TWeighting>(at + 6 * V.Count);
            h += self.Step<V, TWeighting>(at + 7 * V.Count);
        }
        V.Store(a, sums, 0);
        V.Store(b, sums, V.Count);
        V.Store(c, sums, 2 * V.Count);
        V.Store(d, sums, 3 * V.Count);
        if (!eight)
            return;
        V.Store(e, sums, 4 * V.Count);
        V.Store(f, sums, 5 * V.Count);
        V.Store(g, sums, 6 * V.Count);
        V.Store(h, sums, 7 * V.Count);
    }

    /// <summary>Does one register of elements and gives what they add to the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Step<V, TWeighting>(int at) where V : struct, ILanes<V, T> where TWeighting : struct, IWeighting
    {
        V prediction = V.Load(predictions, at), target = V.Load(targets, at), value = default;
        V weight = TWeighting.IsOn ? V.Load(Weights, at) : default;
        if (TOutput.Sum || TOutput.Values)
        {
            value = loss.Value(prediction, target);
            if (TWeighting.IsOn)
                value *= weight;
            if (TOutput.Values)
                V.Store(value, Values, at);
        }
        if (TOutput.Slopes)
        {
            V slope = loss.Slope(prediction, target) * V.Broadcast(Scale);
            V.Store(TWeighting.IsOn ? slope * weight : slope, Slopes, at);
        }
        return value;
    }

    /// <summary>A mask decides element by element, so such a batch takes the narrow step throughout.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double RunMasked()
    {
        OrderedSum<T> sum = new(stackalloc T[Logical.Lanes<T>()]);
        for (int start = 0; start < predictions.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, predictions.Length);
            for (int at = start; at < end; at++)
            {
                if (!Mask[at])
                    Skip(at);
                else
                    sum.Add(Weights.IsEmpty ? Step<Lane1<T>, Plain>(at) : Step<Lane1<T>, Weighted>(at), at);
            }
            sum.Fold();
        }
        return sum.Total;
    }

    private void Skip(int at)
    {
        if (TOutput.Values)
            Values[at] = T.Zero;
        if (TOutput.Slopes)
            Slopes[at] = T.Zero;
    }

    private interface IWeighting
    {
        static abstract bool IsOn { get; }
    }

    private readonly struct Plain : IWeighting
    {
        public static bool IsOn => false;
    }

    private readonly struct Weighted : IWeighting
    {
        public static bool IsOn => true;
    }
}
