using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The product of the Hessian of an <see cref="ISequenceLoss"/> with a direction, sample by sample.</summary>
internal static class SequenceProduct
{
    /// <summary>Adds the product.</summary>
    public static void Add<TLoss, T>(TLoss loss, in SequenceMoves<T> moves, in BatchOptions<T> options)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SequenceBatch<T> batch = moves.Batch;
        double scale = options.Divisor(batch.Samples).Scale<double>(options.Upstream);
        if (batch.Samples == 0 || moves.Direction.IsEmpty || moves.Product.IsEmpty)
            return;
        double[] room = ArrayPool<double>.Shared.Rent(TLoss.IsLattice
            ? TransducerProduct<T>.RoomLength(batch) : CtcProduct<T>.ScratchLength(batch));
        for (int sample = 0, before = 0; sample < batch.Samples; before += batch.LabelCounts[sample++])
        {
            if (!options.Counts(sample))
                continue;
            double own = scale * SequenceLosses.WeightOf<TLoss, T>(batch, sample, options);
            ReadOnlySpan<int> labels = batch.LabelsOf(sample, before);
            if (TLoss.IsLattice)
                Widest.Run<TransducerProduct<T>, double, bool>(
                    new(new(loss.Blank, loss.ZeroInfinity), moves, sample, labels, room, own));
            else
                Widest.Run<CtcProduct<T>, double, bool>(
                    new(new(loss.Blank, loss.ZeroInfinity), moves, sample, labels, room, own));
        }
        ArrayPool<double>.Shared.Return(room);
    }
}
