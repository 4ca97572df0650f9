using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>(f(p + h) − f(p − h)) / 2h for one parameter after the other, with h = 10⁻⁴ as in the textbook.</summary>
internal sealed class NumericalGradients<T> : Gradients<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Step = 1e-4;
    private readonly T[][] gradients;

    public NumericalGradients(Mlp<T> net, NetProgram<T> program) : base(net, program)
    {
        gradients = new T[net.Parameters.Length][];
        for (int i = 0; i < gradients.Length; i++)
            gradients[i] = new T[net.Tape.ShapeOf(net.Parameters[i]).Count];
    }

    public override bool Compute(ITrainingObserver? observer, CancellationToken cancellation)
    {
        long done = 0;
        for (int i = 0; i < gradients.Length; i++)
        {
            if (!Differentiate(Net.Parameters[i], gradients[i], done, observer, cancellation))
                return false;
            done += gradients[i].Length;
        }
        Program.Forward();
        return true;
    }

    public override Span<T> Of(int index) => gradients[index];

    private bool Differentiate(Var parameter, Span<T> gradient, long before, ITrainingObserver? observer,
        CancellationToken cancellation)
    {
        LossOf loss = new(Program);
        T h = T.CreateTruncating(Step);
        for (int i = 0; i < gradient.Length; i++)
        {
            // One step can take minutes here, and nobody waits minutes for Ctrl-C.
            if (cancellation.IsCancellationRequested)
                return false;
            ref T value = ref Tape.Values(parameter)[i];
            // Divided by 2h and not by the distance really moved: the formula of the textbook, to the bit.
            double rise = DifferenceQuotient.Rise(loss, ref value, value + h, value - h);
            gradient[i] = T.CreateTruncating(rise / (2 * Step));
            observer?.OnGradient(before + i + 1, Net.ParameterCount);
        }
        return true;
    }

    private readonly struct LossOf(NetProgram<T> program) : IObjective
    {
        public double Evaluate()
        {
            program.Forward();
            return program.Loss;
        }
    }
}
