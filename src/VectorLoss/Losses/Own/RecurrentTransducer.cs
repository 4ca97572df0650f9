using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// −log of the probability that a transducer says a sequence of labels, summed over all alignments: each step says any
/// number of labels and then a blank, with probabilities that know what was said before.
/// </summary>
/// <param name="blank">The class of the blank; not below 0.</param>
/// <param name="zeroInfinity">Whether a sample whose labels cannot be said counts as 0 instead of +∞.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="blank"/> is below 0.</exception>
public readonly struct RecurrentTransducer(int blank, bool zeroInfinity = false) : ISequenceLoss, ICatalogued
{
    /// <inheritdoc/>
    public int Blank { get; } = (int)Option.AtLeast(blank, 0);

    /// <inheritdoc/>
    public bool ZeroInfinity { get; } = zeroInfinity;

    static bool ISequenceLoss.IsLattice => true;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("rnn-t",
        "−log Σ over alignments Π p(label or blank | step, labels before)", "A. Graves 2012, arXiv:1211.3711")
    {
        Aliases = ["transducer"],
        Inputs = SequenceCard.Inputs,
        Options = SequenceCard.Options,
        LikelihoodOf = "label sequences of a transducer",
        Note = "log_probs are samples × steps × (labels + 1) × classes, the log-softmax of logits, and the gradient is"
            + " the plain derivative by them, as torchaudio's rnnt_loss has it with fused_log_softmax=False; its blank"
            + " is the last class unless said otherwise. A mean is over samples; it does not divide by labels, as"
            + " ctc's does",
        Claims = Claims.NonNegative,
        Create = LossFactory.Sequence(options
            => new RecurrentTransducer((int)options["blank"], options["zero_infinity"] != 0)),
    };

    /// <summary>log(eᵃ + eᵇ), and the parts of the sum; of nothing at all they are 1 and 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static R Join<R>(R a, R b, out R ofA, out R ofB) where R : struct, IReal<R>
    {
        R top = R.Max(a, b), one = R.Of(1);
        R shift = R.WhereEqual(top, R.Of(double.NegativeInfinity), R.Of(0), top), rest = R.Exp(R.Min(a, b) - shift);
        R larger = one / (one + rest), smaller = rest * larger;
        (ofA, ofB) = (R.WhereLess(a, b, smaller, larger), R.WhereLess(a, b, larger, smaller));
        return top + R.Log1p(rest);
    }
}
