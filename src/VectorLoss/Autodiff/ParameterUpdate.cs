using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Which parameters a backward pass moves by factor · gradient at once instead of keeping their gradient: only those
/// that a single op uses, so that no other op needs them as they were.
/// </summary>
internal sealed class ParameterUpdate<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The number of the backward pass that moved each position last; 0 for none.
    private int[] moved = [];

    /// <summary>What a gradient is multiplied by in a pass that moves parameters; null in any other pass.</summary>
    public T? Factor { get; set; }

    /// <summary>Whether this pass moves a variable; if so it counts as moved.</summary>
    public bool Moves(int position, out T factor)
    {
        Node<T> node = recording[position];
        factor = Factor.GetValueOrDefault();
        if (Factor is null || !node.IsParameter || node.Uses != 1)
            return false;
        if (moved.Length <= position)
            Array.Resize(ref moved, recording.Count);
        moved[position] = recording.Gradients.Pass;
        recording.Writes.Add(position);
        return true;
    }

    /// <summary>Whether the last backward pass moved a variable, so that it has no gradient.</summary>
    public bool HasMoved(int position) => position < moved.Length && moved[position] == recording.Gradients.Pass;

    /// <summary>The gradient at a position, if the last passes left one.</summary>
    public Span<T> ReadGradient(int position)
    {
        recording.RequireGradient(position, nameof(Tape<>.Gradient));
        if (!recording.Gradients.Exists(position))
            throw new InvalidOperationException($"{recording.Describe(position)} has no gradient yet: there was no "
                + "backward pass since it was recorded.");
        if (HasMoved(position))
            throw new InvalidOperationException($"{recording.Describe(position)} was moved by the last step, which "
                + "kept no gradient of it.");
        return recording.Gradients.Read(position);
    }

    /// <summary>Forgets the positions from <paramref name="count"/> on.</summary>
    public void Rewind(int count)
    {
        if (count < moved.Length)
            Array.Clear(moved, count, moved.Length - count);
    }
}
