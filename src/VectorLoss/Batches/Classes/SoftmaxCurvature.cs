using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The Hessian of a softmax loss: its diagonal, or its product with a direction in the logits.</summary>
/// <remarks>
/// With logits z, soft-capped c, log p, lse = log Σ exp c, target weights a, s = a·φ′, z-loss ζ and ω the mean class
/// weight of the targets, the gradient by c is p·F + s with F = 2ωζ·lse − Σ s. Its tangent follows from
/// (log p)˙ = ċ − Σ p·ċ, and from the dual numbers of φ′ and of the soft cap: p·(log p)˙·F + p·(2ωζ·lse˙ − Σ ṡ) +
/// (1 − p)·ṡ, the sum over the other classes. The diagonal by c is (1 − p)·((1 − p)·s′ + p·F) + p²·(2ωζ + Σ s′), again
/// of the others, with s′ = a·φ″. So nothing cancels where p → 1. Functions of one number run over all rows at once, so
/// that rows of few classes fill registers too; sums over a row are taken in double.
/// </remarks>
/// <param name="loss">The loss.</param>
internal readonly struct SoftmaxCurvature<TLoss, T>(TLoss loss) : IClassCurvature<T>
    where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Parts => 8;

    public void Check(scoped in ClassBatch<T> batch) => DomainCheck.Classes(loss, batch);

    public BatchDivisor Divisor(scoped in ClassBatch<T> batch) => batch.Divisor();

    [MethodImpl(Compiled.AtOnce)]
    public void Run(scoped in ClassBatch<T> batch, T scale, scoped ReadOnlySpan<T> directions,
        scoped Span<T> result, scoped Span<T> scratch)
    {
        SoftmaxParts<T> parts = new(scratch, batch.Rows, batch.Classes);
        T cap = T.CreateTruncating(batch.Options.Softcap);
        scoped ReadOnlySpan<T> capped = batch.Logits;
        bool isProduct = !directions.IsEmpty;
        if (isProduct)
            directions.CopyTo(parts.Tangents);
        if (cap != T.Zero)
        {
            DualView<T> logits = new(new(batch.Logits, 0, 1), isProduct ? new(directions, 0, 1) : ScalarView<T>.One);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: false, ofTangent: true), parts.Tangents);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: true, ofTangent: false), parts.CapSlopes);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: true, ofTangent: true), parts.CapSlopeTangents);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: false, ofTangent: false), parts.Slopes);
            capped = parts.Slopes;
        }
        RowFunctions.LogSoftmax(capped, batch.Classes, parts.LogProbabilities);
        if (batch.Options.LseSquareScale != 0)
            RowFunctions.LogSumExp(capped, batch.Classes, parts.LogSumExps);
        Map<ExpMap, T>.Run(parts.LogProbabilities, parts.Probabilities);
        FillWeights(batch, parts.Weights);
        if (isProduct)
            for (int row = 0; row < batch.Rows; row++)
                parts.SubtractMean(row);
        DualView<T> y = new(new(parts.LogProbabilities, 0, 1),
            isProduct ? new(parts.Tangents, 0, 1) : ScalarView<T>.One);
        MatrixView<T> weights = new(parts.Weights, 0, 1);
        Store(new WeightedSlopeTerm<TLoss, T>(loss, y, weights, ofTangent: false), parts.Slopes);
        Store(new WeightedSlopeTerm<TLoss, T>(loss, y, weights, ofTangent: true), parts.SlopeTangents);
        if (!isProduct || !TLoss.IsLinear)
            Map<Expm1Map, T>.Run(parts.LogProbabilities, parts.Less);
        for (int row = 0; row < batch.Rows; row++)
        {
            Span<T> to = result.Slice(row * batch.Classes, batch.Classes);
            double square = batch.Counts(row) && batch.Options.LseSquareScale != 0
                ? 2 * batch.Options.LseSquareScale * double.CreateTruncating(batch.LseWeight(row)) : 0;
            if (!batch.Counts(row))
                to.Clear();
            else if (isProduct)
                parts.Product(row, square, cap != T.Zero, scale * batch.SampleWeight(row), to);
            else
                parts.Diagonal(row, square, cap != T.Zero, scale * batch.SampleWeight(row), to);
        }
    }

    private static void Store<TTerm>(TTerm term, Span<T> destination)
        where TTerm : struct, ITerm<T>, allows ref struct
        => Broadcasting.Store(term, 1, destination.Length, destination, adds: false);

    /// <summary>The target weight of every class; 0 in rows that do not count.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void FillWeights(scoped in ClassBatch<T> batch, Span<T> weights)
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
}
