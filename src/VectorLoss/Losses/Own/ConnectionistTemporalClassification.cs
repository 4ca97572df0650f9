using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log of the probability that a sequence of distributions gives a sequence of labels, summed over all alignments:
/// every label holds for one step or more, with blanks anywhere between and always between equal labels.
/// </summary>
public readonly struct ConnectionistTemporalClassification : ICatalogued
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

    /// <summary>The class of the blank.</summary>
    public int Blank { get; }

    /// <summary>Whether a sample with too few steps for its labels counts as 0.</summary>
    public bool ZeroInfinity { get; }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "ctc", "−log Σ over alignments Πₜ p(t, label at t)", "A. Graves et al. 2006, doi:10.1145/1143844.1143891")
    {
        Inputs =
        [
            new("log_probs", Domain.LogProbability, true), new("targets", Domain.Label, false, LossInputKind.Own),
            new("input_lengths", Domain.Label, false, LossInputKind.Own),
            new("target_lengths", Domain.Label, false, LossInputKind.Own),
        ],
        Options =
        [
            new("blank", 0, "a class", "the class of the blank", OptionKind.WholeNumber),
            new("zero_infinity", 0, "0 or 1", "1: a sample with too few steps for its labels counts as 0, not +∞",
                OptionKind.YesNo),
        ],
        LikelihoodOf = "label sequences under independent steps",
        Note = "the gradient is the plain derivative by log_probs; PyTorch's is equal only behind a log-softmax",
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
