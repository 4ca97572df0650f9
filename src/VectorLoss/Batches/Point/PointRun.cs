using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The kernel of a point loss over a batch whose arguments are accepted.</summary>
/// <param name="loss">The loss.</param>
/// <param name="predictions">N predictions.</param>
/// <param name="targets">N targets.</param>
/// <param name="values">Receives the values, where the output stores them.</param>
/// <param name="slopes">Receives the slopes times the scale, where the output stores them.</param>
/// <param name="scale">The factor of all slopes.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly ref struct PointRun<TLoss, T, TOutput>(TLoss loss, ReadOnlySpan<T> predictions,
    ReadOnlySpan<T> targets, Span<T> values, Span<T> slopes, T scale)
    : ISampleWork<PointRun<TLoss, T, TOutput>, T>
    where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOutput : struct, IPointOutput
{
    private readonly TLoss loss = loss;
    private readonly T scale = scale;
    private readonly ReadOnlySpan<T> predictions = predictions, targets = targets;
    private readonly Span<T> values = values, slopes = slopes;

    /// <summary>The sum of the values.</summary>
    /// <param name="options">Weights, factors, mask and threads.</param>
    public double Of(scoped in BatchOptions<T> options)
        => SampleRun<PointRun<TLoss, T, TOutput>, T>.Of(in this, predictions.Length, options);

    public static double Of(scoped in PointRun<TLoss, T, TOutput> run, int start, int count,
        ReadOnlySpan<T> multipliers, ReadOnlySpan<bool> mask)
        => Widest.RunTwofold<PointKernel<TLoss, T, TOutput>, T, double>(
            new(run.loss, run.predictions.Slice(start, count), run.targets.Slice(start, count))
            {
                Weights = multipliers,
                Mask = mask,
                Values = run.values.IsEmpty ? default : run.values.Slice(start, count),
                Slopes = run.slopes.IsEmpty ? default : run.slopes.Slice(start, count),
                Scale = run.scale,
            });
}
