using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>The two halves of <see cref="Tape{T}.ForwardBackward"/>; between them an optimiser sees the loss.</summary>
internal static class OptimizerStep
{
    /// <summary>The first half: everything up to the scalar, and its gradient by its inputs.</summary>
    public static T BeginStep<T>(this Tape<T> tape, Var scalar) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int root = tape.FindRoot(scalar, nameof(BeginStep));
        tape.Sweep.ToRoot(root, GradientMode.Overwrite, 1);
        return tape.Recording.Values(root)[0];
    }

    /// <summary>
    /// The second half: the gradients of everything else. With a bound, the gradient of a parameter that one op uses
    /// may be left out if it is within the bound for certain: <see cref="IsLeft"/>, <see cref="Move"/>.
    /// </summary>
    public static void FinishStep<T>(this Tape<T> tape, Var scalar, double? bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int root = tape.FindRoot(scalar, nameof(FinishStep));
        // Anomaly mode looks at gradients, so it keeps them.
        tape.Recording.Update.Largest = tape.StopsAtNonFinite ? null : bound;
        try
        {
            tape.Sweep.FromRoot(root);
        }
        finally
        {
            tape.Recording.Update.Largest = null;
        }
        CustomOps.AfterPass(tape.Recording);
    }

    /// <summary>The gradient of a parameter by the last backward pass, to be clipped.</summary>
    public static Span<T> WritableGradient<T>(this Tape<T> tape, Var parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Recording.Update.ReadWholeGradient(tape.Recording.Find(parameter, nameof(WritableGradient)));

    /// <summary>Whether the last pass left out the gradient of a parameter.</summary>
    public static bool IsLeft<T>(this Tape<T> tape, Var parameter) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Recording.Update.IsLeft(tape.Recording.Find(parameter, nameof(IsLeft)));

    /// <summary>
    /// What no component of a gradient that was left out exceeds; infinite if the parameter itself is not finite.
    /// </summary>
    public static T BoundOf<T>(this Tape<T> tape, Var parameter) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Recording.Update.BoundOf(parameter.Position);

    /// <summary>Moves a parameter by factor · gradient, which was left out.</summary>
    public static void Move<T>(this Tape<T> tape, Var parameter, T factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PassGuard.Pass pass = tape.Recording.Guard.Enter(nameof(OptimizerStep));
        tape.Recording.Update.Move(parameter.Position, factor);
    }
}
