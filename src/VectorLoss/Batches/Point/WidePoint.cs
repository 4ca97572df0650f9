using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>How the slope of a point loss moves, in numbers of almost any size.</summary>
/// <param name="loss">The loss.</param>
/// <param name="prediction">Predictions, and how they move where something does not move by 1.</param>
/// <param name="target">The same of targets.</param>
/// <param name="scale">The factor of all.</param>
internal readonly ref struct WidePoint<TLoss, T>(
    TLoss loss, DualSpan<T> prediction, DualSpan<T> target, double scale) : IWideTerm
    where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualSpan<T> prediction = prediction, target = target;

    /// <summary>Whether predictions move by 1 and targets stay.</summary>
    public bool IsDiagonal { get; init; }

    public WideRange At(int sample)
    {
        Dual<WideRange> p = prediction.Over<WideRange>(sample), t = target.Over<WideRange>(sample);
        return WideRange.Of(scale) * (IsDiagonal ? TLoss.Curvature(loss, p.Value, t.Value)
            : PointCurvature.Along(loss, p, t));
    }
}
