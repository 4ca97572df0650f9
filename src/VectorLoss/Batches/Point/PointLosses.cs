using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The doors of every <see cref="IPointLoss"/>: value, gradient and both, of a batch in the caller's spans. Nothing is
/// allocated and nothing is written before all arguments are accepted. The same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Everywhere: <c>predictions</c> and <c>targets</c> have one length N; <c>weights</c>, if given, one finite
/// non-negative weight an element; <c>mask</c>, if given, true where an element counts. A masked element contributes
/// nothing, not even a NaN, and gets gradient 0. <c>gradient</c> may be the very span of the predictions.
/// Sums are formed as documented at <see cref="Reduction"/>, in a fixed order; a gradient element is
/// slope · (1/divisor) · weight, so it carries at most three roundings beyond those of the slope.
/// </remarks>
public static class PointLosses
{
    /// <summary>The mean loss.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Mean<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.Value(predictions, targets);

    /// <summary>The mean loss, and its gradient with respect to the predictions.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static double MeanAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> gradient)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.ValueAndGradient(predictions, targets, gradient);

    /// <summary>The loss of the batch under a reduction.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a weight is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Reduction reduction = default, ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default, EmptyBatch empty = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(predictions, targets, weights, mask);
        BatchDivisor batch = BatchDivisor.Of(predictions.Length, reduction, weights, mask, empty);
        return batch.Reduce(Run<TLoss, T, SumOnly>(new(loss, predictions, targets) { Weights = weights, Mask = mask }));
    }

    /// <summary>The gradient of <see cref="Value"/> with respect to the predictions, times <paramref name="upstream"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static void Gradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> gradient,
        Reduction reduction = default, ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default, EmptyBatch empty = default,
        double upstream = 1)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(predictions, targets, weights, mask);
        CheckOutput(gradient, predictions, targets, weights, nameof(gradient));
        BatchDivisor batch = BatchDivisor.Of(predictions.Length, reduction, weights, mask, empty);
        Run<TLoss, T, SlopesOnly>(new(loss, predictions, targets)
        {
            Weights = weights, Mask = mask, Slopes = gradient, Scale = batch.Scale<T>(upstream),
        });
    }

    /// <summary><see cref="Value"/> and its gradient in one pass.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> gradient,
        Reduction reduction = default, ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default, EmptyBatch empty = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(predictions, targets, weights, mask);
        CheckOutput(gradient, predictions, targets, weights, nameof(gradient));
        BatchDivisor batch = BatchDivisor.Of(predictions.Length, reduction, weights, mask, empty);
        return batch.Reduce(Run<TLoss, T, SumAndSlopes>(new(loss, predictions, targets)
        {
            Weights = weights, Mask = mask, Slopes = gradient, Scale = batch.Scale<T>(1),
        }));
    }

    /// <summary>The loss of every element, not reduced: reduction <c>none</c>.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> values,
        ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(predictions, targets, weights, mask);
        CheckOutput(values, predictions, targets, weights, nameof(values));
        Run<TLoss, T, ValuesOnly>(new(loss, predictions, targets) { Weights = weights, Mask = mask, Values = values });
    }

    /// <summary>
    /// The second derivative of <see cref="Value"/> with respect to each prediction: the diagonal of its Hessian, which for a
    /// loss of this family is all of it. At a kink of the slope, the curvature of one side.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static void Curvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> curvature,
        Reduction reduction = default, ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default, EmptyBatch empty = default,
        double upstream = 1)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new SlopeOf<TLoss>(loss).Gradient(predictions, targets, curvature, reduction, weights, mask, empty, upstream);

    /// <summary>The gradient of <see cref="Value"/> with respect to the targets; at a kink, the slope of one side.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static void TargetGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> gradient,
        Reduction reduction = default, ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default, EmptyBatch empty = default,
        double upstream = 1)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Checked here, where the names are still the caller's.
        Check(predictions, targets, weights, mask);
        CheckOutput(gradient, predictions, targets, weights, nameof(gradient));
        new TargetSide<TLoss>(loss).Gradient(targets, predictions, gradient, reduction, weights, mask, empty, upstream);
    }

    private static double Run<TLoss, T, TOutput>(scoped in PointKernel<TLoss, T, TOutput> kernel)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOutput : struct, IPointOutput
        => Widest.RunTwofold<PointKernel<TLoss, T, TOutput>, T, double>(kernel);

    private static void Check<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, ReadOnlySpan<bool> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(targets.Length, predictions.Length, nameof(targets), nameof(predictions));
        Require.SameLengthOrEmpty(weights.Length, predictions.Length, nameof(weights), nameof(predictions));
        Require.SameLengthOrEmpty(mask.Length, predictions.Length, nameof(mask), nameof(predictions));
        Require.Weights(weights);
    }

    private static void CheckOutput<T>(Span<T> output, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, string name)
    {
        Require.SameLength(output.Length, predictions.Length, name, nameof(predictions));
        Require.SameOrApart(output, predictions, name, nameof(predictions));
        Require.SameOrApart(output, targets, name, nameof(targets));
        Require.SameOrApart(output, weights, name, nameof(weights));
    }

    private readonly struct SumOnly : IPointOutput
    {
        public static bool Values => false;
        public static bool Slopes => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
            where TLoss : IPointLoss where R : struct, IReal<R>
            => new(loss.Value(prediction, target), R.Of(0));
    }

    private readonly struct SlopesOnly : IPointOutput
    {
        public static bool Values => false;
        public static bool Slopes => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
            where TLoss : IPointLoss where R : struct, IReal<R>
            => new(R.Of(0), loss.Slope(prediction, target));
    }

    private readonly struct SumAndSlopes : IPointOutput
    {
        public static bool Values => false;
        public static bool Slopes => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
            where TLoss : IPointLoss where R : struct, IReal<R>
            => TLoss.ValueAndSlope(loss, prediction, target);
    }

    private readonly struct ValuesOnly : IPointOutput
    {
        public static bool Values => true;
        public static bool Slopes => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
            where TLoss : IPointLoss where R : struct, IReal<R>
            => new(loss.Value(prediction, target), R.Of(0));
    }
}
