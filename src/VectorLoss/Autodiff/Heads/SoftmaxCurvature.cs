using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The product of the Hessian of a softmax loss with a direction in the logits.</summary>
/// <remarks>
/// With the notation of the first order (logits z, soft-capped c, log p, lse = log Σ exp c, target weights a, z-loss ζ)
/// the gradient by c is p·(2ζ·lse − Σ a·φ′) + a·φ′. Here it is taken over dual numbers: (log p)˙ = ċ − Σ p·ċ, and the
/// rest follows from that.
/// </remarks>
internal static class SoftmaxCurvature
{
    /// <summary>Adds it to what the frame collects for the logits.</summary>
    public static void Add<TLoss, T>(TLoss loss, scoped in ClassBatch<T> batch, in Frame<T> frame)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = batch.Rows, classes = batch.Classes, count = rows * classes;
        T cap = T.CreateTruncating(batch.Options.Softcap);
        Span<T> scratch = frame.Scratch((cap == T.Zero ? 2 : 4) * count + 4 * rows);
        Span<T> logProbabilities = Take(ref scratch, count), weights = Take(ref scratch, count);
        Span<T> lseTangents = Take(ref scratch, rows), factors = Take(ref scratch, rows);
        Span<T> factorTangents = Take(ref scratch, rows), scales = Take(ref scratch, rows);
        ReadOnlySpan<T> capped = batch.Logits, direction = frame.Tangent(0);
        DualView<T> logits = View(batch.Logits, direction, rows, classes);
        if (cap != T.Zero)
        {
            Span<T> value = Take(ref scratch, count), tangent = Take(ref scratch, count);
            Broadcasting.Store(new SoftcapTerm<T>(logits, cap, ofTangent: false), rows, classes, value, adds: false);
            Broadcasting.Store(new SoftcapTerm<T>(logits, cap, ofTangent: true), rows, classes, tangent, adds: false);
            capped = value;
            direction = tangent;
        }
        RowFunctions.LogSoftmax(capped, classes, logProbabilities, frame.Threads);
        DualView<T> y = View(logProbabilities, direction, rows, classes);
        Broadcasting.Sum(new PairTerm<ExpTimesMap, T>(y.Values, y.Tangents), rows, classes, lseTangents, rows, 1,
            adds: false);
        FillWeights(batch, weights);
        FillFactors(loss, batch, capped, y, lseTangents, weights, factors, factorTangents);
        FillScales(batch, scales);
        DualView<T> factor = new(new(factors, 1, 0), new(factorTangents, 1, 0));
        SoftmaxCurvatureTerm<TLoss, T> term = new(
            loss, y, new(lseTangents, 1, 0), new(weights, classes, 1), factor, new(scales, 1, 0), logits, cap);
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(term, rows, classes, gradient, adds);
    }

    private static Span<T> Take<T>(scoped ref Span<T> scratch, int length)
    {
        Span<T> taken = scratch[..length];
        scratch = scratch[length..];
        return taken;
    }

    private static DualView<T> View<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> tangents, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(MatrixView<T>.Of(values, rows, columns), MatrixView<T>.Of(tangents, rows, columns));

    /// <summary>The target weight of every class; 0 in rows that do not count.</summary>
    private static void FillWeights<T>(in ClassBatch<T> batch, Span<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T keep = T.CreateTruncating(1 - batch.Options.LabelSmoothing);
        T floor = T.CreateTruncating(batch.Options.LabelSmoothing / batch.Classes);
        bool isSparse = batch.Targets.IsEmpty && floor == T.Zero;
        weights.Clear();
        for (int row = 0; row < batch.Rows; row++)
        {
            if (!batch.Counts(row))
                continue;
            int start = row * batch.Classes, label = batch.Targets.IsEmpty ? batch.Labels[row] : -1;
            for (int c = isSparse ? label : 0; c < (isSparse ? label + 1 : batch.Classes); c++)
            {
                T target = !batch.Targets.IsEmpty ? batch.Targets[start + c] : c == label ? T.One : T.Zero;
                weights[start + c] = T.FusedMultiplyAdd(keep, target, floor) * batch.ClassWeight(c);
            }
        }
    }

    /// <summary>2ζ·lse − Σ a·φ′ of every row, and its tangent.</summary>
    private static void FillFactors<TLoss, T>(
        TLoss loss, scoped in ClassBatch<T> batch, ReadOnlySpan<T> capped, DualView<T> y, Span<T> lseTangents,
        Span<T> weights, Span<T> factors, Span<T> factorTangents)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = batch.Rows, classes = batch.Classes;
        MatrixView<T> weight = new(weights, classes, 1), lseTangent = new(lseTangents, 1, 0);
        Broadcasting.Sum(new WeightedSlopeTerm<TLoss, T>(loss, y, lseTangent, weight, ofTangent: true), rows, classes,
            factorTangents, rows, 1, adds: false);
        T square = T.CreateTruncating(2 * batch.Options.LseSquareScale);
        if (square == T.Zero)
            factors.Clear();
        else
            RowFunctions.LogSumExp(capped, classes, factors);
        for (int row = 0; row < rows; row++)
        {
            T lseChange = square == T.Zero ? T.Zero : square * lseTangents[row];
            factorTangents[row] = lseChange - factorTangents[row];
            factors[row] = square == T.Zero ? T.Zero : -square * factors[row];
        }
        // The sum is added to the negative, so that one span serves both.
        Broadcasting.Sum(new WeightedSlopeTerm<TLoss, T>(loss, y, lseTangent, weight, ofTangent: false), rows, classes,
            factors, rows, 1, adds: true);
        foreach (ref T factor in factors)
            factor = -factor;
    }

    /// <summary>What every row is multiplied by; 0 for one that does not count.</summary>
    private static void FillScales<T>(in ClassBatch<T> batch, Span<T> scales)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T scale = batch.Divisor().Scale<T>(batch.Options.Batch.Upstream);
        for (int row = 0; row < scales.Length; row++)
            scales[row] = batch.Counts(row) ? scale * batch.SampleWeight(row) : T.Zero;
    }
}
