using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Forward mode and second order on a tape: products of Jacobians and Hessians with a direction v that the caller
/// writes at the leaves. A product costs a few passes whatever the number of parameters is, and after the first one
/// nothing is allocated.
/// </summary>
/// <remarks>
/// B. A. Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6 (1994),
/// doi:10.1162/neco.1994.6.1.147; N. N. Schraudolph, Fast curvature matrix-vector products for second-order gradient
/// descent, Neural Computation 14 (2002), doi:10.1162/08997660260028683.
/// <para>At a kink the products are those of the piece that the gradient takes.</para>
/// </remarks>
public static class TapeTangents
{
    /// <summary>The direction at a leaf, zeros until it is written. It stays for all later products.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="leaf">A parameter or an input.</param>
    /// <returns>As many numbers as the shape of the leaf has elements, row-major.</returns>
    /// <exception cref="ArgumentException">The variable is not a leaf, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public static Span<T> Direction<T>(this Tape<T> tape, Var leaf) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        int position = tape.Recording.Find(leaf, nameof(Direction));
        if (!tape.Recording[position].IsLeaf)
            throw new ArgumentException(
                $"{nameof(Direction)} needs a leaf; {tape.Recording.Describe(position)} is not.", nameof(leaf));
        tape.Recording.Tangents.Prepare();
        Span<T> direction = tape.Recording.Tangents.Read(position);
        tape.Recording.Tangents.Touch(position);
        return direction;
    }

    /// <summary>Makes the direction zero at every leaf.</summary>
    /// <param name="tape">The tape.</param>
    public static void ClearDirections<T>(this Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.Recording.Tangents.BeginPass(GradientMode.Overwrite);
    }

    /// <summary>
    /// wᵀ·J: as <see cref="Tape{T}.Backward"/>, but from a variable of any shape, whose gradient w is given.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="variable">A computed variable that depends on a parameter.</param>
    /// <param name="seed">w: as many numbers as the shape of the variable has elements, row-major.</param>
    /// <param name="mode">Whether the gradients of parameters and inputs are replaced or added to.</param>
    /// <exception cref="ArgumentException">The seed has another length, or the variable belongs to another
    /// tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    /// <exception cref="InvalidOperationException">The variable was not computed, depends on no parameter, or was
    /// forgotten by a rewind; or gradients are to be added to those of which there is only a part.</exception>
    public static void Backward<T>(
        this Tape<T> tape, Var variable, ReadOnlySpan<T> seed, GradientMode mode = GradientMode.Overwrite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        int root = tape.Recording.RequireGradient(
            tape.Recording.Find(variable, nameof(Backward)), nameof(Backward));
        Require.SameLength(seed.Length, tape.Recording[root].Shape.Count, nameof(seed), nameof(variable));
        tape.Sweep.Backward(root, mode, seed);
        CustomOps.AfterPass(tape.Recording);
    }

    /// <summary>J·v: the derivative of a variable in the direction v at the leaves, by forward mode.</summary>
    /// <param name="tape">The tape, with a direction in <see cref="Direction"/>.</param>
    /// <param name="variable">A computed variable.</param>
    /// <returns>As many numbers as the shape of the variable has elements, row-major.</returns>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was not computed, or was forgotten by a rewind.</exception>
    /// <exception cref="NotSupportedException">An op has no forward rule; the message names it.</exception>
    public static ReadOnlySpan<T> JacobianVector<T>(this Tape<T> tape, Var variable)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        int position = tape.Recording.Find(variable, nameof(JacobianVector));
        tape.Sweep.RequireCurrent(position, nameof(JacobianVector));
        tape.TangentSweep.Forward(position);
        return tape.Recording.Tangents.Read(position);
    }

    /// <summary>
    /// H·v: the derivative of the gradient of a scalar in the direction v at the leaves, by forward mode over reverse
    /// mode. <see cref="GradientTangent"/> reads it. If the last backward pass was not one from this scalar, it runs
    /// one, which replaces the gradients.
    /// </summary>
    /// <param name="tape">The tape, with a direction in <see cref="Direction"/>.</param>
    /// <param name="scalar">A computed 1×1 variable that depends on a parameter.</param>
    /// <returns>vᵀ·gradient: the derivative of the scalar in the direction.</returns>
    /// <exception cref="ArgumentException">The variable is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was not computed, depends on no parameter, or was forgotten by a
    /// rewind.</exception>
    /// <exception cref="NotSupportedException">An op has no forward or no second-order rule; the message names
    /// it.</exception>
    public static T HessianVector<T>(this Tape<T> tape, Var scalar) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        int root = Differentiate(tape, scalar, nameof(HessianVector));
        tape.TangentSweep.Backward(root);
        return tape.Recording.Tangents.Read(root)[0];
    }

    /// <summary>
    /// The Gauss-Newton product Jᵀ·H·J·v: J is the derivative of an output by the leaves, H the second derivative of
    /// the scalar by that output alone. <see cref="GradientTangent"/> reads it. For a convex loss of the output it is
    /// positive semidefinite. If the last backward pass was not one from this scalar, it runs one.
    /// </summary>
    /// <param name="tape">The tape, with a direction in <see cref="Direction"/>.</param>
    /// <param name="scalar">A computed 1×1 variable that depends on a parameter, such as a loss.</param>
    /// <param name="output">A variable that was recorded before it, such as logits.</param>
    /// <exception cref="ArgumentException">The scalar is not 1×1, the output was recorded after it, or a variable
    /// belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">The scalar was not computed, depends on no parameter, or a variable
    /// was forgotten by a rewind.</exception>
    /// <exception cref="NotSupportedException">An op has no forward or no second-order rule; the message names
    /// it.</exception>
    public static void GaussNewtonVector<T>(this Tape<T> tape, Var scalar, Var output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        int middle = tape.Recording.Find(output, nameof(GaussNewtonVector));
        if (middle > tape.Recording.Find(scalar, nameof(GaussNewtonVector)))
            throw new ArgumentException($"{nameof(GaussNewtonVector)}: {output} was recorded after {scalar}, so the "
                + "scalar cannot depend on it.", nameof(output));
        tape.Recording.RequireGradient(middle, nameof(GaussNewtonVector));
        tape.TangentSweep.GaussNewton(Differentiate(tape, scalar, nameof(GaussNewtonVector)), middle);
    }

    /// <summary>
    /// The part of the last <see cref="HessianVector"/> or <see cref="GaussNewtonVector"/> product that belongs to a
    /// variable.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="variable">A variable that needs a gradient.</param>
    /// <returns>As many numbers as the shape of the variable has elements, row-major.</returns>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">There was no product since the variable was recorded, it needs no
    /// gradient, or it was forgotten by a rewind.</exception>
    public static ReadOnlySpan<T> GradientTangent<T>(this Tape<T> tape, Var variable)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        Recording<T> recording = tape.Recording;
        int position = recording.RequireGradient(
            recording.Find(variable, nameof(GradientTangent)), nameof(GradientTangent));
        return recording.GradientTangents.Exists(position)
            ? recording.GradientTangents.Read(position)
            : throw new InvalidOperationException($"{recording.Describe(position)} has no tangent of its gradient yet: "
                + $"there was no {nameof(HessianVector)} since it was recorded.");
    }

    /// <summary>The position of a scalar whose gradients are those of the last backward pass.</summary>
    private static int Differentiate<T>(Tape<T> tape, Var scalar, string user)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int root = tape.FindRoot(scalar, user);
        tape.Sweep.RequireCurrent(root, user);
        if (tape.Sweep.Differentiated != root)
            tape.Sweep.Backward(root, GradientMode.Overwrite, 1);
        return root;
    }
}
