using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The largest exponents of a row's positives and of its negatives; −∞ without any. NaN is passed over.
/// </summary>
internal readonly ref struct SimilarityTops<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> cosines, ReadOnlySpan<T> labels, int label) : IKernel<T, (double, double)>
    where TLoss : struct, ISimilarityLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> cosines = cosines, labels = labels;

    [MethodImpl(Compiled.AtOnce)]
    public (double, double) Run<V>() where V : struct, ILanes<V, T>
    {
        V least = V.Of(double.NegativeInfinity), own = V.Of(label), self = V.Of(SimilarityRow<TLoss>.Self);
        V near = least, far = least;
        for (int at = 0; at < cosines.Length; at += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(V.Count, cosines.Length - at));
            V cosine = V.Load(in Refs.Start(cosines), at, mask), other = V.Load(in Refs.Start(labels), at, mask);
            V positive = V.Select(V.And(mask, V.Equal(other, own)), loss.Positive(cosine), least);
            V negative = V.Select(mask, V.WhereEqual(other, own, least,
                V.WhereEqual(other, self, least, loss.Negative(cosine))), least);
            near = V.WhereLess(near, positive, positive, near);
            far = V.WhereLess(far, negative, negative, far);
        }
        return (double.CreateTruncating(V.MaxAcross(near)), double.CreateTruncating(V.MaxAcross(far)));
    }
}
