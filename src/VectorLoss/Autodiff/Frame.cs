using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>What one op sees of the tape while it runs: inputs, output, and their gradients, row-major.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct Frame<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recording<T> recording;
    private readonly int position;

    internal Frame(Recording<T> recording, int position) => (this.recording, this.position) = (recording, position);

    /// <summary>How many inputs there are.</summary>
    public int Inputs => recording[position].Inputs;

    /// <summary>How many threads the op may use, the caller included.</summary>
    public int Threads => recording.Threads;

    /// <summary>The shape of the output.</summary>
    public Shape OutputShape => recording[position].Shape;

    /// <summary>The output: to be written by the forward pass, to be read by the backward pass.</summary>
    public Span<T> Output => recording.Values(position);

    /// <summary>The gradient of the output; exists in the backward pass only.</summary>
    public ReadOnlySpan<T> DOutput => recording.Gradient(position);

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int input) => recording[recording.InputOf(position, input)].Shape;

    /// <summary>The values of an input.</summary>
    public ReadOnlySpan<T> Input(int input) => recording.Values(recording.InputOf(position, input));

    /// <summary>Whether an input depends on a parameter, so that its gradient is wanted.</summary>
    public bool NeedsGradient(int input) => recording[recording.InputOf(position, input)].NeedsGradient;

    /// <summary>Whether another op wrote the gradient of an input already, so that this one adds.</summary>
    public bool HasGradient(int input) => recording.IsLive(recording.InputOf(position, input));

    /// <summary>The gradient of an input, to be added to. Ask only if <see cref="NeedsGradient"/> says so.</summary>
    public Span<T> DInput(int input)
    {
        Span<T> gradient = DInput(input, out bool adds);
        if (!adds)
            gradient.Clear();
        return gradient;
    }

    /// <summary>
    /// The gradient of an input without a clearing sweep: when <paramref name="adds"/> is false nothing is there yet
    /// and every element must be written; when it is true every element must be added to. After this call the
    /// gradient counts as written.
    /// </summary>
    public Span<T> DInput(int input, out bool adds)
    {
        int at = recording.InputOf(position, input);
        adds = recording.Touch(at);
        return recording.Gradient(at);
    }

    /// <summary>
    /// Whether this pass moves an input, a parameter of this op alone, instead of keeping its gradient. After this call it
    /// counts as moved: factor · gradient must be added to the values.
    /// </summary>
    internal bool Moves(int input, out T factor, out Span<T> values)
    {
        int at = recording.InputOf(position, input);
        values = recording.Values(at);
        return recording.Moves(at, out factor);
    }

    /// <summary>The class labels behind a handle.</summary>
    /// <exception cref="ArgumentException">The labels belong to another tape or were forgotten by a rewind.</exception>
    public ReadOnlySpan<int> Labels(Labels labels) => recording.Values(labels);

    /// <summary>
    /// Memory for intermediate results of this call; holds anything. All calls share it, so only one piece is good at a time.
    /// </summary>
    public Span<T> Scratch(int length) => recording.Scratch(length);
}
