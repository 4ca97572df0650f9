using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// What a loss of classes can be asked for: what every loss can (<see cref="Batch"/>), and what only classes have. The
/// default asks for nothing: the plain mean. All spans are borrowed for the call.
/// </summary>
/// <remarks>
/// A sample is a row. <see cref="BatchOptions{T}"/> converts to this, so it can be passed as it is. How the classes of
/// a row lie in memory belongs here too: a class axis that is not the innermost would be a stride whose 0 means 1.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct ClassOptions<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>PyTorch's default set of ignored labels, {−100}, for <see cref="Ignore"/>.</summary>
    public static ReadOnlySpan<int> PyTorchIgnore => [CommonOptions.UsualIgnoreIndex];

    /// <summary>Weights and mask of the rows, the reduction, the upstream factor and the threads.</summary>
    public BatchOptions<T> Batch { get; init; }

    /// <summary>What a mean divides by when there are class weights.</summary>
    public ClassDivisor Divisor { get; init; }

    /// <summary>PyTorch's <c>weight</c>: one finite non-negative weight a class, or empty.</summary>
    public ReadOnlySpan<T> ClassWeights { get; init; }

    /// <summary>Labels whose rows do not count; any integers. Of target distributions, none is ignored.</summary>
    public ReadOnlySpan<int> Ignore { get; init; }

    /// <summary>PyTorch's <c>label_smoothing</c> ε in [0, 1]: targets become (1 − ε)·t + ε/classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// A bound c that logits approach, c·tanh(x/c), before the softmax; finite, 0 for none. A logit of −∞ stays masked.
    /// </summary>
    public double Softcap { get; init; }

    /// <summary>
    /// z-loss: this times the square of the row's log-sum-exp is added to its loss; finite, 0 for none. With class
    /// weights it counts by the mean weight of the row's targets.
    /// </summary>
    public double LseSquareScale { get; init; }

    /// <summary>
    /// Receives the log-sum-exp of each row (after the soft cap), or is empty. NaN where a row does not count. A span
    /// of its own.
    /// </summary>
    public Span<T> LogSumExp { get; init; }

    /// <summary>Only what every loss can be asked for.</summary>
    /// <param name="batch">The options.</param>
    public static implicit operator ClassOptions<T>(BatchOptions<T> batch) => new() { Batch = batch };

    /// <summary>Only a reduction.</summary>
    /// <param name="reduction">What the losses of the rows become.</param>
    public static implicit operator ClassOptions<T>(Reduction reduction) => new() { Batch = reduction };

    /// <summary>Whether rows of this label do not count.</summary>
    // The framework's search is called once a row, and has no loop worth its registers here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Ignores(int label)
    {
        foreach (int ignored in Ignore)
            if (ignored == label)
                return true;
        return false;
    }

    /// <summary>Checks the options of a batch of rows × classes numbers.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or a number is out of its range.</exception>
    internal void Check(int rows, int classes)
    {
        Batch.Check(rows, "rows of logits");
        Require.SameLengthOrEmpty(ClassWeights.Length, classes, nameof(ClassWeights), nameof(classes));
        Require.SameLengthOrEmpty(LogSumExp.Length, rows, nameof(LogSumExp), "rows of logits");
        Require.Weights(ClassWeights, nameof(ClassWeights), "Class weight");
        Option.Within(LabelSmoothing, 0, 1);
        Option.NonNegative(Softcap);
        Option.NonNegative(LseSquareScale);
        CheckApart(LogSumExp, nameof(LogSumExp));
    }

    /// <summary>Refuses an output that touches a weight, the mask or the ignored labels.</summary>
    internal void CheckApart<TOutput>(Span<TOutput> output, string name) where TOutput : unmanaged
    {
        Require.Apart(output, ClassWeights, name, nameof(ClassWeights));
        Require.Apart(output, Ignore, name, nameof(Ignore));
        Batch.CheckApart(output, name);
    }

    /// <summary>The same for some of the rows, which one thread does.</summary>
    internal ClassOptions<T> Piece(int start, int rows) => this with
    {
        Batch = Batch.Piece(start, rows),
        LogSumExp = LogSumExp.IsEmpty ? default : LogSumExp.Slice(start, rows),
    };
}
