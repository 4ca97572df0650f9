using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Carries a direction at the leaves forwards through a recording, and the derivative of a backward pass in that
/// direction backwards.
/// </summary>
internal sealed class TangentSweep<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Derivatives<T> tangents = recording.Tangents;
    private readonly Derivatives<T> gradientTangents = recording.GradientTangents;

    /// <summary>The tangents of everything up to and with a position.</summary>
    public void Forward(int last)
    {
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(TapeTangents.JacobianVector));
        Begin(last);
    }

    /// <summary>The derivatives of the gradients of a scalar, after a backward pass from it.</summary>
    public void Backward(int root)
    {
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(TapeTangents.HessianVector));
        Begin(root);
        gradientTangents.BeginPass(GradientMode.Overwrite);
        for (int at = root; at >= 0; at--)
            Backward(at, curves: true);
    }

    /// <summary>
    /// The Gauss-Newton product JᵀHJv: J is the derivative of the variable in the middle by the leaves, H the second
    /// derivative of the scalar by that variable alone.
    /// </summary>
    public void GaussNewton(int root, int middle)
    {
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(TapeTangents.GaussNewtonVector));
        Begin(middle);
        bool depends = tangents.IsLive(middle);
        gradientTangents.BeginPass(GradientMode.Overwrite);
        try
        {
            // Above the middle, only it and what depends on it moves; leaves that are used there stay where they are.
            tangents.First = middle;
            Forward(middle + 1, root);
            for (int at = root; depends && at > middle; at--)
                Backward(at, curves: true);
        }
        finally
        {
            tangents.First = 0;
        }
        depends = gradientTangents.IsLive(middle);
        gradientTangents.BeginPass(GradientMode.Overwrite);
        if (depends)
            gradientTangents.Touch(middle);
        for (int at = middle; depends && at >= 0; at--)
            Backward(at, curves: false);
    }

    private void Begin(int last)
    {
        tangents.BeginPass(GradientMode.Accumulate);
        Forward(0, last);
    }

    private void Forward(int first, int last)
    {
        for (int at = first; at <= last; at++)
            if (recording[at].Op is { } op && Moves(at))
            {
                tangents.Touch(at);
                op.ForwardTangent(new(recording, at));
            }
    }

    private void Backward(int at, bool curves)
    {
        if (!recording[at].NeedsGradient || recording[at].Op is not { } op)
            return;
        bool linear = gradientTangents.IsLive(at), curved = curves && recording.Gradients.IsLive(at) && Moves(at);
        Frame<T> change = new(recording, at, gradientTangents, gradientTangents);
        Frame<T> curvature = new(recording, at, recording.Gradients, gradientTangents);
        if (linear && curved)
            op.BackwardTangents(change, curvature);
        else if (linear)
            op.Backward(change);
        else if (curved)
            op.BackwardTangent(curvature);
    }

    private bool Moves(int at)
    {
        bool moves = false;
        for (int i = 0; i < recording[at].Inputs; i++)
            moves |= tangents.IsLive(recording.InputOf(at, i));
        return moves;
    }
}
