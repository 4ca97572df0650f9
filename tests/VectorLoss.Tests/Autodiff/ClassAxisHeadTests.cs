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
        // Rows side by side have the second order of the same rows one after another.
        double[] direction = [.. x.Select((_, i) => Math.Sin(i + 1))], product = new double[x.Length];
        direction.CopyTo(tape.Direction(logits));
        tape.ForwardBackward(head);
        tape.HessianVector(head);
        if (labelled)
            new CrossEntropy().HessianProduct(InRows(x), Classes, labels, InRows(direction), product, options);
        else
            new CrossEntropy().HessianProduct(InRows(x), Classes, InRows(targets), InRows(direction), product, options);
        Assert.Equal(product, InRows(tape.GradientTangent(logits).ToArray()));
    }

    private static double[] InRows(double[] numbers)
        => [.. Enumerable.Range(0, numbers.Length).Select(i => numbers[
            i / Classes / Inner * Classes * Inner + i % Classes * Inner + i / Classes % Inner])];

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
