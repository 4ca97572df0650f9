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
    /// The second half: the gradients of everything else. With a factor, a parameter that one op uses may move by
    /// factor · gradient at once, see <see cref="HasMoved"/>; its gradient is then not kept.
    /// </summary>
    public static void FinishStep<T>(this Tape<T> tape, Var scalar, T? factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int root = tape.FindRoot(scalar, nameof(FinishStep));
        // Anomaly mode looks at gradients, so it keeps them.
        tape.Recording.Update.Factor = tape.StopsAtNonFinite ? null : factor;
        try
        {
            tape.Sweep.FromRoot(root);
        }
        finally
        {
            tape.Recording.Update.Factor = null;
        }
        CustomOps.AfterPass(tape.Recording);
    }

    /// <summary>The gradient of a parameter by the last backward pass, to be clipped.</summary>
    public static Span<T> WritableGradient<T>(this Tape<T> tape, Var parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Recording.Update.ReadGradient(tape.Recording.Find(parameter, nameof(WritableGradient)));

    /// <summary>Whether the last pass moved this parameter.</summary>
    public static bool HasMoved<T>(this Tape<T> tape, Var parameter) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Recording.Update.HasMoved(tape.Recording.Find(parameter, nameof(HasMoved)));
}
