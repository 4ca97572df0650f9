using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The loss of every three numbers, in one pass: summed, and stored and differentiated where there is room.</summary>
internal readonly ref struct TripleKernel<TLoss, T>(TLoss loss, LossArguments<T> inputs, LossResults<T> outputs, T scale) : IKernel<T, double>
    where TLoss : struct, ITripleLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly LossArguments<T> inputs = inputs;
    private readonly LossResults<T> outputs = outputs;
    private readonly T scale = scale;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int count = inputs.First.Length;
        OrderedSum<T> sum = new(stackalloc T[Logical.Lanes<T>()]);
        for (int start = 0; start < count; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, count), at = start;
            // A mask decides element by element; such batches take the narrow step throughout.
            if (inputs.Mask.IsEmpty)
                for (; at <= end - V.Count; at += V.Count)
                    Step<V>(at, ref sum);
            for (; at < end; at++)
            {
                if (inputs.Mask.IsEmpty || inputs.Mask[at])
                    Step<Lane1<T>>(at, ref sum);
                else
                    Skip(at);
            }
            sum.Fold();
        }
        return sum.Total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step<V>(int at, ref OrderedSum<T> sum) where V : struct, ILanes<V, T>
    {
        V first = V.Load(inputs.First, at), second = V.Load(inputs.Second, at), third = V.Load(inputs.Third, at);
        V weight = inputs.Weights.IsEmpty ? V.Of(1) : V.Load(inputs.Weights, at);
        V value = loss.Value(first, second, third) * weight;
        Triple<V> slopes = loss.Slopes(first, second, third);
        V factor = V.Broadcast(scale) * weight;
        sum.Add(value, at);
        if (!outputs.Values.IsEmpty)
            V.Store(value, outputs.Values, at);
        if (!outputs.First.IsEmpty)
            V.Store(slopes.First * factor, outputs.First, at);
        if (!outputs.Second.IsEmpty)
            V.Store(slopes.Second * factor, outputs.Second, at);
        if (!outputs.Third.IsEmpty)
            V.Store(slopes.Third * factor, outputs.Third, at);
    }

    private void Skip(int at)
    {
        if (!outputs.Values.IsEmpty)
            outputs.Values[at] = T.Zero;
        if (!outputs.First.IsEmpty)
            outputs.First[at] = T.Zero;
        if (!outputs.Second.IsEmpty)
            outputs.Second[at] = T.Zero;
        if (!outputs.Third.IsEmpty)
            outputs.Third[at] = T.Zero;
    }
}
