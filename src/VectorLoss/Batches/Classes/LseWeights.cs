using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>What the z-loss of a row counts by.</summary>
internal static class LseWeights
{
    /// <summary>
    /// The mean of the class weights over the targets of a row, before smoothing; over all classes, where the row has
    /// no target. So a factor of all class weights is a factor of the whole loss.
    /// </summary>
    public static T LseWeight<T>(this in ClassBatch<T> batch, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (batch.Options.ClassWeights.IsEmpty)
            return T.One;
        if (batch.Targets.IsEmpty)
            return batch.ClassWeight(batch.Labels[row]);
        double targets = 0, weights = 0;
        for (int c = 0, at = batch.Places.At(row); c < batch.Classes; c++, at += batch.Places.ClassStride)
        {
            targets += double.CreateTruncating(batch.Targets[at]);
            weights += double.CreateTruncating(batch.Options.ClassWeights[c]);
        }
        return T.CreateTruncating(targets == 0 ? weights / batch.Classes : batch.TargetWeight(row) / targets);
    }
}
