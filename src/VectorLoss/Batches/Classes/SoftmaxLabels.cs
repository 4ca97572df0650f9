using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// The part of <see cref="SoftmaxInterleaved{TLoss, T, TPlan}"/> for labels, each of which weighs one class of its row.
/// </summary>
internal static class SoftmaxLabels
{
    /// <summary>
    /// Of every row: the logit of its label, the weight of its label, and its own weight; rows that are missing get 0.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Read<TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, in SoftmaxColumns<T> columns)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> labels = work.Batch.Labels;
        ReadOnlySpan<T> logits = columns.Logits;
        Span<T> labelLogits = columns.LabelLogit, labelWeights = columns.LabelWeight, weights = columns.Weight;
        int width = columns.Width;
        labelWeights.Fill(labels.IsEmpty ? T.Zero : work.LabelShare);
        weights.Fill(T.One);
        if (labels.IsEmpty || rows.Length < width)
            labelLogits.Clear();
        if (!labels.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                labelLogits[lane] = logits[labels[rows[lane]] * width + lane];
        if (!labels.IsEmpty && !work.Batch.Options.ClassWeights.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                labelWeights[lane] = work.LabelWeight(labels[rows[lane]]);
        if (!work.Batch.Weights.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                weights[lane] = work.Batch.SampleWeight(rows[lane]);
        if (work.HasLseSquare)
            ReadLseWeights(work, rows, columns.LseWeight);
    }

    private static void ReadLseWeights<TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, Span<T> lseWeights)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        lseWeights.Fill(T.One);
        if (!work.Batch.Options.ClassWeights.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                lseWeights[lane] = work.Batch.LseWeight(rows[lane]);
    }

    /// <summary>a·φ of the labels.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Values<V, TLoss, T>(in SoftmaxWork<TLoss, T> work, in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(work.TermValue(V.Load(columns.LabelWeight, lane), V.Load(columns.LabelLogProbability, lane)),
                columns.Value, lane);
    }

    /// <summary>a·φ' of the labels, which is also the first part of the row's Σ a·φ'.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Slopes<V, TLoss, T>(in SoftmaxWork<TLoss, T> work, in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V slope = work.TermSlope(V.Load(columns.LabelWeight, lane), V.Load(columns.LabelLogProbability, lane));
            V.Store(slope, columns.LabelSlope, lane);
            V.Store(slope, columns.SlopeSum, lane);
        }
    }

    /// <summary>
    /// Adds what the labels alone contribute. Where the label is the maximum and alone has a weight, that is the whole.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void AddSlopes<TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, in SoftmaxColumns<T> columns)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> labels = work.Batch.Labels;
        Span<T> gradient = work.Gradient;
        ReadOnlySpan<T> slopes = columns.LabelSlope;
        int classes = work.Batch.Classes;
        if (labels.IsEmpty)
            return;
        // A product and not a branch: which label is the maximum cannot be predicted.
        ReadOnlySpan<T> kept = columns.LabelWeight;
        for (int lane = 0; lane < rows.Length; lane++)
        {
            ref T slope = ref gradient[rows[lane] * classes + labels[rows[lane]]];
            slope = slope * kept[lane] + slopes[lane];
        }
    }
}
