using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The gradient of every <see cref="ICentredLoss"/> by the weights of its classes, which so can be learnt. The same
/// inputs give the same bits on every machine; after the first call of its size nothing is allocated.
/// </summary>
/// <remarks>
/// The sum over the rows is linear in the weights, which weigh targets or whole rows as <see cref="CentredLosses"/>
/// says; where they divide the mean, the gradient is that of the quotient, and is off relative to its two terms. Terms
/// are added in double.
/// </remarks>
public static class CentredWeights
{
    /// <summary>The gradient of the reduced loss for labels with respect to the class weights.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="numbers">rows × classes numbers: logits or probabilities, as the loss's card says.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradient">Receives one number a class; a span of its own.</param>
    /// <param name="options">
    /// With class weights, at which the gradient is taken. A sample is a row: one weight, factor and mask bit a row,
    /// where given.
    /// </param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void WeightGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<int> labels, Span<T> gradient,
        in ClassOptions<T> options)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Run(loss, CentredLosses.Checked<TLoss, T>(loss, new(numbers, classes, labels, options)),
            new(numbers, classes, labels, options with { ClassWeights = default }), gradient);
    }

    /// <summary>The gradient of the reduced loss for distributions with respect to the class weights.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="numbers">rows × classes numbers: logits or probabilities, as the loss's card says.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the numbers lie.</param>
    /// <param name="gradient">Receives one number a class; a span of its own.</param>
    /// <param name="options">
    /// With class weights, at which the gradient is taken. A sample is a row: one weight, factor and mask bit a row,
    /// where given.
    /// </param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void WeightGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<T> targets, Span<T> gradient,
        in ClassOptions<T> options)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Run(loss, CentredLosses.Checked<TLoss, T>(loss, new(numbers, classes, targets, options)),
            new(numbers, classes, targets, options with { ClassWeights = default }), gradient);
    }

    /// <summary>The gradient, from the batch and from the same without its weights.</summary>
    private static void Run<TLoss, T>(TLoss loss, in ClassBatch<T> batch, in ClassBatch<T> plain, Span<T> gradient)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.CheckWeightGradient(gradient);
        using ClassWeightSums<T> sums = new(batch, labelsMeanWeights: TLoss.Centre == RowCentre.None);
        if (TLoss.Centre == RowCentre.None)
            Classes(loss, batch, sums);
        else
        {
            T[] values = ArrayPool<T>.Shared.Rent(batch.Rows);
            CentredLosses.RunValues(loss, plain, values.AsSpan(0, batch.Rows));
            sums.AddRows(values);
            ArrayPool<T>.Shared.Return(values);
        }
        sums.Write(gradient);
    }

    /// <summary>Adds what every class with a target costs in every row.</summary>
    private static void Classes<TLoss, T>(TLoss loss, in ClassBatch<T> batch, in ClassWeightSums<T> sums)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double kept = 1 - batch.Options.LabelSmoothing, floor = batch.Options.LabelSmoothing / batch.Classes;
        for (int row = 0; row < batch.Rows; row++)
        {
            if (!batch.Counts(row))
                continue;
            double weight = double.CreateTruncating(batch.SampleWeight(row));
            for (int c = 0, at = batch.Places.At(row); c < batch.Classes; c++, at += batch.Places.ClassStride)
            {
                double target = batch.Targets.IsEmpty ? batch.Labels[row] == c ? 1 : 0
                    : double.CreateTruncating(batch.Targets[at]), share = kept * target + floor;
                if (share != 0)
                    sums.Gains[c] += weight * loss.Value(new Lane1<double>(double.CreateTruncating(batch.Logits[at])),
                        new Lane1<double>(share)).Number;
            }
        }
    }
}
