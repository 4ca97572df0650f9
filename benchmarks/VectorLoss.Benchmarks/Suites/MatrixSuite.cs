using BenchmarkDotNet.Attributes;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Kernels;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>Square products, with sizes that leave edge tiles.</summary>
[BenchmarkCategory("matrix")]
public class MatrixSuite
{
    private float[] a = [], b = [], c = [];

    [Params(10, 64, 100, 257, 512)]
    public int N { get; set; }

    [GlobalSetup]
    public void Prepare() => (a, b, c) = (Inputs.Floats(N * N, 1), Inputs.Floats(N * N, 2), new float[N * N]);

    [Benchmark(Baseline = true)]
    public void Product() => MatrixProduct.Multiply<float>(false, false, N, N, N, a, b, c);

    [Benchmark]
    public void TransposedLeft() => MatrixProduct.Multiply<float>(true, false, N, N, N, a, b, c);

    [Benchmark]
    public void TransposedRight() => MatrixProduct.Multiply<float>(false, true, N, N, N, a, b, c);
}
