using BenchmarkDotNet.Attributes;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Kernels;
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
    public void Prepare() => (predictions, targets, gradient) = (Inputs.Floats(Length, 4, 4), Inputs.Floats(Length, 5), new float[Length]);

    [Benchmark(Baseline = true)]
    public double SquaredError() => new SquaredError().MeanAndGradient<SquaredError, float>(predictions, targets, gradient);

    [Benchmark]
    public double Huber() => new Huber().MeanAndGradient<Huber, float>(predictions, targets, gradient);

    [Benchmark]
    public double BinaryCrossEntropyWithLogits()
        => new BinaryCrossEntropyWithLogits().MeanAndGradient<BinaryCrossEntropyWithLogits, float>(predictions, targets, gradient);
}
