using BenchmarkDotNet.Attributes;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Spans;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>Elementary functions in the first cache, with a tail, and beyond it.</summary>
[BenchmarkCategory("elementwise")]
public class ElementwiseSuite
{
    private float[] x = [], y = [];

    [Params(127, 2_048, 100_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        x = Buffers.Of(Inputs.Floats(Length, 9).Select(u => 0.001f + (u + 0.5f) * 5));
        y = Buffers.Of<float>(Length);
        Verify(Exp, Math.Exp);
        Verify(Log, Math.Log);
        Verify(Tanh, Math.Tanh);
        Verify(Sigmoid, number => 1 / (1 + Math.Exp(-number)));
    }

    [Benchmark(Baseline = true)]
    public void Exp() => Elementwise.Exp(x, y);

    [Benchmark]
    public void Log() => Elementwise.Log(x, y);

    [Benchmark]
    public void Tanh() => Elementwise.Tanh(x, y);

    [Benchmark]
    public void Sigmoid() => Elementwise.Sigmoid(x, y);

    private void Verify(Action run, Func<double, double> exact)
    {
        run();
        Verified.Equal<float>(y, Array.ConvertAll(x, number => (float)exact(number)), 1e-6);
    }
}
