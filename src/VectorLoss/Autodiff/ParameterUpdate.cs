using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// The gradients that a backward pass leaves out, because a step then adds factor · gradient to the parameter in the
/// very product that forms the gradient: only those of parameters that a single op uses, so that no other op needs them
/// as they were, and only if they are finite for certain.
/// </summary>
internal sealed class ParameterUpdate<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of each position: the pass that left its gradient out last, 0 for none; the op that forms it; its bound.
    private (int Pass, int Op, T Bound)[] left = [];

    // Whether the numbers at each position are finite: known from the last look until somebody may write them.
    private bool[] isFinite = [];

    /// <summary>The bound up to which a gradient may be left out; null in a pass that keeps all of them.</summary>
    public double? Largest { get; set; }

    /// <summary>Whether this pass may leave out the gradient of a variable.</summary>
    public bool MayLeave(int position)
    {
        ref Node<T> node = ref recording[position];
        return Largest is not null && node.IsParameter && node.Uses == 1;
    }

    /// <summary>Whether this pass leaves it out; if so the step moves the variable.</summary>
    /// <param name="position">The variable.</param>
    /// <param name="op">The position of the op that forms the gradient.</param>
    /// <param name="bound">No component, and no part of its sum, is larger.</param>
    public bool Leaves(int position, int op, double bound)
    {
        if (!(bound <= Largest))
            return false;
        if (left.Length <= position)
            Array.Resize(ref left, recording.Count);
        left[position] = (recording.Gradients.Pass, op, T.CreateTruncating(bound));
        return true;
    }

    /// <summary>Whether the last backward pass left out the gradient of a variable.</summary>
    public bool IsLeft(int position) => position < left.Length && left[position].Pass == recording.Gradients.Pass;

    /// <summary>Refuses to add to the gradients of a pass that left some of them out.</summary>
    public void RequireKept()
    {
        for (int position = 0; position < left.Length; position++)
            if (IsLeft(position))
                throw LeftOut(position);
    }

    /// <summary>
    /// What no component of a gradient that was left out exceeds; infinite if the variable itself is not finite.
    /// </summary>
    public T BoundOf(int position) => IsFinite(position) ? left[position].Bound : T.PositiveInfinity;

    /// <summary>Adds factor · gradient to a variable whose gradient was left out.</summary>
    public void Move(int position, T factor)
    {
        bool wasFinite = IsFinite(position);
        int op = left[position].Op;
        recording.Writes.Add(position);
        recording[op].Op!.Move(new(recording, op), factor, recording.Values(position));
        // A step that could leave the range of the type is looked at, and taken back.
        isFinite[position] = wasFinite;
    }

    // Looks only if the numbers may have changed since the last look.
    private bool IsFinite(int position)
    {
        if (isFinite.Length <= position)
            Array.Resize(ref isFinite, recording.Count);
        if (!isFinite[position])
            isFinite[position] = T.IsFinite(LargestSize<T>.Of(recording.Values(position)));
        return isFinite[position];
    }

    /// <summary>Somebody may write a variable.</summary>
    public void Forget(int position)
    {
        if (position < isFinite.Length)
            isFinite[position] = false;
    }

    /// <summary>The gradient at a position by whole passes, if they left one.</summary>
    public Span<T> ReadWholeGradient(int position)
    {
        if (recording.Gradients.IsTorn)
            throw new InvalidOperationException($"The gradient of {recording.Describe(position)} is a part: the last "
                + "backward pass did not come to its end.");
        return ReadGradient(position);
    }

    /// <summary>The gradient at a position, if the passes until now left one.</summary>
    public Span<T> ReadGradient(int position)
    {
        recording.RequireGradient(position, nameof(Tape<>.Gradient));
        if (!recording.Gradients.Exists(position))
            throw new InvalidOperationException($"{recording.Describe(position)} has no gradient yet: there was no "
                + "backward pass since it was recorded.");
        if (IsLeft(position))
            throw LeftOut(position);
        return recording.Gradients.Read(position);
    }

    private InvalidOperationException LeftOut(int position)
        => new($"{recording.Describe(position)} is moved inside the product that forms its gradient: the last step "
            + "kept none.");

    /// <summary>Forgets the positions from <paramref name="count"/> on.</summary>
    public void Rewind(int count)
    {
        if (count < left.Length)
            Array.Clear(left, count, left.Length - count);
        if (count < isFinite.Length)
            Array.Clear(isFinite, count, isFinite.Length - count);
    }
}
