using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;

namespace VectorLoss.Training;

/// <summary>Computes the loss of a loaded batch and its gradient by every parameter.</summary>
internal abstract class Gradients<T>(Tape<T> tape, ClassifierProgram<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected Tape<T> Tape { get; } = tape;

    protected ClassifierProgram<T> Program { get; } = program;

    /// <summary>The loss that was computed last.</summary>
    public virtual double Loss => Program.Loss;

    /// <summary>
    /// Runs the program forward and fills the gradients. The loss and the logits are then those of the batch.
    /// </summary>
    /// <param name="observer">Told how far a numerical gradient is, or null.</param>
    /// <param name="cancellation">Looked at between two components of a numerical gradient.</param>
    /// <returns>False if it was cancelled; the parameters are then as before, the gradients incomplete.</returns>
    public abstract bool Compute(ITrainingObserver? observer, CancellationToken cancellation);

    /// <summary>The gradient of a parameter.</summary>
    public abstract Span<T> Of(int index);
}
