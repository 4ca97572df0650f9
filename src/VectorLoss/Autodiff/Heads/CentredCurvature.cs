using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Autodiff;

/// <summary>
/// The product of the Hessian of a loss of distances from a centre with a direction, by dual numbers over its formulas,
/// one number at a time. Which classes lie above a threshold, and which value is the largest, stays as it is.
/// </summary>
internal static class CentredCurvature
{
    /// <summary>Adds it to what the frame collects for the numbers.</summary>
    public static void Add<TLoss, T>(TLoss loss, scoped in ClassBatch<T> batch, in Frame<T> frame)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T scale = batch.Divisor(labelsMeanWeights: TLoss.Centre == RowCentre.None)
            .Scale<T>(batch.Options.Batch.Upstream);
        ReadOnlySpan<T> tangents = frame.Tangent(0);
        Span<T> gradient = frame.DInput(0), lanes = stackalloc T[2 * Logical.Lanes<T>()];
        for (int row = 0; row < batch.Rows; row++)
        {
            if (!batch.Counts(row))
                continue;
            int start = row * batch.Classes;
            T factor = scale * batch.SampleWeight(row);
            if (TLoss.Centre != RowCentre.None)
                factor *= T.CreateTruncating(batch.TargetWeight(row));
            if (TLoss.Fold == RowFold.MeanOverClasses)
                factor /= T.CreateTruncating(batch.Classes);
            ReadOnlySpan<T> logits = batch.Logits.Slice(start, batch.Classes);
            RowDistances<T> distances = Centre<TLoss, T>(
                batch, row, logits, tangents.Slice(start, batch.Classes), lanes);
            AddRow(loss, batch, row, distances, factor, gradient.Slice(start, batch.Classes));
        }
    }

    private static RowDistances<T> Centre<TLoss, T>(scoped in ClassBatch<T> batch, int row, ReadOnlySpan<T> logits,
        ReadOnlySpan<T> tangents, scoped Span<T> lanes)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TLoss.Centre == RowCentre.None)
            return new(logits, tangents, T.Zero, T.Zero, T.Zero);
        if (TLoss.Centre == RowCentre.Label)
            return new(logits, tangents, logits[batch.Labels[row]], T.Zero, tangents[batch.Labels[row]]);
        T max = SequentialRow.Max<Lane1<T>, T>(logits);
        T threshold = SimplexThreshold.Of<Lane1<T>, T>(logits, max, lanes);
        // The threshold moves as the mean of what lies above it.
        T sum = T.Zero, count = T.Zero;
        for (int c = 0; c < logits.Length; c++)
            if (logits[c] - max - threshold > T.Zero)
                (sum, count) = (sum + tangents[c], count + T.One);
        return new(logits, tangents, max, threshold, sum / count);
    }

    private static void AddRow<TLoss, T>(TLoss loss, scoped in ClassBatch<T> batch, int row, RowDistances<T> distances,
        T factor, Span<T> gradient)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int label = TLoss.Centre == RowCentre.Label ? batch.Labels[row] : -1;
        (T largest, T ties) = (T.NegativeInfinity, T.One);
        for (int c = 0; c < gradient.Length && TLoss.Fold == RowFold.Largest; c++)
        {
            T value = c == label ? T.Zero : loss.Value(distances[c], Target<TLoss, T>(batch, row, c)).Value.Number;
            (largest, ties) = value > largest ? (value, T.One) : (largest, value == largest ? ties + T.One : ties);
        }
        T total = T.Zero;
        for (int c = 0; c < gradient.Length; c++)
        {
            Dual<Lane1<T>> target = Target<TLoss, T>(batch, row, c);
            if (c == label || TLoss.Centre == RowCentre.None && target.Value.Number == T.Zero
                || TLoss.Fold == RowFold.Largest && loss.Value(distances[c], target).Value.Number != largest)
                continue;
            T change = loss.Slope(distances[c], target).Slope.Number * factor / ties;
            (gradient[c], total) = (gradient[c] + change, total + change);
        }
        if (label >= 0)
            gradient[label] -= total;
    }

    /// <summary>The target of a class, smoothed, and weighted where there is no centre.</summary>
    private static Dual<Lane1<T>> Target<TLoss, T>(scoped in ClassBatch<T> batch, int row, int c)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TLoss.Centre == RowCentre.Label)
            return Dual<Lane1<T>>.Of(0);
        T target = !batch.Targets.IsEmpty ? batch.Targets[row * batch.Classes + c]
            : batch.Labels[row] == c ? T.One : T.Zero;
        double smoothing = batch.Options.LabelSmoothing;
        if (smoothing != 0)
            target = T.FusedMultiplyAdd(T.CreateTruncating(1 - smoothing), target,
                T.CreateTruncating(smoothing / batch.Classes));
        return Dual<Lane1<T>>.Constant(new(TLoss.Centre == RowCentre.None ? target * batch.ClassWeight(c) : target));
    }
}
