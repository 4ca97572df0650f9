using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>What <see cref="Reduction.Mean"/> of a class loss divides by when classes have weights.</summary>
public enum ClassDivisor
{
    /// <summary>
    /// As PyTorch: labels divide by the sum of the weights of the target classes, target distributions by the number of
    /// rows. The two differ for the same targets.
    /// </summary>
    PyTorch,

    /// <summary>
    /// By Σ weight·target for labels and distributions alike (before smoothing), so that both give the same number.
    /// </summary>
    ClassWeights,

    /// <summary>By the number of rows that count, for labels and distributions alike.</summary>
    Rows,
}

/// <summary>
/// Everything a class loss can be asked for beyond its logits and targets. The default asks for nothing: the plain
/// mean. All spans are borrowed for the call.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct ClassOptions<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>PyTorch's default set of ignored labels, {−100}, for <see cref="Ignore"/>.</summary>
    public static ReadOnlySpan<int> PyTorchIgnore => [CommonOptions.UsualIgnoreIndex];

    /// <summary>What the losses of the rows become; mean by default.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>What a mean divides by when there are class weights.</summary>
    public ClassDivisor Divisor { get; init; }

    /// <summary>PyTorch's <c>weight</c>: one finite non-negative weight a class, or empty.</summary>
    public ReadOnlySpan<T> ClassWeights { get; init; }

    /// <summary>One finite non-negative weight a row, or empty.</summary>
    public ReadOnlySpan<T> SampleWeights { get; init; }

    /// <summary>
    /// True where a row counts, or empty. A row that does not count contributes nothing, not even a NaN.
    /// </summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>Labels whose rows do not count; any integers. Of target distributions, none is ignored.</summary>
    public ReadOnlySpan<int> Ignore { get; init; }

    /// <summary>PyTorch's <c>label_smoothing</c> ε in [0, 1]: targets become (1 − ε)·t + ε/classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// A bound c that logits approach, c·tanh(x/c), before the softmax; 0 for none. A logit of −∞ stays masked.
    /// </summary>
    public double Softcap { get; init; }

    /// <summary>z-loss: this times the square of the row's log-sum-exp is added to its loss; 0 for none.</summary>
    public double LseSquareScale { get; init; }

    /// <summary>
    /// Receives the log-sum-exp of each row (after the soft cap), or empty. NaN where a row does not count.
    /// </summary>
    public Span<T> LogSumExp { get; init; }

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }

    /// <summary>
    /// How many threads may work, the caller included; 0 counts as 1. The result does not depend on it.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>The same for some of the rows, which one thread does.</summary>
    internal ClassOptions<T> Piece(int start, int rows) => new()
    {
        Reduction = Reduction,
        Divisor = Divisor,
        ClassWeights = ClassWeights,
        SampleWeights = SampleWeights.IsEmpty ? default : SampleWeights.Slice(start, rows),
        Mask = Mask.IsEmpty ? default : Mask.Slice(start, rows),
        Ignore = Ignore,
        LabelSmoothing = LabelSmoothing,
        Softcap = Softcap,
        LseSquareScale = LseSquareScale,
        LogSumExp = LogSumExp.IsEmpty ? default : LogSumExp.Slice(start, rows),
        Empty = Empty,
    };
}
