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

    /// <summary>
    /// Runs the program forward and fills the gradients. The loss and the logits are then those of the batch.
    /// </summary>
    /// <param name="observer">Told how far a numerical gradient is, or null.</param>
    /// <param name="cancellation">Looked at between two components of a numerical gradient.</param>
    /// <returns>False if it was cancelled; the parameters are then as before, the gradients incomplete.</returns>
    public abstract bool Compute(ITrainingObserver? observer, CancellationToken cancellation);

    /// <summary>The gradient of a parameter.</summary>
    public abstract ReadOnlySpan<T> Of(int index);
}

/// <summary>The tape, backwards.</summary>
internal sealed class BackpropGradients<T>(Mlp<T> net, ClassifierProgram<T> program) : Gradients<T>(net.Tape, program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool Compute(ITrainingObserver? observer, CancellationToken cancellation)
    {
        Tape.ForwardBackward(Program.LossVar);
        return true;
    }

    public override ReadOnlySpan<T> Of(int index) => Tape.Gradient(net.Parameters[index]);
}

/// <summary>(f(p + h) − f(p − h)) / 2h for one parameter after the other; the textbook's h = 10⁻⁴.</summary>
internal sealed class NumericalGradients<T> : Gradients<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Step = 1e-4;
    private readonly Mlp<T> net;
    private readonly T[][] gradients;

    public NumericalGradients(Mlp<T> net, ClassifierProgram<T> program) : base(net.Tape, program)
    {
        this.net = net;
        gradients = new T[net.Parameters.Length][];
        for (int i = 0; i < gradients.Length; i++)
            gradients[i] = new T[net.Tape.ShapeOf(net.Parameters[i]).Count];
    }

    public override bool Compute(ITrainingObserver? observer, CancellationToken cancellation)
    {
        long done = 0;
        for (int i = 0; i < gradients.Length; i++)
        {
            if (!Differentiate(net.Parameters[i], gradients[i], done, observer, cancellation))
                return false;
            done += gradients[i].Length;
        }
        Program.Forward();
        return true;
    }

    public override ReadOnlySpan<T> Of(int index) => gradients[index];

    private bool Differentiate(Var parameter, Span<T> gradient, long before, ITrainingObserver? observer,
        CancellationToken cancellation)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            // One step can take minutes here, and nobody waits minutes for Ctrl-C.
            if (cancellation.IsCancellationRequested)
                return false;
            T kept = Tape.Values(parameter)[i];
            double above = LossAt(parameter, i, kept + T.CreateTruncating(Step));
            double below = LossAt(parameter, i, kept - T.CreateTruncating(Step));
            Tape.Values(parameter)[i] = kept;
            gradient[i] = T.CreateTruncating((above - below) / (2 * Step));
            observer?.OnGradient(before + i + 1, net.ParameterCount);
        }
        return true;
    }

    private double LossAt(Var parameter, int index, T value)
    {
        Tape.Values(parameter)[index] = value;
        Program.Forward();
        return Program.Loss;
    }
}
