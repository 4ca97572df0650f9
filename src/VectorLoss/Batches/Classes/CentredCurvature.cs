using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// The Hessian of a loss of distances from a centre, its diagonal or its product with a direction, by dual numbers over
/// its formulas, one number at a time. Which classes lie above a threshold, and which value is the largest, stays as it
/// is.
/// </summary>
internal readonly struct CentredCurvature<TLoss, T>(TLoss loss) : IClassCurvature<T>
    where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Parts => 0;

    public void Check(scoped in ClassBatch<T> batch) => CentredLosses.Checked(loss, batch);

    public BatchDivisor Divisor(scoped in ClassBatch<T> batch)
        => batch.Divisor(labelsMeanWeights: TLoss.Centre == RowCentre.None);

    [MethodImpl(Compiled.AtOnce)]
    public void Run(scoped in ClassBatch<T> batch, T scale, scoped ReadOnlySpan<T> directions,
        scoped Span<T> result, scoped Span<T> scratch)
    {
        Span<T> lanes = stackalloc T[2 * Logical.Lanes<T>()];
        result.Clear();
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
            ReadOnlySpan<T> tangents = directions.IsEmpty ? default : directions.Slice(start, batch.Classes);
            RowDistances<T> distances = Centre(
                batch, row, batch.Logits.Slice(start, batch.Classes), tangents, lanes);
            AddRow(batch, row, distances, factor, result.Slice(start, batch.Classes));
        }
    }

    private static RowDistances<T> Centre(scoped in ClassBatch<T> batch, int row, ReadOnlySpan<T> logits,
        ReadOnlySpan<T> tangents, scoped Span<T> lanes)
    {
        if (TLoss.Centre == RowCentre.None)
            return new(logits, tangents, T.Zero, T.Zero, T.Zero);
        if (TLoss.Centre == RowCentre.Label)
            return new(logits, tangents, logits[batch.Labels[row]], T.Zero,
                tangents.IsEmpty ? T.Zero : tangents[batch.Labels[row]]);
        T max = SequentialRow.Max<Lane1<T>, T>(logits);
        T threshold = SimplexThreshold.Of<Lane1<T>, T>(logits, max, lanes);
        // The threshold moves as the mean of what lies above it.
        T sum = T.Zero, count = T.Zero;
        for (int c = 0; c < logits.Length; c++)
            if (logits[c] - max - threshold > T.Zero)
                (sum, count) = (sum + (tangents.IsEmpty ? T.Zero : tangents[c]), count + T.One);
        // For the diagonal one logit moves at a time, and the mean by its part.
        return new(logits, tangents, max, threshold, (tangents.IsEmpty ? T.One : sum) / count);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void AddRow(
        scoped in ClassBatch<T> batch, int row, RowDistances<T> distances, T factor, Span<T> gradient)
    {
        int label = TLoss.Centre == RowCentre.Label ? batch.Labels[row] : -1;
        (T largest, T ties) = (T.NegativeInfinity, T.One);
        for (int c = 0; c < gradient.Length && TLoss.Fold == RowFold.Largest; c++)
        {
            T value = c == label ? T.Zero : loss.Value(distances[c], Target(batch, row, c)).Value.Number;
            (largest, ties) = value > largest ? (value, T.One) : (largest, value == largest ? ties + T.One : ties);
        }
        T total = T.Zero;
        for (int c = 0; c < gradient.Length; c++)
        {
            Dual<Lane1<T>> target = Target(batch, row, c);
            if (c == label || TLoss.Centre == RowCentre.None && target.Value.Number == T.Zero
                || TLoss.Fold == RowFold.Largest && loss.Value(distances[c], target).Value.Number != largest)
                continue;
            T change = loss.Slope(distances[c], target).Slope.Number * factor / ties;
            (gradient[c], total) = (gradient[c] + change, total + change);
        }
        // The label moves all distances the other way, and its gradient is less their slopes.
        if (label >= 0)
            gradient[label] += distances.MoveAlone ? total : -total;
    }

    /// <summary>The target of a class, smoothed, and weighted where there is no centre.</summary>
    private static Dual<Lane1<T>> Target(scoped in ClassBatch<T> batch, int row, int c)
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
