using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>Some rows of a softmax loss on the way to the gradient by class weights.</summary>
/// <param name="batch">All rows, without class weights.</param>
/// <param name="start">The first of the rows.</param>
/// <param name="numbers">Room for their numbers, one row after another.</param>
/// <param name="shares">Room for their smoothed targets.</param>
/// <param name="logSums">Room for their log-sum-exps.</param>
internal readonly ref struct SoftmaxWeightRows<T>(
    ClassBatch<T> batch, int start, Span<T> numbers, Span<T> shares, Span<T> logSums)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ClassBatch<T> batch = batch;
    private readonly Span<T> numbers = numbers, shares = shares, logSums = logSums;

    /// <summary>Fills in log-probabilities, smoothed targets and, for a z-loss, log-sum-exps.</summary>
    public void Read()
    {
        ClassOptions<T> options = batch.Options;
        double kept = 1 - options.LabelSmoothing, floor = options.LabelSmoothing / batch.Classes;
        for (int row = start, to = 0; row < start + logSums.Length; row++)
            for (int c = 0, at = batch.Places.At(row); c < batch.Classes; c++, to++, at += batch.Places.ClassStride)
            {
                numbers[to] = batch.Logits[at];
                shares[to] = T.CreateTruncating(kept * Target(row, c, at) + floor);
            }
        if (options.Softcap != 0)
            Widest.Run<ClassMapKernel<SoftcapMap<T>, T>, T, int>(new(new(T.CreateTruncating(options.Softcap)),
                batch.Plain(start, logSums.Length, numbers, shares), numbers, numbers, T.One));
        if (options.LseSquareScale != 0)
            RowFunctions.LogSumExp(numbers, batch.Classes, logSums);
        RowFunctions.LogSoftmax(numbers, batch.Classes, numbers);
    }

    /// <summary>Adds what the classes gain, once the numbers are what each class costs.</summary>
    public void AddTo(in ClassWeightSums<T> sums)
    {
        Span<double> gains = sums.Gains;
        for (int i = 0; i < logSums.Length; i++)
        {
            if (!batch.Counts(start + i))
                continue;
            for (int c = 0, at = i * batch.Classes; c < batch.Classes; c++, at++)
                if (shares[at] != T.Zero)
                    gains[c] += double.CreateTruncating(shares[at]) * double.CreateTruncating(numbers[at]);
            if (batch.Options.LseSquareScale != 0)
                AddLseSquare(start + i, double.CreateTruncating(logSums[i]), sums);
        }
    }

    // A z-loss counts by the mean weight of the targets; without any, by that of all classes.
    private void AddLseSquare(int row, double lse, in ClassWeightSums<T> sums)
    {
        double mass = 0, all = batch.Options.LseSquareScale * lse * lse
            * double.CreateTruncating(batch.SampleWeight(row));
        for (int c = 0, at = batch.Places.At(row); c < batch.Classes; c++, at += batch.Places.ClassStride)
            mass += Target(row, c, at);
        if (mass != 0)
            sums.AddTargets(row, all / mass, sums.Gains);
        for (int c = 0; mass == 0 && c < batch.Classes; c++)
            sums.Gains[c] += all / batch.Classes;
    }

    private double Target(int row, int c, int at)
        => batch.Targets.IsEmpty ? batch.Labels[row] == c ? 1 : 0 : double.CreateTruncating(batch.Targets[at]);
}
