using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="IPointLoss"/> over a batch in the caller's spans: value, gradient, both, the values of all
/// elements, and second derivatives. Nothing is allocated, and nothing is written before all arguments are accepted.
/// The same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Sums are formed as documented at <see cref="Reduction"/>, in a fixed order; a gradient element is
/// slope · (1/divisor) · weight, so it carries at most three roundings beyond those of the slope.
/// </remarks>
public static class PointLosses
{
    /// <summary>The mean loss.</summary>
    /// <inheritdoc cref="Value{TLoss, T}"/>
    public static double Mean<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.Value(predictions, targets);

    /// <summary>The mean loss, and its gradient with respect to the predictions.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double MeanAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> gradient)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.ValueAndGradient(predictions, targets, gradient);

    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <param name="loss">The loss; its card says which numbers it takes.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <returns>The reduced loss, in the unit of the loss's formula.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or a weight is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double Value<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, predictions, targets, options);
        BatchDivisor divisor = options.Divisor(predictions.Length);
        return divisor.Reduce(new PointRun<TLoss, T, SumOnly>(
            loss, predictions, targets, default, default, T.Zero).Of(options));
    }

    /// <summary>The gradient of <see cref="Value"/> with respect to the predictions.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static void Gradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> gradient, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, predictions, targets, options);
        CheckOutput(gradient, predictions, targets, options, nameof(gradient));
        Slopes(loss, predictions, targets, gradient, options);
    }

    /// <summary><see cref="Value"/> and its gradient with respect to the predictions, in one pass.</summary>
    /// <param name="loss">The loss; its card says which numbers it takes.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="gradient">
    /// Receives N numbers; may be the very span of the predictions, the targets, the weights or the factors.
    /// </param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions,
        ReadOnlySpan<T> targets,
        Span<T> gradient, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, predictions, targets, options);
        CheckOutput(gradient, predictions, targets, options, nameof(gradient));
        BatchDivisor divisor = options.Divisor(predictions.Length);
        return divisor.Reduce(new PointRun<TLoss, T, SumAndSlopes>(
            loss, predictions, targets, default, gradient, divisor.Scale<T>(options.Upstream)).Of(options));
    }

    /// <summary>The loss of every element, weighted but not reduced; 0 where an element does not count.</summary>
    /// <param name="loss">The loss; its card says which numbers it takes.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="values">
    /// Receives N losses; may be the very span of the predictions, the targets, the weights or the factors.
    /// </param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> values, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, predictions, targets, options);
        CheckOutput(values, predictions, targets, options, nameof(values));
        new PointRun<TLoss, T, ValuesOnly>(loss, predictions, targets, values, default, T.Zero).Of(options);
    }

    /// <summary>
    /// The second derivative of <see cref="Value"/> with respect to each prediction: the diagonal of its Hessian, which
    /// for a loss of this family is all of it. At a kink of the slope, the curvature of one side.
    /// </summary>
    /// <param name="loss">The loss; its card says which numbers it takes.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="curvature">
    /// Receives N numbers; may be the very span of the predictions, the targets, the weights or the factors.
    /// </param>
    /// <param name="options">
    /// A sample is an element; <see cref="BatchOptions{T}.Upstream"/> multiplies the result.
    /// </param>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}" path="/exception"/>
    public static void Curvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> curvature, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, predictions, targets, options);
        CheckOutput(curvature, predictions, targets, options, nameof(curvature));
        PointCurvature.Of(loss, predictions, targets, curvature, options);
    }

    /// <summary>
    /// The gradient of <see cref="Value"/> with respect to the targets; at a kink, the slope of one side.
    /// </summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static void TargetGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> gradient, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, predictions, targets, options);
        CheckOutput(gradient, predictions, targets, options, nameof(gradient));
        Slopes(new TargetSide<TLoss>(loss), targets, predictions, gradient, options);
    }

    private static void Slopes<TLoss, T>(TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> slopes, in BatchOptions<T> options)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new PointRun<TLoss, T, SlopesOnly>(loss, predictions, targets, default, slopes,
            options.Divisor(predictions.Length).Scale<T>(options.Upstream)).Of(options);

    internal static void Check<TLoss, T>(
        TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, in BatchOptions<T> options)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(targets.Length, predictions.Length, nameof(targets), nameof(predictions));
        options.Check(predictions.Length, nameof(predictions));
        DomainCheck.Samples(loss, 0, predictions, 1, nameof(predictions), options);
        DomainCheck.Samples(loss, 1, targets, 1, nameof(targets), options);
    }

    internal static void CheckOutput<T>(Span<T> output, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        in BatchOptions<T> options, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(output.Length, predictions.Length, name, nameof(predictions));
        Require.SameOrApart(output, predictions, name, nameof(predictions));
        Require.SameOrApart(output, targets, name, nameof(targets));
        Require.SameOrApart(output, options.Weights, name, nameof(options.Weights));
        Require.SameOrApart(output, options.Factors, name, nameof(options.Factors));
        Require.Apart(output, options.Mask, name, nameof(options.Mask));
    }
}
