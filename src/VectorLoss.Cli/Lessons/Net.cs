using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

/// <summary>A two-layer net on a tape, for batches of one size, with softmax and cross-entropy on top.</summary>
internal sealed class Net
{
    private readonly Tape<float> tape = new(threads: 2);
    private readonly DigitSet digits;
    private readonly Var images;
    private readonly Labels labels;
    private readonly Var loss;

    public Net(DigitSet digits, int batch, int hidden, Activation activation = Activation.Sigmoid, ulong seed = 1)
    {
        this.digits = digits;
        images = tape.Input(new(batch, digits.Pixels));
        labels = tape.Labels(batch);
        var mlp = new Mlp<float>(tape, [digits.Pixels, hidden, DigitSet.Classes], activation);
        mlp.Initialize(Initializer.For(activation), seed);
        loss = tape.SoftmaxCrossEntropy(mlp.Record(images), labels);
    }

    /// <summary>How many weights and biases there are.</summary>
    public int ParameterCount => tape.Parameters.Sum(parameter => tape.ShapeOf(parameter).Count);

    /// <summary>How many numbers the gradient of the last pass has.</summary>
    public int GradientLength => tape.Parameters.Sum(parameter => tape.Gradient(parameter).Length);

    /// <summary>Adds share × the gradient of the mean loss of some digits.</summary>
    /// <returns>That loss.</returns>
    public double AddGradient(ReadOnlySpan<int> which, Span<double> gradient, double share)
    {
        tape.Load(images, labels, digits, which);
        tape.Forward();
        tape.Backward(loss);
        int at = 0;
        foreach (Var parameter in tape.Parameters)
        {
            foreach (float component in tape.Gradient(parameter))
                gradient[at++] += share * component;
        }
        return tape.Scalar(loss);
    }

    /// <summary>One step of descent on some digits.</summary>
    /// <returns>Their loss before it.</returns>
    public double Step(ReadOnlySpan<int> which, double rate)
    {
        tape.Load(images, labels, digits, which);
        return tape.Step(loss, rate);
    }

    /// <summary>The loss of some digits with the weights of another net.</summary>
    public double Loss(Net other, ReadOnlySpan<int> which)
    {
        for (int i = 0; i < tape.Parameters.Count; i++)
            other.tape.ReadOnlyValues(other.tape.Parameters[i]).CopyTo(tape.Values(tape.Parameters[i]));
        tape.Load(images, labels, digits, which);
        tape.Forward();
        return tape.Scalar(loss);
    }
}
