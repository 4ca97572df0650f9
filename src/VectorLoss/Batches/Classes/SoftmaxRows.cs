using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// Picks the traversal of a softmax loss: by what is asked and by the number of classes, never by the machine.
/// </summary>
internal static class SoftmaxRows
{
    /// <summary><see cref="Run{TLoss, T}(in SoftmaxWork{TLoss, T}, double)"/> on several threads.</summary>
    public static double Run<TLoss, T>(in SoftmaxWork<TLoss, T> work, double total, int threads)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowPieces.Run<SoftmaxWork<TLoss, T>, T>(work, work.Values, total, threads);

    /// <summary>
    /// Does all rows; gives a total with their losses added in double, in their order. Long rows whose classes lie
    /// apart are copied first, a few at a time.
    /// </summary>
    public static double Run<TLoss, T>(in SoftmaxWork<TLoss, T> work, double total = 0)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => !work.Batch.Places.AreWhole && work.Batch.Classes > InterleavedRows.MaxClasses<T>()
           ? new StagedRows<SoftmaxWork<TLoss, T>, T, T, T>(
               work, work.Batch.Places, work.Batch.Logits, work.Batch.Targets, work.Gradient).Run(total)
         : work.Batch.Options.Softcap != 0 ? Run<TLoss, T, CappedPlan>(work, total)
         : work.Batch.Options.LabelSmoothing != 0 || work.Batch.Labels.IsEmpty
           ? Run<TLoss, T, AllClassesPlan>(work, total)
         : Run<TLoss, T, LabelPlan>(work, total);

    private static double Run<TLoss, T, TPlan>(in SoftmaxWork<TLoss, T> work, double total)
        where TLoss : struct, ILabelLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TPlan : struct, ISoftmaxPlan
        => work.Batch.Classes <= InterleavedRows.MaxClasses<T>()
            ? Widest.Run<SoftmaxInterleaved<TLoss, T, TPlan>, T, double>(new(work, total))
            : Widest.Run<SoftmaxSequential<TLoss, T, T, TPlan>, T, double>(
                new(work, work.Batch.Logits, work.Gradient, total));

    internal readonly struct LabelPlan : ISoftmaxPlan
    {
        public static bool WeighsAllClasses => false;
        public static bool HasSoftcap => false;
    }

    internal readonly struct AllClassesPlan : ISoftmaxPlan
    {
        public static bool WeighsAllClasses => true;
        public static bool HasSoftcap => false;
    }

    internal readonly struct CappedPlan : ISoftmaxPlan
    {
        public static bool WeighsAllClasses => true;
        public static bool HasSoftcap => true;
    }
}
