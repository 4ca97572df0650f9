using System.Numerics;

namespace VectorLoss.Training;

/// <summary>The tape, backwards.</summary>
internal sealed class BackpropGradients<T>(Mlp<T> net, NetProgram<T> program) : Gradients<T>(net.Tape, program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool Compute(ITrainingObserver? observer, CancellationToken cancellation)
    {
        Tape.ForwardBackward(Program.LossVar);
        return true;
    }

    public override ReadOnlySpan<T> Of(int index) => Tape.Gradient(net.Parameters[index]);
}
