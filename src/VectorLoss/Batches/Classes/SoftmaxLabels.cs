using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

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
    public static void Read<V, TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> labels = work.Batch.Labels;
        ReadOnlySpan<T> logits = columns.Logits;
        Span<T> labelLogits = columns.LabelLogit, labelWeights = columns.LabelWeight, weights = columns.Weight;
        int width = columns.Width;
        Stores.Fill<V, T>(labelWeights, labels.IsEmpty ? T.Zero : work.LabelShare);
        Stores.Fill<V, T>(weights, T.One);
        if (labels.IsEmpty || rows.Length < width)
            Stores.Zero<V, T>(labelLogits);
        if (!labels.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                labelLogits[lane] = logits[labels[rows[lane]] * width + lane];
        if (!labels.IsEmpty && !work.Batch.Options.ClassWeights.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                labelWeights[lane] = work.LabelWeight(labels[rows[lane]]);
        if (work.Batch.Options.Batch.Multiplies)
            for (int lane = 0; lane < rows.Length; lane++)
                weights[lane] = work.Batch.SampleWeight(rows[lane]);
        if (work.HasLseSquare)
            ReadLseWeights<V, TLoss, T>(work, rows, columns.LseWeight);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void ReadLseWeights<V, TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, Span<T> lseWeights)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Stores.Fill<V, T>(lseWeights, T.One);
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

    /// <summary>Adds what the labels alone contribute.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void AddSlopes<TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, in SoftmaxColumns<T> columns)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> labels = work.Batch.Labels;
        Span<T> gradient = columns.Powers;
        ReadOnlySpan<T> slopes = columns.LabelSlope;
        int width = columns.Width;
        if (labels.IsEmpty)
            return;
        for (int lane = 0; lane < rows.Length; lane++)
            gradient[labels[rows[lane]] * width + lane] += slopes[lane];
    }
}
