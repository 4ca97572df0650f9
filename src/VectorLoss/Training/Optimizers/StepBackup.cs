using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>All that a step changes, as it was before: a step that comes to nothing is taken back.</summary>
/// <param name="optimizer">Whose steps.</param>
internal sealed class StepBackup<T>(Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSnapshot<T> parameters = new();
    private double[] scalars = [];
    private long steps;

    /// <summary>Before a step; allocates only where sizes are new.</summary>
    public void Take(Tape<T> tape)
    {
        parameters.Take(tape);
        optimizer.Memory.Keep();
        if (scalars.Length != optimizer.OwnScalars.Length)
            scalars = new double[optimizer.OwnScalars.Length];
        optimizer.OwnScalars.CopyTo(scalars);
        steps = optimizer.Steps;
    }

    /// <summary>Brings back what was taken.</summary>
    public void Return(Tape<T> tape)
    {
        optimizer.Steps = steps;
        parameters.Restore(tape);
        optimizer.Memory.Return();
        scalars.CopyTo(optimizer.OwnScalars);
    }
}
