using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// <see cref="SoftmaxLosses"/> of logits that are stored in 16 bits, <see cref="BFloat16"/> or <see cref="Half"/>, and
/// their gradient in the same storage: half the memory. Nothing is allocated, nothing is written before all arguments
/// are accepted, and the same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Logits are widened without an error and the arithmetic is that of floats, so the value is that of the same logits as
/// floats, bit for bit. An element of the gradient is that of floats, rounded once when it is stored: to the nearest,
/// and of two to the even one; off by another 2⁻⁹ relatively in bfloat16 and 2⁻¹² in half, where it is a normal number.
/// In half what is below 6.1e-5 is off by 3e-8, which is more than most elements of a mean over many rows have:
/// multiply by <see cref="BatchOptions{T}.Upstream"/>, as is usual. Targets, weights and everything that a row has one
/// of are floats.
/// </remarks>
public static class NarrowSoftmaxLosses
{
    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, S}(TLoss, ReadOnlySpan{S}, ClassAxis, ReadOnlySpan{int}, Span{S},
    /// in ClassOptions{float})"/>
    public static double Value<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, ClassAxis classes,
        ReadOnlySpan<int> labels, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
        => Run(loss, logits, new(Places(logits, classes), labels, options), default(Span<S>));

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, S}(TLoss, ReadOnlySpan{S}, ClassAxis, ReadOnlySpan{float}, Span{S},
    /// in ClassOptions{float})"/>
    public static double Value<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, ClassAxis classes,
        ReadOnlySpan<float> targets, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
        => Run(loss, logits, new(Places(logits, classes), targets, options), default(Span<S>));

    /// <summary>The loss for labels and its gradient with respect to the logits.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradient">Receives the gradient where the logits lie; may be the very span of the logits.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap at an
    /// offset.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="S"/> is another type.</exception>
    public static double ValueAndGradient<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, ClassAxis classes,
        ReadOnlySpan<int> labels, Span<S> gradient, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        ClassBatch<float> batch = new(Places(logits, classes), labels, options);
        CheckGradient(batch, logits, gradient);
        return Run(loss, logits, batch, gradient);
    }

    /// <summary>The loss for target distributions and its gradient with respect to the logits.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the logits lie.</param>
    /// <param name="gradient">Receives the gradient where the logits lie; may be the very span of the logits.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length or an option does not fit, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="S"/> is another type.</exception>
    public static double ValueAndGradient<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, ClassAxis classes,
        ReadOnlySpan<float> targets, Span<S> gradient, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        ClassBatch<float> batch = new(Places(logits, classes), targets, options);
        CheckGradient(batch, logits, gradient);
        return Run(loss, logits, batch, gradient);
    }

    /// <summary>The loss of every row for labels, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <inheritdoc cref="ValueAndGradient{TLoss, S}(TLoss, ReadOnlySpan{S}, ClassAxis, ReadOnlySpan{int}, Span{S},
    /// in ClassOptions{float})"/>
    /// <param name="loss"/><param name="logits"/><param name="classes"/><param name="labels"/><param name="options"/>
    public static void Values<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, ClassAxis classes,
        ReadOnlySpan<int> labels, Span<float> values, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
        => RunValues(loss, logits, new(Places(logits, classes), labels, options), values);

    /// <summary>
    /// The loss of every row for target distributions, weighted but not reduced; 0 where a row does not count.
    /// </summary>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <inheritdoc cref="ValueAndGradient{TLoss, S}(TLoss, ReadOnlySpan{S}, ClassAxis, ReadOnlySpan{float}, Span{S},
    /// in ClassOptions{float})"/>
    /// <param name="loss"/><param name="logits"/><param name="classes"/><param name="targets"/><param name="options"/>
    public static void Values<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, ClassAxis classes,
        ReadOnlySpan<float> targets, Span<float> values, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
        => RunValues(loss, logits, new(Places(logits, classes), targets, options), values);

    private static RowPlaces Places<S>(ReadOnlySpan<S> logits, ClassAxis classes)
    {
        Require.Narrow<S>(nameof(NarrowSoftmaxLosses));
        return classes.Places(logits.Length, nameof(logits));
    }

    private static void CheckGradient<S>(in ClassBatch<float> batch, ReadOnlySpan<S> logits, Span<S> gradient)
        where S : unmanaged
    {
        Require.SameLength(gradient.Length, logits.Length, nameof(gradient), nameof(logits));
        Require.SameOrApart(gradient, logits, nameof(gradient), nameof(logits));
        batch.CheckApart(gradient, nameof(gradient));
    }

    private static double Run<TLoss, S>(
        TLoss loss, ReadOnlySpan<S> logits, in ClassBatch<float> batch, Span<S> gradient)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        BatchDivisor divisor = batch.Divisor();
        float scale = divisor.Scale<float>(batch.Options.Batch.Upstream);
        return divisor.Reduce(Run(loss, logits, batch, default, gradient, scale));
    }

    private static void RunValues<TLoss, S>(
        TLoss loss, ReadOnlySpan<S> logits, in ClassBatch<float> batch, Span<float> values)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        batch.CheckValues(values);
        Require.Apart(values, logits, nameof(values), nameof(logits));
        Run(loss, logits, batch, values, default(Span<S>), 0);
    }

    private static double Run<TLoss, S>(TLoss loss, ReadOnlySpan<S> logits, in ClassBatch<float> batch,
        Span<float> values, Span<S> gradient, float scale)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Require.Apart(batch.Options.LogSumExp, logits, nameof(batch.Options.LogSumExp), nameof(logits));
        DomainCheck.Classes(loss, batch);
        return RowPieces.Run<NarrowSoftmaxWork<TLoss, S>, float>(
            new(new(loss, batch, values, default, scale), logits, gradient), values, 0, batch.Options.Batch.Threads);
    }
}
