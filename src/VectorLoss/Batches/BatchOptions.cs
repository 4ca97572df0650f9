using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// What every loss of a batch can be asked for beyond its inputs: what counts, how much, and what the losses become.
/// The default asks for nothing: the plain mean. All spans are borrowed for the call.
/// </summary>
/// <remarks>
/// A sample is what has one loss: an element for a loss of points or of three numbers, a row for a loss of rows or of
/// classes, a query row for InfoNCE, a sequence for CTC. Losses of classes take <see cref="ClassOptions{T}"/>, which
/// holds one of these. What is said of all families is said here: a request is one property here and its check in
/// <c>Check</c>; how the numbers lie in memory is said with the inputs.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct BatchOptions<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Setting upstream;

    /// <summary>
    /// One finite non-negative weight a sample, or empty: every loss and its gradient are multiplied by it.
    /// </summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>
    /// One number of any sign a sample, or empty: every loss and its gradient are multiplied by it, such as by an
    /// advantage of reinforcement learning or by the gradient that arrives for each loss. Weights count in
    /// <see cref="Reduction.MeanOverWeights"/>, factors in no divisor. Where both are given, their product multiplies,
    /// rounded to T for losses of points, of three numbers and of classes. What is not finite comes out again; a mask
    /// leaves a sample out, a factor of 0 does not.
    /// </summary>
    public ReadOnlySpan<T> Factors { get; init; }

    /// <summary>
    /// True where a sample counts, one a sample, or empty. One that does not count contributes nothing, not even a NaN;
    /// its value is 0 and so is its gradient.
    /// </summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>
    /// What the losses become; the mean by default. <c>Values</c> reduces nothing and asks for neither this nor
    /// <see cref="Empty"/>.
    /// </summary>
    public Reduction Reduction { get; init; }

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }

    /// <summary>
    /// A factor of the gradient, and of nothing else: the gradient that comes from above; 1 by default.
    /// </summary>
    public double Upstream
    {
        get => upstream.Or(1);
        init => upstream = new(value, 1);
    }

    /// <summary>
    /// How many threads may work, the caller included; 0 counts as 1, and <see cref="VectorLoss.Spans.Threads.Paying"/>
    /// is as many as pay. The result does not depend on it, and a loss may use fewer.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether every number of a sample that counts is held to the domain that the card of the loss says, before
    /// anything is computed: an <see cref="OutOfDomainException"/> names the first that lies outside. Off, nothing is
    /// looked at; on, the inputs are read once more. Labels, weights and options are always checked.
    /// </summary>
    public bool CheckDomains { get; init; }

    /// <summary>Only a reduction.</summary>
    /// <param name="reduction">What the losses become.</param>
    public static implicit operator BatchOptions<T>(Reduction reduction) => new() { Reduction = reduction };

    /// <summary>Checks the options of a batch of <paramref name="samples"/> samples.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or a weight is negative or not finite.</exception>
    internal void Check(int samples, string samplesName)
    {
        Require.SameLengthOrEmpty(Weights.Length, samples, nameof(Weights), samplesName);
        Require.SameLengthOrEmpty(Factors.Length, samples, nameof(Factors), samplesName);
        Require.SameLengthOrEmpty(Mask.Length, samples, nameof(Mask), samplesName);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        Require.Weights(Weights, nameof(Weights));
    }

    /// <summary>Refuses an output that touches the weights, the factors or the mask.</summary>
    internal void CheckApart<TOutput>(Span<TOutput> output, string name) where TOutput : unmanaged
    {
        Require.Apart(output, Weights, name, nameof(Weights));
        Require.Apart(output, Factors, name, nameof(Factors));
        Require.Apart(output, Mask, name, nameof(Mask));
    }

    /// <summary>Whether a sample counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Counts(int sample) => Mask.IsEmpty || Mask[sample];

    /// <summary>What loss and gradient of a sample are multiplied by: its weight times its factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double Weight(int sample) => (Weights.IsEmpty ? 1 : double.CreateTruncating(Weights[sample]))
        * (Factors.IsEmpty ? 1 : double.CreateTruncating(Factors[sample]));

    /// <summary>The same in T.</summary>
    [MethodImpl(Compiled.Early)]
    internal T Multiplier(int sample) => Weights.IsEmpty ? Factors.IsEmpty ? T.One : Factors[sample]
        : Factors.IsEmpty ? Weights[sample] : Weights[sample] * Factors[sample];

    /// <summary>The threads that work, the caller's among them: at least 1.</summary>
    internal int Working => Math.Max(1, Threads);

    /// <summary>Whether samples are multiplied by anything.</summary>
    internal bool Multiplies => !(Weights.IsEmpty && Factors.IsEmpty);

    /// <summary>Whether they are multiplied by weights and by factors.</summary>
    internal bool MultipliesTwice => !(Weights.IsEmpty || Factors.IsEmpty);

    /// <summary>The same of all samples; where weights and factors are given, in the room.</summary>
    /// <param name="room">Room for a number a sample, where both are given.</param>
    internal ReadOnlySpan<T> Multipliers(Span<T> room)
    {
        if (!MultipliesTwice)
            return Weights.IsEmpty ? Factors : Weights;
        PairTerm<MultiplyMap, T> product = new(new(Weights, 0, 1), new(Factors, 0, 1));
        Broadcasting.Store(product, 1, Weights.Length, room, adds: false);
        return room[..Weights.Length];
    }

    /// <summary>What a sum over <paramref name="samples"/> samples is divided by.</summary>
    /// <exception cref="InvalidOperationException">Nothing counts and <see cref="Empty"/> refuses it.</exception>
    internal BatchDivisor Divisor(int samples)
    {
        int count = Mask.IsEmpty ? samples : Mask.Count(true);
        double weight = Reduction.NeedsWeights && !Weights.IsEmpty ? TotalWeight() : count;
        return BatchDivisor.Of(count, Reduction.Of(count, weight), Empty);
    }

    /// <summary>The same for some of the samples, which one thread does.</summary>
    [MethodImpl(Compiled.Early)]
    internal BatchOptions<T> Piece(int start, int samples) => this with
    {
        Weights = Weights.IsEmpty ? default : Weights.Slice(start, samples),
        Factors = Factors.IsEmpty ? default : Factors.Slice(start, samples),
        Mask = Mask.IsEmpty ? default : Mask.Slice(start, samples),
        Threads = 0,
    };

    [MethodImpl(Compiled.Early)]
    private double TotalWeight()
    {
        double total = 0;
        for (int sample = 0; sample < Weights.Length; sample++)
            if (Counts(sample))
                total += double.CreateTruncating(Weights[sample]);
        return total;
    }
}
