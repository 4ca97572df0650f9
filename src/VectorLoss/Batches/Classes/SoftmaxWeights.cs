using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The gradient of every <see cref="ILabelLoss"/> by the weights of its classes, which so can be learnt. The same
/// inputs give the same bits on every machine; after the first call of its size nothing is allocated.
/// </summary>
/// <remarks>
/// The sum over the rows is linear in the weights: each gains Σ a·φ(log p) of its class over the rows, a the smoothed
/// target, and its share of the z-loss. Where weights divide the mean (see <see cref="ClassDivisor"/>), the gradient
/// is that of the quotient, (gain − loss·Σ target)/divisor, and is off relative to the two, which may cancel: a factor
/// of all weights then moves nothing. Terms carry the error of log p through φ; they are added in double.
/// </remarks>
public static class SoftmaxWeights
{
    private const int PieceLength = 4096;

    /// <summary>The gradient of the reduced loss for labels with respect to the class weights.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradient">Receives one number a class; a span of its own.</param>
    /// <param name="options">
    /// With class weights, at which the gradient is taken, and without log-sum-exps. A sample is a row: one weight,
    /// factor and mask bit a row, where given.
    /// </param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void WeightGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<int> labels, Span<T> gradient,
        in ClassOptions<T> options)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = new(logits, classes, labels, options);
        batch.CheckWeightGradient(gradient);
        using ClassWeightSums<T> sums = new(batch, labelsMeanWeights: true);
        ClassOptions<T> plain = options with { ClassWeights = default };
        if (options.LabelSmoothing != 0)
        {
            DomainCheck.Classes(loss, batch);
            Classes(loss, new(logits, classes, labels, plain), sums);
        }
        else
        {
            T[] values = ArrayPool<T>.Shared.Rent(batch.Rows);
            loss.Values(logits, classes, labels, values.AsSpan(0, batch.Rows), plain);
            sums.AddRows(values);
            ArrayPool<T>.Shared.Return(values);
        }
        sums.Write(gradient);
    }

    /// <summary>The gradient of the reduced loss for distributions with respect to the class weights.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the logits lie.</param>
    /// <param name="gradient">Receives one number a class; a span of its own.</param>
    /// <param name="options">
    /// With class weights, at which the gradient is taken, and without log-sum-exps. A sample is a row: one weight,
    /// factor and mask bit a row, where given.
    /// </param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void WeightGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<T> targets, Span<T> gradient,
        in ClassOptions<T> options)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = new(logits, classes, targets, options);
        batch.CheckWeightGradient(gradient);
        DomainCheck.Classes(loss, batch);
        using ClassWeightSums<T> sums = new(batch, labelsMeanWeights: true);
        Classes(loss, new(logits, classes, targets, options with { ClassWeights = default }), sums);
        sums.Write(gradient);
    }

    /// <summary>Adds what every class with a target costs in every row, some rows at a time.</summary>
    private static void Classes<TLoss, T>(TLoss loss, in ClassBatch<T> batch, in ClassWeightSums<T> sums)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int piece = Math.Clamp(PieceLength / batch.Classes, 1, Math.Max(1, batch.Rows)), length = piece * batch.Classes;
        T[] room = ArrayPool<T>.Shared.Rent(checked(2 * length + piece));
        for (int start = 0; start < batch.Rows; start += piece)
        {
            int rows = Math.Min(piece, batch.Rows - start), size = rows * batch.Classes;
            Span<T> costs = room.AsSpan(0, size), shares = room.AsSpan(length, size);
            SoftmaxWeightRows<T> work = new(batch, start, costs, shares, room.AsSpan(2 * length, rows));
            work.Read();
            Widest.Run<ClassMapKernel<TargetSlopeMap<TLoss, T>, T>, T, int>(
                new(new(loss), batch.Plain(start, rows, costs, shares), costs, costs, T.One));
            work.AddTo(sums);
        }
        ArrayPool<T>.Shared.Return(room);
    }
}
