using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// What one op sees of the tape while it runs: inputs, output, their gradients and their tangents, all row-major.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct Frame<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recording<T> recording;
    private readonly int position;
    private readonly Derivatives<T> upstream;
    private readonly Derivatives<T> target;

    internal Frame(Recording<T> recording, int position)
        : this(recording, position, recording.Gradients, recording.Gradients)
    {
    }

    /// <summary>A frame that shows other numbers than gradients in their place.</summary>
    internal Frame(Recording<T> recording, int position, Derivatives<T> upstream, Derivatives<T> target)
        => (this.recording, this.position, this.upstream, this.target) = (recording, position, upstream, target);

    /// <summary>The number of inputs.</summary>
    public int Inputs => recording[position].Inputs;

    /// <summary>How many threads the op may use, the caller included.</summary>
    public int Threads => recording.Threads;

    /// <summary>The shape of the output.</summary>
    public Shape OutputShape => recording[position].Shape;

    /// <summary>The output, of <see cref="OutputShape"/>; the forward pass writes it.</summary>
    public Span<T> Output => recording.Values(position);

    /// <summary>The gradient of the output, of its shape; it exists in the backward pass only.</summary>
    public ReadOnlySpan<T> DOutput => upstream[position];

    /// <summary>The tangent of the output; <see cref="Op{T}.ForwardTangent"/> writes it.</summary>
    public Span<T> OutputTangent => recording.Tangents[position];

    /// <summary>What the op keeps from the forward pass: as many numbers as it asked for.</summary>
    internal Span<T> Kept => recording.Kept(position);

    /// <summary>The tangents of what the op keeps.</summary>
    internal Span<T> KeptTangent => recording.Tangents.Kept(position);

    /// <summary>The shape of an input.</summary>
    /// <param name="input">The index of the input.</param>
    public Shape InputShape(int input) => recording[recording.InputOf(position, input)].Shape;

    /// <summary>The values of an input.</summary>
    /// <param name="input">The index of the input.</param>
    /// <returns>As many numbers as <see cref="InputShape"/> says.</returns>
    public ReadOnlySpan<T> Input(int input) => recording.Values(recording.InputOf(position, input));

    /// <summary>Whether an input has a tangent; if not, its tangent is zero.</summary>
    /// <param name="input">The index of the input.</param>
    public bool HasTangent(int input) => recording.Tangents.IsLive(recording.InputOf(position, input));

    /// <summary>The tangent of an input: its derivative in the direction chosen at the leaves.</summary>
    /// <param name="input">The index of the input.</param>
    /// <returns>As many numbers as <see cref="InputShape"/> says; zeros if it has no tangent.</returns>
    public ReadOnlySpan<T> Tangent(int input) => recording.Tangents.Read(recording.InputOf(position, input));

    /// <summary>Whether an input depends on a parameter, so that its gradient is wanted.</summary>
    /// <param name="input">The index of the input.</param>
    public bool NeedsGradient(int input) => recording[recording.InputOf(position, input)].NeedsGradient;

    /// <summary>Whether another op wrote the gradient of an input already, so that this one adds.</summary>
    /// <param name="input">The index of the input.</param>
    public bool HasGradient(int input) => target.IsLive(recording.InputOf(position, input));

    /// <summary>The gradient of an input, to be added to. Ask only if <see cref="NeedsGradient"/> says so.</summary>
    /// <param name="input">The index of the input.</param>
    /// <returns>As many numbers as <see cref="InputShape"/> says, zeros where nothing was written yet.</returns>
    public Span<T> DInput(int input)
    {
        Span<T> gradient = DInput(input, out bool adds);
        if (!adds)
            gradient.Clear();
        return gradient;
    }

    /// <summary>
    /// The gradient of an input without a clearing sweep. After this call the gradient counts as written.
    /// </summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="adds">False if nothing is there yet and every element must be written; true if every element must
    /// be added to.</param>
    /// <returns>As many numbers as <see cref="InputShape"/> says.</returns>
    public Span<T> DInput(int input, out bool adds)
    {
        int at = recording.InputOf(position, input);
        adds = target.Touch(at);
        return target[at];
    }

    /// <summary>The class labels behind a handle.</summary>
    /// <param name="labels">A leaf of labels of this tape.</param>
    /// <exception cref="ArgumentException">The labels belong to another tape or were forgotten by a rewind.</exception>
    public ReadOnlySpan<int> Labels(Labels labels) => recording.Values(labels);

    /// <summary>
    /// Memory for intermediate results of this call. It is not cleared, and all calls share it, so only the last piece
    /// that was asked for is valid.
    /// </summary>
    /// <param name="length">How many numbers.</param>
    public Span<T> Scratch(int length) => recording.Scratch(length);

    /// <summary>
    /// Whether this pass may leave out the gradient of an input, a parameter of this op alone.
    /// </summary>
    internal bool MayLeave(int input) => recording.Update.MayLeave(recording.InputOf(position, input));

    /// <summary>Whether it does: <see cref="Op{T}.Move"/> then follows in the place of the gradient.</summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="bound">No component of the gradient, and no part of its sum, is larger; NaN if not known.</param>
    internal bool Leaves(int input, double bound)
        => recording.Update.Leaves(recording.InputOf(position, input), position, bound);
}
