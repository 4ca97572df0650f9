using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>What a tape tells about its variables without computing anything.</summary>
public static class TapeInspection
{
    /// <summary>The shape of a variable.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="variable">A variable of the tape.</param>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public static Shape ShapeOf<T>(this Tape<T> tape, Var variable) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Find(tape, variable, nameof(ShapeOf)).Shape;

    /// <summary>Whether a variable is a parameter or an input, to be written by the caller.</summary>
    /// <inheritdoc cref="ShapeOf"/>
    public static bool IsLeaf<T>(this Tape<T> tape, Var variable) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Find(tape, variable, nameof(IsLeaf)).IsLeaf;

    /// <summary>Whether a variable depends on a parameter or a differentiable input, and so gets a gradient.</summary>
    /// <inheritdoc cref="ShapeOf"/>
    public static bool NeedsGradient<T>(this Tape<T> tape, Var variable)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Find(tape, variable, nameof(NeedsGradient)).NeedsGradient;

    /// <summary>The recorded program, one line a variable: position, op, inputs, shape.</summary>
    /// <param name="tape">The tape.</param>
    public static string Describe<T>(this Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return string.Join('\n', Enumerable.Range(0, tape.Count).Select(tape.Recording.Describe));
    }

    /// <summary>The ops between a leaf and a scalar, which are computed again when the leaf changes.</summary>
    internal static DependentOps<T> DependentOpsOf<T>(this Tape<T> tape, Var leaf, Var scalar)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(tape.Recording, tape.Recording.Find(leaf, nameof(DependentOpsOf)),
            tape.Recording.FindScalar(scalar, nameof(DependentOpsOf)));

    private static Node<T> Find<T>(Tape<T> tape, Var variable, string user)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Recording[tape.Recording.Find(variable, user)];
    }
}
