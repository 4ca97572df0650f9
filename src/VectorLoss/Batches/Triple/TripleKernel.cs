using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The loss of every three numbers, in one pass: summed, and stored and differentiated where there is room.
/// </summary>
internal readonly ref struct TripleKernel<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third) : IKernel<T, double>
    where TLoss : struct, ITripleLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> first = first;
    private readonly ReadOnlySpan<T> second = second;
    private readonly ReadOnlySpan<T> third = third;
    private readonly LossGradients<T> gradients;

    /// <summary>One weight an element, or empty.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>True where an element counts, or empty.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>Receives the weighted values, or empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receive the weighted slopes times <see cref="Scale"/>, where there is room.</summary>
    public LossGradients<T> Gradients { init => gradients = value; }

    /// <summary>The factor of all slopes.</summary>
    public T Scale { get; init; }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int count = first.Length;
        OrderedSum<T> sum = new(stackalloc T[Logical.Lanes<T>()]);
        for (int start = 0; start < count; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, count), at = start;
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
            sum.Fold();
        }
        return sum.Total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step<V>(int at, ref OrderedSum<T> sum) where V : struct, ILanes<V, T>
    {
        V a = V.Load(first, at), b = V.Load(second, at), c = V.Load(third, at);
        V weight = Weights.IsEmpty ? V.Of(1) : V.Load(Weights, at);
        V value = loss.Value(a, b, c) * weight;
        Triple<V> slopes = loss.Slopes(a, b, c);
        V factor = V.Broadcast(Scale) * weight;
        sum.Add(value, at);
        if (!Values.IsEmpty)
            V.Store(value, Values, at);
        if (!gradients.First.IsEmpty)
            V.Store(slopes.First * factor, gradients.First, at);
        if (!gradients.Second.IsEmpty)
            V.Store(slopes.Second * factor, gradients.Second, at);
        if (!gradients.Third.IsEmpty)
            V.Store(slopes.Third * factor, gradients.Third, at);
    }

    private void Skip(int at)
    {
        if (!Values.IsEmpty)
            Values[at] = T.Zero;
        if (!gradients.First.IsEmpty)
            gradients.First[at] = T.Zero;
        if (!gradients.Second.IsEmpty)
            gradients.Second[at] = T.Zero;
        if (!gradients.Third.IsEmpty)
            gradients.Third[at] = T.Zero;
    }
}
