using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Losses of images on a tape: the bits of the kernels.</summary>
public class ClassAxisHeadTests
{
    private const int Samples = 2, Classes = 3, Inner = 5, Rows = Samples * Inner;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Value_and_gradient_are_those_of_the_kernels(bool labelled)
    {
        double[] x = [.. Enumerable.Range(0, Rows * Classes).Select(i => 2 * Math.Sin(i * 31))];
        double[] targets = [.. Enumerable.Range(0, x.Length).Select(i => Math.Abs(Math.Cos(i)))];
        double[] weights = [.. Enumerable.Range(1, Rows).Select(row => row / 4.0)], gradient = new double[x.Length];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row % Classes)];
        ClassOptions<double> options = new() { Batch = new() { Weights = weights }, LabelSmoothing = 0.1 };
        double value = labelled
            ? new CrossEntropy().ValueAndGradient(x, new ClassAxis(Classes, Inner), labels, gradient, options)
            : new CrossEntropy().ValueAndGradient(x, new ClassAxis(Classes, Inner), targets, gradient, options);

        Tape<double> tape = new();
        Shape shape = new(Samples, Classes * Inner);
        Var logits = tape.Parameter(shape), weight = tape.Input(new(Samples, Inner));
        x.CopyTo(tape.Values(logits));
        weights.CopyTo(tape.Values(weight));
        ClassLossOptions asked = new() { Inner = Inner, LabelSmoothing = 0.1 };
        Var head;
        if (labelled)
        {
            Labels given = tape.Labels(Rows);
            labels.CopyTo(tape.Values(given));
            head = tape.SoftmaxCrossEntropy(logits, given, new() { Weights = weight }, asked);
        }
        else
        {
            Var given = tape.Input(shape);
            targets.CopyTo(tape.Values(given));
            head = tape.SoftmaxCrossEntropy(logits, given, new() { Weights = weight }, asked);
        }
        tape.ForwardBackward(head);
        Assert.Equal(value, tape.Values(head)[0]);
        Assert.Equal(gradient, tape.Gradient(logits).ToArray());
    }

    [Fact]
    public void Counts_that_do_not_fit_are_refused()
    {
        Tape<float> tape = new();
        Var logits = tape.Parameter(new(2, 15));
        Labels labels = tape.Labels(2);
        Assert.Contains("one a row is needed", Assert.Throws<ArgumentException>(() => tape.SoftmaxCrossEntropy(
            logits, labels, default, new ClassLossOptions { Inner = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("no whole classes of 4 rows", Assert.Throws<ArgumentException>(() => tape.SoftmaxCrossEntropy(
            logits, labels, default, new ClassLossOptions { Inner = 4 })).Message, StringComparison.Ordinal);
    }
}
