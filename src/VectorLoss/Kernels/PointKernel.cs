using System.Diagnostics;
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

    public double Run<V>() where V : struct, ILanes<V, T>
    {
        OrderedSum<T> sum = new(stackalloc T[Logical.Lanes<T>()]);
        for (int start = 0; start < predictions.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, predictions.Length);
            int at = start;
            // A mask decides element by element; such batches take the narrow step throughout.
            if (Mask.IsEmpty)
                for (; at <= end - V.Count; at += V.Count)
                    Step<V>(at, ref sum);
            for (; at < end; at++)
            {
                if (Mask.IsEmpty || Mask[at])
                    Step<Lane1<T>>(at, ref sum);
                else
                    Skip(at);
            }
            if (TOutput.Sum)
                sum.Fold();
        }
        return sum.Total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step<V>(int at, ref OrderedSum<T> sum) where V : struct, ILanes<V, T>
    {
        V prediction = V.Load(predictions, at), target = V.Load(targets, at);
        V weight = Weights.IsEmpty ? default : V.Load(Weights, at);
        if (TOutput.Sum || TOutput.Values)
        {
            V value = loss.Value(prediction, target);
            if (!Weights.IsEmpty)
                value *= weight;
            if (TOutput.Sum)
                sum.Add(value, at);
            if (TOutput.Values)
                V.Store(value, Values, at);
        }
        if (TOutput.Slopes)
        {
            V slope = loss.Slope(prediction, target) * V.Broadcast(Scale);
            V.Store(Weights.IsEmpty ? slope : slope * weight, Slopes, at);
        }
    }

    private void Skip(int at)
    {
        Debug.Assert(!Mask[at]);
        if (TOutput.Values)
            Values[at] = T.Zero;
        if (TOutput.Slopes)
            Slopes[at] = T.Zero;
    }
}
