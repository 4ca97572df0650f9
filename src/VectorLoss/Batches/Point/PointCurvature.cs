using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The derivatives of a point loss's slopes.</summary>
internal static class PointCurvature
{
    /// <summary>
    /// How a slope moves: by dual numbers, or by the curvature of a difference that the loss has a formula for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Along<TLoss, R>(TLoss loss, Dual<R> prediction, Dual<R> target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => TLoss.HasCurvature
            ? TLoss.Curvature(loss, prediction.Value, target.Value) * (prediction.Slope - target.Slope)
            : loss.Slope(prediction, target).Slope;

    /// <summary>Writes the second derivatives by the predictions, be it over what they are computed from.</summary>
    public static void Of<TLoss, T>(TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> curvature, in BatchOptions<T> options)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchDivisor divisor = options.Divisor(predictions.Length);
        if (!curvature.Overlaps(predictions) && !curvature.Overlaps(targets)
            && !curvature.Overlaps(options.Weights) && !curvature.Overlaps(options.Factors))
        {
            Diagonal(loss, predictions, targets, curvature, divisor, options);
            return;
        }
        // What is not finite is computed twice, and so once before the inputs are gone.
        T[] room = ArrayPool<T>.Shared.Rent(curvature.Length);
        Span<T> beside = room.AsSpan(..curvature.Length);
        Diagonal(loss, predictions, targets, beside, divisor, options);
        beside.CopyTo(curvature);
        ArrayPool<T>.Shared.Return(room);
    }

    /// <summary>The same into a span of its own.</summary>
    public static void Diagonal<TLoss, T>(TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> curvature, BatchDivisor divisor, in BatchOptions<T> options)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        new PointRun<SlopeOf<TLoss>, T, SlopesOnly>(new(loss), predictions, targets, default, curvature,
            divisor.Scale<T>(options.Upstream)).Of(options);
        WidePoint<TLoss, T> wide = new(loss, new(predictions, default), new(targets, default),
            divisor.Scale<double>(options.Upstream))
        { IsDiagonal = true };
        WideProducts.Mend(wide, curvature, options);
    }
}
