using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>
/// A loss of the log-probabilities that a model gives to the tokens of its rows: of preferences (DPO), of policies
/// (PPO, GRPO), of sequences as a whole. It may be a <c>ref struct</c> that holds spans, such as the log-probabilities
/// of a reference.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface ILogProbabilityLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loss of the batch, reduced as it likes, and its slopes.</summary>
    /// <param name="logProbabilities">log p of each row's label; 0 where a row does not count.</param>
    /// <param name="slopes">
    /// Receives the derivative by each of them, of any sign; what it holds for a row that does not count is not read.
    /// </param>
    double ValueAndSlopes(ReadOnlySpan<T> logProbabilities, Span<T> slopes);
}
