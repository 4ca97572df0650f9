using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The last layer of a classifier of many classes in the order of their frequency, before its logits exist: a head of
/// the frequent classes and one class for each cluster of the others, and for each cluster a projection to fewer
/// features and a weight behind it. (É. Grave et al. 2017, arXiv:1609.04309; PyTorch's AdaptiveLogSoftmaxWithLoss.)
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct AdaptiveLayer<T> where T : unmanaged
{
    private const double UsualDivisor = 4;

    private readonly Setting divisor;

    /// <summary>rows × features numbers, row-major.</summary>
    public ReadOnlySpan<T> Hidden { get; init; }

    /// <summary>(first cutoff + clusters) × features: the classes of the head, then the clusters.</summary>
    public ReadOnlySpan<T> Head { get; init; }

    /// <summary>One number a row of <see cref="Head"/>, or empty.</summary>
    public ReadOnlySpan<T> HeadBias { get; init; }

    /// <summary>
    /// For one cluster after another, its projection, projected × features, and its weight, classes × projected;
    /// <see cref="TailsLength"/> numbers.
    /// </summary>
    public ReadOnlySpan<T> Tails { get; init; }

    /// <summary>
    /// The first class of each cluster, rising, above 0 and below <see cref="Classes"/>. The last cluster ends with the
    /// classes.
    /// </summary>
    public ReadOnlySpan<int> Cutoffs { get; init; }

    /// <summary>Numbers in a row of <see cref="Hidden"/>.</summary>
    public int Features { get; init; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; }

    /// <summary>
    /// PyTorch's <c>div_value</c>, by which features are divided once for the first cluster, twice for the second …,
    /// and rounded down; 4 by default, finite and above 0.
    /// </summary>
    public double Divisor
    {
        get => divisor.Or(UsualDivisor);
        init => divisor = new(Option.Positive(value, nameof(Divisor)), UsualDivisor);
    }

    /// <summary>How many numbers <see cref="Tails"/> has.</summary>
    /// <exception cref="ArgumentException">Cutoffs do not rise, or a projection has no feature left.</exception>
    public int TailsLength
    {
        get
        {
            long length = 0;
            for (int cluster = 0; cluster < Cutoffs.Length; cluster++)
                length += Tail(cluster).Length;
            return checked((int)length);
        }
    }

    /// <summary>Rows of the hidden matrix.</summary>
    internal int Rows => Hidden.Length / Features;

    /// <summary>Classes of the head, those of clusters included.</summary>
    internal int HeadClasses => Cutoffs[0] + Cutoffs.Length;

    /// <summary>A cluster of classes.</summary>
    internal AdaptiveTail Tail(int cluster)
    {
        int first = Cutoffs[cluster], end = cluster + 1 < Cutoffs.Length ? Cutoffs[cluster + 1] : Classes;
        if (first <= (cluster == 0 ? 0 : Cutoffs[cluster - 1]) || first >= end)
            throw new ArgumentException(
                $"Cutoffs[{cluster}] is {first}; they rise from above 0 to below {Classes}, the classes.",
                nameof(Cutoffs));
        int projected = (int)Math.Floor(Features / Math.Pow(Divisor, cluster + 1));
        return projected > 0 ? new(first, end - first, projected, Features) : throw new ArgumentException(
            $"Of {Features} features cluster {cluster} has none after division by {Divisor}.", nameof(Divisor));
    }

    /// <summary>Checks that the shapes fit together.</summary>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Features, 1);
        if (Cutoffs.IsEmpty)
            throw new ArgumentException("There is no cutoff; a layer without is a LinearLayer.", nameof(Cutoffs));
        Require.SameLength(Hidden.Length % Features, 0, nameof(Hidden), "numbers beyond whole rows");
        Require.SameLength(Tails.Length, TailsLength, nameof(Tails), nameof(TailsLength));
        if (Head.Length != (long)HeadClasses * Features)
            throw new ArgumentException(
                $"Head has {Head.Length} elements; {HeadClasses} classes of {Features} features are needed.",
                nameof(Head));
        Require.SameLengthOrEmpty(HeadBias.Length, HeadClasses, nameof(HeadBias), "classes of the head");
    }

    /// <summary>Refuses an output that touches the layer.</summary>
    internal void CheckApart<TOutput>(Span<TOutput> output, string name) where TOutput : unmanaged
    {
        Require.Apart(output, Hidden, name, nameof(Hidden));
        Require.Apart(output, Head, name, nameof(Head));
        Require.Apart(output, HeadBias, name, nameof(HeadBias));
        Require.Apart(output, Tails, name, nameof(Tails));
        Require.Apart(output, Cutoffs, name, nameof(Cutoffs));
    }
}
