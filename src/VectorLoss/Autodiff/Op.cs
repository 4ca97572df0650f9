using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// One operation on a tape. Derive from it, in any assembly, to add one: the built-in operations use nothing else.
/// </summary>
/// <remarks>
/// An instance is recorded once and run at every replay, so <see cref="Forward"/> and <see cref="Backward"/> should
/// allocate nothing. It may hold options, but no values of a run: those belong to the tape.
/// <para>
/// While <see cref="Backward"/> runs, inputs have the values of the forward pass. There is one exception, and no other
/// op can see it: in a training step (<c>Optimizer.Step</c> with a rule p ← p − ηg) a built-in product adds the step to
/// its weight at the end of its own backward pass, if that weight is a parameter which no other op uses.
/// </para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in messages and dumps.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The shape of the output for inputs of these shapes.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit; the message names the op and the shapes.</exception>
    public abstract Shape Infer(ReadOnlySpan<Shape> inputs);

    /// <summary>Computes <see cref="Frame{T}.Output"/> from the inputs. Every element of it must be written.</summary>
    public abstract void Forward(in Frame<T> frame);

    /// <summary>
    /// Adds, for each input that needs it, the derivative of the output times <see cref="Frame{T}.DOutput"/> to
    /// <see cref="Frame{T}.DInput(int)"/>. An input whose derivative is zero everywhere may be left alone.
    /// </summary>
    public abstract void Backward(in Frame<T> frame);

    /// <summary>
    /// Both passes of the op that a pass starts from: <see cref="Tape{T}.ForwardBackward"/> knows the gradient of its
    /// output before its value. Override where one sweep over the inputs serves both.
    /// </summary>
    public virtual void ForwardBackward(in Frame<T> frame)
    {
        Forward(frame);
        Backward(frame);
    }

    /// <summary>
    /// <see cref="Forward"/> after one element of an input changed and nothing else did. Override where much of the output stays; the
    /// gradient checker, which moves one number at a time, asks for it.
    /// </summary>
    /// <param name="frame">The inputs, changed already, and the output of before.</param>
    /// <param name="input">Which input changed.</param>
    /// <param name="element">Which of its elements.</param>
    internal virtual void Update(in Frame<T> frame, int input, int element) => Forward(frame);

    /// <summary>An exception that names the op, the shapes it got, and what it wanted.</summary>
    protected ArgumentException Misfit(ReadOnlySpan<Shape> inputs, string wanted)
    {
        string shapes = string.Join(" and ", inputs.ToArray());
        return new($"{Name} got {shapes}: {wanted}.");
    }
}
