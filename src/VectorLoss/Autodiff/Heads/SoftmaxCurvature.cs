using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The product of the Hessian of a softmax loss with a direction in the logits.</summary>
/// <remarks>
/// With the notation of the first order (logits z, soft-capped c, log p, lse = log Σ exp c, target weights a, z-loss ζ)
/// the gradient by c is p·F + a·φ′ with F = 2ωζ·lse − Σ a·φ′, ω the mean class
/// weight of the targets. Its tangent follows from (log p)˙ = ċ − Σ p·ċ, and from
/// the dual numbers of φ′ and of the soft cap. Functions of one number run over the whole batch at once, so that rows
/// of few classes fill registers too; sums over a row are taken in double.
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="batch">The batch.</param>
/// <param name="frame">The frame of the head.</param>
internal readonly ref struct SoftmaxCurvature<TLoss, T>(TLoss loss, ClassBatch<T> batch, Frame<T> frame)
    where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Parts = 8;
    private readonly ClassBatch<T> batch = batch;
    private readonly Frame<T> frame = frame;
    private readonly int count = batch.Rows * batch.Classes;
    private readonly Span<T> scratch = frame.Scratch(
        Parts * batch.Rows * batch.Classes + 2 * batch.Rows);
    private readonly T cap = T.CreateTruncating(batch.Options.Softcap);

    private Span<T> LogProbabilities => scratch[..count];

    private Span<T> Probabilities => scratch.Slice(count, count);

    /// <summary>ċ, and then (log p)˙.</summary>
    private Span<T> Tangents => scratch.Slice(2 * count, count);

    private Span<T> Weights => scratch.Slice(3 * count, count);

    /// <summary>a·φ′ and its tangent.</summary>
    private Span<T> Slopes => scratch.Slice(4 * count, count);

    private Span<T> SlopeTangents => scratch.Slice(5 * count, count);

    /// <summary>The slope of the soft cap and its tangent.</summary>
    private Span<T> CapSlopes => scratch.Slice(6 * count, count);

    private Span<T> CapSlopeTangents => scratch.Slice(7 * count, count);

    private Span<T> LogSumExps => scratch.Slice(Parts * count, batch.Rows);

    private Span<T> LseTangents => scratch[(Parts * count + batch.Rows)..];

    /// <summary>Adds the product to what the frame collects for the logits.</summary>
    public void Add()
    {
        DualView<T> logits = new(new(batch.Logits, 0, 1), new(frame.Tangent(0), 0, 1));
        frame.Tangent(0).CopyTo(Tangents);
        ReadOnlySpan<T> capped = batch.Logits;
        if (cap != T.Zero)
        {
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: false, ofTangent: true), Tangents);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: true, ofTangent: false), CapSlopes);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: true, ofTangent: true), CapSlopeTangents);
            Store(new SoftcapTerm<T>(logits, cap, ofSlope: false, ofTangent: false), Slopes);
            capped = Slopes;
        }
        RowFunctions.LogSoftmax(capped, batch.Classes, LogProbabilities, frame.Threads);
        if (batch.Options.LseSquareScale != 0)
            RowFunctions.LogSumExp(capped, batch.Classes, LogSumExps, frame.Threads);
        Map<ExpMap, T>.Run(LogProbabilities, Probabilities);
        FillWeights();
        T scale = batch.Divisor().Scale<T>(batch.Options.Batch.Upstream);
        Span<T> gradient = frame.DInput(0);
        for (int row = 0; row < batch.Rows; row++)
            SubtractMean(row);
        DualView<T> y = new(new(LogProbabilities, 0, 1), new(Tangents, 0, 1));
        Store(new WeightedSlopeTerm<TLoss, T>(loss, y, new(Weights, 0, 1), ofTangent: false), Slopes);
        Store(new WeightedSlopeTerm<TLoss, T>(loss, y, new(Weights, 0, 1), ofTangent: true), SlopeTangents);
        for (int row = 0; row < batch.Rows; row++)
            if (batch.Counts(row))
                AddRow(row, scale * batch.SampleWeight(row), gradient.Slice(row * batch.Classes, batch.Classes));
    }

    private void Store<TTerm>(TTerm term, Span<T> destination) where TTerm : struct, ITerm<T>, allows ref struct
        => Broadcasting.Store(term, 1, count, destination, adds: false);

    /// <summary>The target weight of every class; 0 in rows that do not count.</summary>
    private void FillWeights()
    {
        T keep = T.CreateTruncating(1 - batch.Options.LabelSmoothing);
        T floor = T.CreateTruncating(batch.Options.LabelSmoothing / batch.Classes);
        bool isSparse = batch.Targets.IsEmpty && floor == T.Zero;
        Span<T> weights = Weights;
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

    /// <summary>Turns ċ of a row into (log p)˙ = ċ − Σ p·ċ; the sum is the tangent of its log-sum-exp.</summary>
    private void SubtractMean(int row)
    {
        Span<T> tangents = Tangents.Slice(row * batch.Classes, batch.Classes);
        ReadOnlySpan<T> probabilities = Probabilities.Slice(row * batch.Classes, batch.Classes);
        double sum = 0;
        for (int c = 0; c < tangents.Length; c++)
            sum += double.CreateTruncating(probabilities[c]) * double.CreateTruncating(tangents[c]);
        T mean = T.CreateTruncating(sum);
        foreach (ref T tangent in tangents)
            tangent -= mean;
        LseTangents[row] = mean;
    }

    private void AddRow(int row, T scale, Span<T> gradient)
    {
        int start = row * batch.Classes;
        ReadOnlySpan<T> p = Probabilities[start..], change = Tangents[start..];
        ReadOnlySpan<T> slopes = Slopes[start..], slopeTangents = SlopeTangents[start..];
        double sum = 0, sumTangent = 0;
        for (int c = 0; c < gradient.Length; c++)
        {
            sum += double.CreateTruncating(slopes[c]);
            sumTangent += double.CreateTruncating(slopeTangents[c]);
        }
        double square = 2 * batch.Options.LseSquareScale;
        if (square != 0)
        {
            square *= double.CreateTruncating(batch.LseWeight(row));
            sum -= square * double.CreateTruncating(LogSumExps[row]);
            sumTangent -= square * double.CreateTruncating(LseTangents[row]);
        }
        T factor = T.CreateTruncating(-sum), factorTangent = T.CreateTruncating(-sumTangent);
        for (int c = 0; c < gradient.Length; c++)
        {
            T tangent = p[c] * (change[c] * factor + factorTangent) + slopeTangents[c];
            if (cap != T.Zero)
                tangent = tangent * CapSlopes[start + c]
                    + (p[c] * factor + slopes[c]) * CapSlopeTangents[start + c];
            gradient[c] += scale * tangent;
        }
    }
}
