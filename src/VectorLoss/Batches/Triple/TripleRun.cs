using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The kernel of a loss of three numbers over a batch whose arguments are accepted.</summary>
/// <param name="loss">The loss.</param>
/// <param name="first">N numbers.</param>
/// <param name="second">N numbers.</param>
/// <param name="third">N numbers.</param>
/// <param name="fourth">N numbers, or none.</param>
/// <param name="values">Receives the values, or is empty.</param>
/// <param name="gradients">Receive the slopes times the scale, where there is room.</param>
/// <param name="scale">The factor of all slopes.</param>
internal readonly ref struct TripleRun<TLoss, T>(TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
    ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, Span<T> values, LossGradients<T> gradients, T scale)
    : ISampleWork<TripleRun<TLoss, T>, T>
    where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly T scale = scale;
    private readonly ReadOnlySpan<T> first = first, second = second, third = third, fourth = fourth;
    private readonly Span<T> values = values;
    private readonly LossGradients<T> gradients = gradients;

    /// <summary>The sum of the values.</summary>
    /// <param name="options">Weights, factors, mask and threads.</param>
    public double Of(scoped in BatchOptions<T> options)
        => SampleRun<TripleRun<TLoss, T>, T>.Of(in this, first.Length, options);

    public static double Of(scoped in TripleRun<TLoss, T> run, int start, int count,
        ReadOnlySpan<T> multipliers, ReadOnlySpan<bool> mask)
        => Widest.Run<TripleKernel<TLoss, T>, T, double>(
            new(run.loss, run.first.Slice(start, count), run.second.Slice(start, count), run.third.Slice(start, count))
            {
                Fourth = run.fourth.IsEmpty ? default : run.fourth.Slice(start, count),
                Weights = multipliers,
                Mask = mask,
                Values = run.values.IsEmpty ? default : run.values.Slice(start, count),
                Gradients = run.gradients.Piece(start, count),
                Scale = run.scale,
            });
}
