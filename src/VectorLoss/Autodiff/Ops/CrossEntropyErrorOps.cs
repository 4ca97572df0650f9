using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>The textbook's cross-entropy error of probabilities, −Σ t·log(y + δ), as a head of a tape.</summary>
/// <remarks>
/// Source: K. Saito, Deep Learning from Scratch, ch. 4. Fuse the softmax instead where you can: <see
/// cref="ClassLossOps.SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, HeadOptions, ClassLossOptions)"/> has no δ and no
/// underflow.
/// </remarks>
public static class CrossEntropyErrorOps
{
    /// <summary>The mean over the rows of −log(y of the label + δ): 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="probabilities">rows × classes.</param>
    /// <param name="labels">One class index a row.</param>
    /// <param name="delta">Keeps the logarithm finite at 0.</param>
    /// <exception cref="ArgumentException">The counts differ, or a variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is below 0 or not finite.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var CrossEntropyError<T>(this Tape<T> tape, Var probabilities, Labels labels, double delta = 1e-7)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.ClassLoss(new CrossEntropyError(delta), probabilities, labels);
    }

    /// <summary>The mean over the rows of −Σ t·log(y + δ): 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="probabilities">rows × classes.</param>
    /// <param name="targets">One distribution a row, such as one-hot; the same shape.</param>
    /// <param name="delta">Keeps the logarithm finite at 0.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is below 0 or not finite.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var CrossEntropyError<T>(this Tape<T> tape, Var probabilities, Var targets, double delta = 1e-7)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.ClassLoss(new CrossEntropyError(delta), probabilities, targets);
    }
}
