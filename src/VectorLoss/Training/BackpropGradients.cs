using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>The tape, backwards: over the loaded batch, and over some more whose gradients are added.</summary>
/// <param name="net">The net.</param>
/// <param name="program">The program that the batch is loaded into.</param>
/// <param name="batches">How many batches; loss and gradient are their mean.</param>
/// <param name="loadNext">Loads the next one.</param>
internal sealed class BackpropGradients<T>(
    Mlp<T> net, NetProgram<T> program, int batches, Action loadNext) : Gradients<T>(net, program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private double loss;

    public override double Loss => loss;

    public override bool Compute(ITrainingObserver? observer, CancellationToken cancellation)
    {
        loss = 0;
        for (int i = 0; i < batches; i++)
        {
            if (i > 0)
                loadNext();
            Tape.ForwardBackward(Program.LossVar, i == 0 ? GradientMode.Overwrite : GradientMode.Accumulate,
                1.0 / batches);
            loss += Program.Loss / batches;
        }
        return true;
    }
}
