using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>How all slopes of a loss of three numbers move, in one sweep, where there is room.</summary>
internal readonly ref struct TripleProducts<TLoss, T>(
    TripleCurvatureTerm<TLoss, T> term, int length, LossGradients<T> products) : IKernel<T, int>
    where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TripleCurvatureTerm<TLoss, T> term = term;
    private readonly LossGradients<T> products = products;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        TripleProducts<TLoss, T> self = this;
        int at = 0;
        for (; at <= length - V.Count; at += V.Count)
            self.Put<V>(at);
        for (; at < length; at++)
            self.Put<Lane1<T>>(at);
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put<V>(int at) where V : struct, ILanes<V, T>
    {
        Triple<V> all = term.All<V>(0, at);
        if (!products.First.IsEmpty)
            V.Store(all.First, products.First, at);
        if (!products.Second.IsEmpty)
            V.Store(all.Second, products.Second, at);
        if (!products.Third.IsEmpty)
            V.Store(all.Third, products.Third, at);
    }
}
