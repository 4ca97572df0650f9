using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A formula of one class of a row, over registers of classes.</summary>
internal interface IClassMap<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The result from a number, its target, the weight of its class and the factor of its row.</summary>
    V Of<V>(V number, V target, V classWeight, V factor) where V : struct, ILanes<V, T>;
}

/// <summary>The soft cap of logits.</summary>
internal readonly struct SoftcapMap<T>(T bound) : IClassMap<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Of<V>(V number, V target, V classWeight, V factor) where V : struct, ILanes<V, T>
        => Softcap.Value(number, V.Broadcast(bound));
}

/// <summary>
/// The derivative of a softmax loss by a target, from the log-probability of its class: what the class costs.
/// </summary>
internal readonly struct TargetSlopeMap<TLoss, T>(TLoss loss) : IClassMap<T>
    where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Of<V>(V number, V target, V classWeight, V factor) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0), cost = loss.Value(number);
        // A class of probability 0 and target 0 is masked: it is no part of the row.
        cost = V.WhereEqual(number, V.Of(double.NegativeInfinity), V.WhereEqual(target, zero, zero, cost), cost);
        return V.WhereEqual(classWeight, zero, zero, classWeight * cost) * factor;
    }
}

/// <summary>An <see cref="IClassMap{T}"/> of the rows of a batch where they lie; 0 in rows that do not count.</summary>
/// <param name="map">The formula.</param>
/// <param name="batch">The rows, with targets that are distributions.</param>
/// <param name="from">The numbers.</param>
/// <param name="to">Receives the results; may be the numbers.</param>
/// <param name="scale">The factor of all rows.</param>
internal readonly ref struct ClassMapKernel<TMap, T>(
    TMap map, ClassBatch<T> batch, ReadOnlySpan<T> from, Span<T> to, T scale) : IKernel<T, int>
    where TMap : struct, IClassMap<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TMap map = map;
    private readonly ClassBatch<T> batch = batch;
    private readonly ReadOnlySpan<T> from = from;
    private readonly Span<T> to = to;
    private readonly T scale = scale;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            if (!batch.Counts(row))
            {
                batch.Places.Fill(to, row, T.Zero);
                continue;
            }
            T factor = scale * batch.SampleWeight(row);
            int at = batch.Places.At(row), whole = batch.Places.AreWhole ? Classes<V>(at, 0, factor) : 0;
            Classes<Lane1<T>>(at, whole, factor);
        }
        return batch.Rows;
    }

    /// <summary>The classes of a row from one on, as far as whole registers go; gives the next one.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Classes<V>(int start, int c, T factor) where V : struct, ILanes<V, T>
    {
        V one = V.Of(1), by = V.Broadcast(factor);
        ReadOnlySpan<T> weights = batch.Options.ClassWeights, targets = batch.Targets;
        for (int stride = batch.Places.ClassStride; c <= batch.Classes - V.Count; c += V.Count)
        {
            int at = start + c * stride;
            V weight = weights.IsEmpty ? one : V.Load(weights, c);
            V.Store(map.Of(V.Load(from, at), V.Load(targets, at), weight, by), to, at);
        }
        return c;
    }
}
