namespace VectorLoss.Batches;

/// <summary>What the losses of a batch become: a sum over it, divided by something that this value names.</summary>
/// <remarks>The default is <see cref="Mean"/>. To keep one loss per element, call <c>Values</c> instead.</remarks>
public readonly record struct Reduction
{
    private enum Divisor
    {
        Count,
        One,
        Weights,
        Given,
    }

    private readonly Divisor divisor;
    private readonly double given;

    private Reduction(Divisor divisor, double given = 1) => (this.divisor, this.given) = (divisor, given);

    /// <summary>Divided by the number of elements that the mask leaves in.</summary>
    public static Reduction Mean => default;

    /// <summary>Not divided.</summary>
    public static Reduction Sum => new(Divisor.One);

    /// <summary>Divided by the sum of the weights of the elements that the mask leaves in.</summary>
    public static Reduction MeanOverWeights => new(Divisor.Weights);

    /// <summary>
    /// Divided by a count that the caller knows: the rows of a batch, or the samples of a large batch that arrives in
    /// parts, so that the accumulated gradient is that of the whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not finite or not above 0.</exception>
    public static Reduction MeanBy(double count) => double.IsFinite(count) && count > 0
        ? new(Divisor.Given, count)
        : throw new ArgumentOutOfRangeException(nameof(count), count, "count must be finite and above 0.");

    /// <summary>
    /// The divisor for a batch of <paramref name="count"/> counted elements whose weights add up to <paramref
    /// name="weight"/>.
    /// </summary>
    internal double Of(double count, double weight) => divisor switch
    {
        Divisor.Count => count,
        Divisor.One => 1,
        Divisor.Weights => weight,
        _ => given,
    };

    /// <summary>Whether the divisor is what counts in the batch, and no number that is given.</summary>
    internal bool IsOfCounted => divisor is Divisor.Count or Divisor.Weights;

    /// <summary>Whether the divisor needs the sum of the weights.</summary>
    internal bool NeedsWeights => divisor == Divisor.Weights;
}
