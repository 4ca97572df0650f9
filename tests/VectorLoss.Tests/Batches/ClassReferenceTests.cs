using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The class losses against the recorded values and gradients of PyTorch, in double, to 1e-12.</summary>
public class ClassReferenceTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Cross_entropy_gives_the_recorded_numbers() => Replay("cross-entropy", 144, (one, values, gradient)
        => Softmax(new CrossEntropy(), one, values, gradient));

    [Fact]
    public void Poly_cross_entropy_gives_the_recorded_numbers(
        ) => Replay("poly-cross-entropy", 36, (one, values, gradient)
        => Softmax(new PolyCrossEntropy(one.Option("epsilon", double.NaN)), one, values, gradient));

    [Fact]
    public void Nll_gives_the_recorded_numbers() => Replay("nll", 51, (one, values, gradient)
        => Centred(new NegativeLogLikelihood(), one, values, gradient));

    [Fact]
    public void Multi_margin_gives_the_recorded_numbers() => Replay("multi-margin", 54, (one, values, gradient)
        => Centred(new MultiMargin((int)one.Option("p", 1), one.Option("margin", 1)), one, values, gradient));

    [Fact]
    public void Cross_entropy_error_gives_the_recorded_numbers(
        ) => Replay("cross-entropy-error", 36, (one, values, gradient)
        => Centred(new CrossEntropyError(one.Option("delta", double.NaN)), one, values, gradient));

    private static void Replay(string loss, int count, Func<ReferenceCase, double[], double[], double> run)
    {
        ReferenceCase[] cases = [.. ReferenceCase.Of(loss)];
        Assert.Equal(count, cases.Length);
        foreach (ReferenceCase one in cases)
        {
            double[] gradient = new double[one.Input("input")!.Length],
                values = new double[gradient.Length / one.Classes];
            double value = run(one, values, gradient);
            Near(one.Value, one.Reduction == "none" ? values : [value], one.Id + " value");
            Near(one.Gradient, gradient, one.Id + " gradient");
        }
    }

    private static double Softmax<TLoss>(TLoss loss, ReferenceCase one, double[] values, double[] gradient)
        where TLoss : struct, ILabelLoss
    {
        ReadOnlySpan<double> x = one.Input("input");
        if (one.Labels is { } labels)
        {
            loss.Values(x, one.Classes, labels, values, Options(one));
            return loss.ValueAndGradient(x, one.Classes, labels, gradient, Options(one));
        }
        loss.Values(x, one.Classes, one.Input("target"), values, Options(one));
        return loss.ValueAndGradient(x, one.Classes, one.Input("target"), gradient, Options(one));
    }

    private static double Centred<TLoss>(TLoss loss, ReferenceCase one, double[] values, double[] gradient)
        where TLoss : struct, ICentredLoss
    {
        ReadOnlySpan<double> x = one.Input("input");
        if (one.Labels is { } labels)
        {
            loss.Values(x, one.Classes, labels, values, Options(one));
            return loss.ValueAndGradient(x, one.Classes, labels, gradient, Options(one));
        }
        loss.Values(x, one.Classes, one.Input("target"), values, Options(one));
        return loss.ValueAndGradient(x, one.Classes, one.Input("target"), gradient, Options(one));
    }

    private static ClassOptions<double> Options(ReferenceCase one) => new()
    {
        Batch = new() { Reduction = one.Reduction == "mean" ? Reduction.Mean : Reduction.Sum },
        ClassWeights = one.Input("weight"),
        Ignore = ClassOptions<double>.PyTorchIgnore,
        LabelSmoothing = one.Option("label_smoothing", 0),
    };

    private static void Near(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool near = double.IsNaN(expected[i]) ? double.IsNaN(actual[i])
                : expected[i] == actual[i]
                || Math.Abs(expected[i] - actual[i]) <= Tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(near, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }
}
