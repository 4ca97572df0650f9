using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Autodiff;

/// <summary>
/// One operation on a tape. Derive from it, in any assembly, to add one: the built-in operations use nothing else.
/// </summary>
/// <remarks>
/// An instance is recorded once and run at every replay, so <see cref="Forward"/> and <see cref="Backward"/> should
/// allocate nothing. It may hold options, but no values of a run: those belong to the tape.
/// <para>While <see cref="Backward"/> runs, inputs have the values of the forward pass.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in messages and dumps.</summary>
    public virtual string Name => GetType().Name.Split('`')[0];

    /// <summary>The shape of the output for inputs of these shapes.</summary>
    /// <param name="inputs">One shape an input.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message names the op and the shapes.</exception>
    public abstract Shape Infer(ReadOnlySpan<Shape> inputs);

    /// <summary>Computes <see cref="Frame{T}.Output"/> from the inputs. Every element of it must be written.</summary>
    /// <param name="frame">The inputs and the output.</param>
    public abstract void Forward(in Frame<T> frame);

    /// <summary>
    /// Adds, for each input that needs it, the derivative of the output times <see cref="Frame{T}.DOutput"/> to
    /// <see cref="Frame{T}.DInput(int)"/>. An input whose derivative is zero everywhere may be left alone.
    /// </summary>
    /// <param name="frame">The inputs, the output and their gradients.</param>
    public abstract void Backward(in Frame<T> frame);

    /// <summary>
    /// The forward rule: computes <see cref="Frame{T}.OutputTangent"/>, the derivative of the output times the tangents
    /// of the inputs. Every element of it must be written. An op without one is refused by
    /// <see cref="TapeTangents.JacobianVector"/>.
    /// </summary>
    /// <param name="frame">The inputs, the output and their tangents; at least one input has a tangent.</param>
    /// <exception cref="NotSupportedException">The op has no forward rule.</exception>
    public virtual void ForwardTangent(in Frame<T> frame) => throw NoRule("forward", nameof(ForwardTangent));

    /// <summary>
    /// The second-order rule: as <see cref="Backward"/>, but with the derivative of the Jacobian in the direction of
    /// the tangents in place of the Jacobian. It adds to <see cref="Frame{T}.DInput(int)"/> for the same
    /// <see cref="Frame{T}.DOutput"/>; the tape itself passes back how the gradient of the output changes. An op that
    /// is linear in its inputs overrides it with an empty body.
    /// </summary>
    /// <param name="frame">The inputs, the output, their tangents and the gradient of the output.</param>
    /// <exception cref="NotSupportedException">The op has no second-order rule.</exception>
    public virtual void BackwardTangent(in Frame<T> frame) => throw NoRule("second-order", nameof(BackwardTangent));

    /// <summary>
    /// Both parts of the derivative of <see cref="Backward"/>. Override it where one sweep over the inputs serves both.
    /// </summary>
    /// <param name="linear">The frame for <see cref="Backward"/>: its DOutput is how the gradient of the output
    /// changes.</param>
    /// <param name="curved">The frame for <see cref="BackwardTangent"/>.</param>
    internal virtual void BackwardTangents(in Frame<T> linear, in Frame<T> curved)
    {
        Backward(linear);
        BackwardTangent(curved);
    }

    /// <summary>
    /// The output over any number system, as the mathematics says it, for proofs; null for an op without a formula.
    /// </summary>
    /// <param name="operands">The inputs.</param>
    internal virtual R[]? Over<R>(Operands<R> operands) where R : struct, IReal<R> => null;

    /// <summary>How many numbers the op keeps from the forward pass for the backward pass.</summary>
    /// <param name="output">The shape of the output.</param>
    internal virtual int KeptElements(Shape output) => 0;

    /// <summary>
    /// Both passes of the op from which a backward pass starts: <see cref="Tape{T}.ForwardBackward"/> knows the
    /// gradient of its output before its value. Override it where one sweep over the inputs serves both.
    /// </summary>
    /// <param name="frame">The inputs, the output and their gradients.</param>
    public virtual void ForwardBackward(in Frame<T> frame)
    {
        Forward(frame);
        Backward(frame);
    }

    /// <summary>
    /// Adds factor · gradient to the input whose gradient <see cref="Backward"/> left out, see <see
    /// cref="Frame{T}.Leaves"/>. It comes after the whole backward pass, whose other gradients are still there.
    /// </summary>
    /// <param name="frame">The inputs, the output and its gradient.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="values">The numbers of the input, to be moved.</param>
    internal virtual void Move(in Frame<T> frame, T factor, Span<T> values) => throw NoRule("step", nameof(Move));

    /// <summary>
    /// <see cref="Forward"/> after one element of one input changed. Override it where much of the output stays; the
    /// gradient checker, which changes one number at a time, calls it.
    /// </summary>
    /// <param name="frame">The inputs, changed already, and the output of before.</param>
    /// <param name="input">The index of the input that changed.</param>
    /// <param name="element">The index of its element.</param>
    internal virtual void Update(in Frame<T> frame, int input, int element) => Forward(frame);

    private NotSupportedException NoRule(string kind, string method)
        => new($"{Name} has no {kind} rule: its op does not override {method}.");

    /// <summary>An exception that names the op, the shapes it got, and what it wanted.</summary>
    /// <param name="inputs">The shapes it got.</param>
    /// <param name="wanted">What it wanted, in words.</param>
    protected ArgumentException Misfit(ReadOnlySpan<Shape> inputs, string wanted)
    {
        string shapes = string.Join(" and ", inputs.ToArray());
        return new($"{Name} got {shapes}: {wanted}.");
    }
}
