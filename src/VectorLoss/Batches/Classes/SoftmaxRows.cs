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
    {
        if (!RowPieces.Shares<T>(work.Batch.Rows, work.Batch.Classes, threads))
            return Run(work, total);
        Span<T> values = work.Values.IsEmpty ? Scratch<T>.Borrow(work.Batch.Rows) : work.Values;
        RowPieces.Run<SoftmaxWork<TLoss, T>, T>(work.Into(values), threads);
        return RowPieces.Sum<T>(values, total);
    }

    /// <summary>Does all rows; gives a total with their losses added in double, in their order.</summary>
    public static double Run<TLoss, T>(in SoftmaxWork<TLoss, T> work, double total = 0)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => work.Batch.Options.Softcap != 0 ? Run<TLoss, T, CappedPlan>(work, total)
         : work.Batch.Options.LabelSmoothing != 0 || work.Batch.Labels.IsEmpty
           ? Run<TLoss, T, AllClassesPlan>(work, total)
         : Run<TLoss, T, LabelPlan>(work, total);

    private static double Run<TLoss, T, TPlan>(in SoftmaxWork<TLoss, T> work, double total)
        where TLoss : struct, ILabelLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TPlan : struct, ISoftmaxPlan
        => work.Batch.Classes <= InterleavedRows.MaxClasses<T>()
            ? Widest.Run<SoftmaxInterleaved<TLoss, T, TPlan>, T, double>(new(work, total))
            : Widest.Run<SoftmaxSequential<TLoss, T, TPlan>, T, double>(new(work, total));

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
