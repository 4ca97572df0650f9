using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log of the probability that a sequence of distributions gives a sequence of labels, summed over all alignments:
/// every label holds for one step or more, with blanks anywhere between and always between equal labels.
/// </summary>
public readonly struct ConnectionistTemporalClassification : ISequenceLoss, ICatalogued
{
    /// <summary>A CTC loss.</summary>
    /// <param name="blank">The class of the blank; not below 0.</param>
    /// <param name="zeroInfinity">Whether a sample with too few steps for its labels counts as 0 instead of +∞.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blank"/> is below 0.</exception>
    public ConnectionistTemporalClassification(int blank, bool zeroInfinity = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blank);
        (Blank, ZeroInfinity) = (blank, zeroInfinity);
    }

    /// <inheritdoc/>
    public int Blank { get; }

    /// <inheritdoc/>
    public bool ZeroInfinity { get; }

    static bool ISequenceLoss.IsLattice => false;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "ctc", "−log Σ over alignments Πₜ p(t, label at t)", "A. Graves et al. 2006, doi:10.1145/1143844.1143891")
    {
        Inputs = SequenceCard.Inputs,
        Options = SequenceCard.Options,
        LikelihoodOf = "label sequences under independent steps",
        Note = "log_probs are steps × samples × classes. The gradient is the plain derivative by them; PyTorch's is"
            + " equal only behind a log-softmax",
        Claims = Claims.NonNegative,
        Create = LossFactory.Sequence(options
            => new ConnectionistTemporalClassification((int)options["blank"], options["zero_infinity"] != 0)),
    };

    /// <summary>log(eᵃ + eᵇ + eᶜ); −∞ where all three are. It keeps its digits where it is near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Join<R>(R a, R b, R c) where R : struct, IReal<R>
    {
        R larger = R.Max(a, b), smaller = R.Min(a, b), top = R.Max(larger, c);
        R middle = R.Max(R.Min(larger, c), smaller), last = R.Min(smaller, c);
        R shift = R.WhereEqual(top, R.Of(double.NegativeInfinity), R.Of(0), top);
        return top + R.Log1p(R.Exp(middle - shift) + R.Exp(last - shift));
    }
}
