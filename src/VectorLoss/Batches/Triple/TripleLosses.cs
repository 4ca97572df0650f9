using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="ITripleLoss"/> over a batch in the caller's spans. Nothing is allocated, and nothing is written
/// before all arguments are accepted. The same inputs give the same bits on every machine.
/// </summary>
public static class TripleLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Run(loss, first, second, third, default, default, options);
    }

    /// <summary>The reduced loss, and the gradients that there is room for, in one pass.</summary>
    /// <param name="loss">The loss; its card names the three inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="gradients">Receive N numbers each, or are empty; each may be the very span of an input.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, in LossGradients<T> gradients, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        CheckOutputs(first, second, third, gradients, options);
        return Run(loss, first, second, third, default, gradients, options);
    }

    /// <summary>The loss of every element, weighted but not reduced; 0 where an element does not count.</summary>
    /// <param name="loss">The loss; its card names the three inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="values">Receives N losses; may be the very span of an input.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Store(loss, first, second, third, default, values, options);
    }

    internal static void Store<TLoss, T>(TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, Span<T> values, in BatchOptions<T> options)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, first, second, third, fourth, options);
        Require.SameLength(values.Length, first.Length, nameof(values), nameof(first));
        Require.SameOrApart(values, first, nameof(values), nameof(first));
        Require.SameOrApart(values, second, nameof(values), nameof(second));
        Require.SameOrApart(values, third, nameof(values), nameof(third));
        Require.SameOrApart(values, fourth, nameof(values), nameof(fourth));
        options.CheckApart(values, nameof(values));
        new TripleRun<TLoss, T>(loss, first, second, third, fourth, values, default, T.Zero).Of(options);
    }

    internal static double Run<TLoss, T>(TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, in LossGradients<T> gradients, in BatchOptions<T> options)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, first, second, third, fourth, options);
        BatchDivisor divisor = options.Divisor(first.Length);
        return divisor.Reduce(new TripleRun<TLoss, T>(
            loss, first, second, third, fourth, default, gradients, divisor.Scale<T>(options.Upstream)).Of(options));
    }

    internal static void CheckOutputs<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third,
        in LossGradients<T> gradients, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        gradients.Check(first.Length, first.Length, options);
        gradients.CheckSameOrApart(first, nameof(first));
        gradients.CheckSameOrApart(second, nameof(second));
        gradients.CheckSameOrApart(third, nameof(third));
    }

    internal static void Check<TLoss, T>(TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, in BatchOptions<T> options)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(second.Length, first.Length, nameof(second), nameof(first));
        Require.SameLength(third.Length, first.Length, nameof(third), nameof(first));
        Require.SameLengthOrEmpty(fourth.Length, TLoss.TakesFourth ? first.Length : 0, nameof(fourth), nameof(first));
        options.Check(first.Length, nameof(first));
        DomainCheck.Samples(loss, 0, first, 1, nameof(first), options);
        DomainCheck.Samples(loss, 1, second, 1, nameof(second), options);
        DomainCheck.Samples(loss, 2, third, 1, nameof(third), options);
        DomainCheck.Bounds<TLoss, T>(second, third, nameof(third), options);
        if (!fourth.IsEmpty)
            DomainCheck.Samples(loss, 3, fourth, 1, nameof(fourth), options);
    }
}
