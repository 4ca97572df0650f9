using System.Buffers;
using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The way to the gradient of a loss by the weights of its classes: of the sum over the rows, which is linear in them,
/// and of what the sum is divided by. All in double, over the rows in their order.
/// </summary>
internal ref struct ClassWeightSums<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ClassBatch<T> batch;
    private readonly BatchDivisor divisor;
    private readonly double[] room;

    /// <param name="batch">The rows, with the weights.</param>
    /// <param name="labelsMeanWeights">See <see cref="ClassBatch{T}.Divisor"/>.</param>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public ClassWeightSums(scoped in ClassBatch<T> batch, bool labelsMeanWeights)
    {
        this.batch = batch;
        divisor = batch.Divisor(labelsMeanWeights);
        room = ArrayPool<double>.Shared.Rent(checked(2 * batch.Classes));
        room.AsSpan(0, 2 * batch.Classes).Clear();
        Reduction reduction = batch.Options.Batch.Reduction;
        ReadOnlySpan<T> weights = reduction.NeedsWeights ? batch.Options.Batch.Weights : default;
        bool moves = reduction.IsOfCounted && batch.WeighsDivisor(labelsMeanWeights);
        for (int row = 0; moves && row < batch.Rows; row++)
            if (batch.Counts(row))
                AddTargets(row, weights.IsEmpty ? 1 : double.CreateTruncating(weights[row]), Divisors);
    }

    /// <summary>What the sum gains by each weight.</summary>
    public readonly Span<double> Gains => room.AsSpan(0, batch.Classes);

    private readonly Span<double> Divisors => room.AsSpan(batch.Classes, batch.Classes);

    /// <summary>Adds the losses of rows that are weighed as a whole, by the weight of their targets.</summary>
    public readonly void AddRows(ReadOnlySpan<T> values)
    {
        for (int row = 0; row < batch.Rows; row++)
            if (batch.Counts(row))
                AddTargets(row, double.CreateTruncating(values[row]), Gains);
    }

    /// <summary>Adds a number times the target of each class; a class without a target gets nothing of it.</summary>
    public readonly void AddTargets(int row, double number, Span<double> sums)
    {
        if (batch.Targets.IsEmpty)
        {
            sums[batch.Labels[row]] += number;
            return;
        }
        for (int c = 0, at = batch.Places.At(row); c < sums.Length; c++, at += batch.Places.ClassStride)
            if (batch.Targets[at] != T.Zero)
                sums[c] += number * double.CreateTruncating(batch.Targets[at]);
    }

    /// <summary>Writes the gradient of the quotient.</summary>
    public readonly void Write(Span<T> gradient)
    {
        double sum = 0, by = divisor.Scale<double>(batch.Options.Batch.Upstream);
        for (int c = 0; c < gradient.Length; c++)
            if (batch.Options.ClassWeights[c] != T.Zero)
                sum += double.CreateTruncating(batch.Options.ClassWeights[c]) * Gains[c];
        double value = divisor.Reduce(sum);
        for (int c = 0; c < gradient.Length; c++)
            // A class that no row has a target of moves nothing, not even the mean over nothing.
            gradient[c] = Divisors[c] != 0
                ? T.CreateTruncating(by * double.FusedMultiplyAdd(-value, Divisors[c], Gains[c]))
                : Gains[c] == 0 ? T.Zero : T.CreateTruncating(by * Gains[c]);
    }

    public readonly void Dispose() => ArrayPool<double>.Shared.Return(room);
}

/// <summary>What the gradients by class weights ask of their callers.</summary>
internal static class ClassWeightChecks
{
    /// <summary>Checks that there are weights, and a place for their gradient.</summary>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    public static void CheckWeightGradient<T>(this in ClassBatch<T> batch, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassOptions<T> options = batch.Options;
        Require.SameLength(options.ClassWeights.Length, batch.Classes, nameof(options.ClassWeights), "classes");
        Require.SameLength(gradient.Length, batch.Classes, nameof(gradient), "classes");
        Require.Apart(gradient, batch.Logits, nameof(gradient), "logits");
        batch.CheckApart(gradient, nameof(gradient));
        batch.RefuseLogSumExp("the gradient by class weights gives none");
    }
}
