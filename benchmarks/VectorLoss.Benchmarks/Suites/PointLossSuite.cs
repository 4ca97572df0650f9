using BenchmarkDotNet.Attributes;
using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>Value and gradient of point losses; the odd lengths end in a tail on purpose.</summary>
[BenchmarkCategory("losses")]
public class PointLossSuite
{
    private float[] predictions = [], targets = [], gradient = [];

    [Params(127, 3_079, 100_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (predictions, targets) = (Inputs.Floats(Length, 4, 4), Inputs.Floats(Length, 5));
        gradient = Buffers.Of<float>(Length);
        Verify<SquaredError>(SquaredError(), default);
        Verify(Huber(), new Huber());
        Verify<BinaryCrossEntropyWithLogits>(BinaryCrossEntropyWithLogits(), default);
    }

    [Benchmark(Baseline = true)]
    public double SquaredError() => Mean<SquaredError>(default);

    [Benchmark]
    public double Huber() => Mean(new Huber());

    [Benchmark]
    public double BinaryCrossEntropyWithLogits() => Mean<BinaryCrossEntropyWithLogits>(default);

    private double Mean<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        => loss.MeanAndGradient<TLoss, float>(predictions, targets, gradient);

    /// <summary>The same loss in double; the gradient is that of the loss just called.</summary>
    private void Verify<TLoss>(double value, TLoss loss) where TLoss : struct, IPointLoss
    {
        double[] slopes = new double[Length];
        double expected = loss.MeanAndGradient<TLoss, double>(
            Array.ConvertAll(predictions, x => (double)x), Array.ConvertAll(targets, x => (double)x), slopes);
        Verified.Equal(value, expected, 1e-6);
        Verified.Equal<float>(gradient, Array.ConvertAll(slopes, x => (float)x), 1e-5);
    }
}
