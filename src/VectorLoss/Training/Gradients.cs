using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>Computes the loss of a loaded batch and its gradient by every parameter.</summary>
internal abstract class Gradients<T>(Mlp<T> net, NetProgram<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected Mlp<T> Net { get; } = net;

    protected Tape<T> Tape => Net.Tape;

    protected NetProgram<T> Program { get; } = program;

    /// <summary>
    /// What a plan needs; null where nobody looks at gradients, so that the optimiser need not keep them.
    /// </summary>
    public static Gradients<T>? For(Mlp<T> net, NetProgram<T> program, TrainingPlan plan,
        IGradientExchange<T>? exchange, Action loadNext)
        => plan.Gradient == GradientSource.Numerical ? new NumericalGradients<T>(net, program)
            : plan.Shards > 1 || exchange is { Size: > 1 }
                ? new ShardedGradients<T>(net, program, new(net.Tape, plan.Shards, exchange),
                    exchange is { Size: > 1 } ? new(exchange) : null)
            : !plan.GradientNorm && plan.Accumulate == 1 ? null
            : new BackpropGradients<T>(net, program, plan.Accumulate, loadNext);

    /// <summary>
    /// Runs the program forward and fills the gradients. The loss and the logits are then those of the batch.
    /// </summary>
    /// <param name="observer">Told how far a numerical gradient is, or null.</param>
    /// <param name="cancellation">Looked at between two components of a numerical gradient.</param>
    /// <returns>False if it was cancelled; the parameters are then as before, the gradients incomplete.</returns>
    public abstract bool Compute(ITrainingObserver? observer, CancellationToken cancellation);

    /// <summary>The gradient of a parameter.</summary>
    public virtual Span<T> Of(int index) => Tape.WritableGradient(Net.Parameters[index]);

    /// <summary>Refuses processes that train something else.</summary>
    public virtual void Compare(Optimizer<T> optimizer, TrainingPlan plan, BatchFacts facts, long step,
        CancellationToken cancellation)
    {
    }

    /// <summary>Whether training stops before the next step.</summary>
    public virtual bool Stops(CancellationToken cancellation) => cancellation.IsCancellationRequested;

    /// <summary>Loads a batch.</summary>
    public virtual void Load(Dataset data, ReadOnlySpan<int> indices) => Program.Load(data, indices);

    /// <summary>The mean loss over the batch.</summary>
    public virtual double Loss => Program.Loss;

    /// <summary>Samples of the batch.</summary>
    public virtual int Samples => Program.Samples;

    /// <summary>How many samples of the batch the outputs got right.</summary>
    public virtual int Correct => Program.Correct();
}
