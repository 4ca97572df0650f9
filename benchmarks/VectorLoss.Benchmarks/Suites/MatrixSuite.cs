using BenchmarkDotNet.Attributes;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Matrices;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>Square products, with sizes that leave edge tiles.</summary>
[BenchmarkCategory("matrix")]
public class MatrixSuite
{
    private float[] a = [], b = [], c = [];

    [Params(10, 64, 100, 257, 512)]
    public int N { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (a, b, c) = (Inputs.Floats(N * N, 1), Inputs.Floats(N * N, 2), Buffers.Of<float>(N * N));
        Product();
        Verified.Equal<float>(c, Loops(N, 1), 1e-5);
        TransposedLeft();
        Verified.Equal<float>(c, Loops(1, N), 1e-5);
    }

    [Benchmark(Baseline = true)]
    public void Product() => MatrixProduct.Multiply<float>(false, false, N, N, N, a, b, c);

    [Benchmark]
    public void TransposedLeft() => MatrixProduct.Multiply<float>(true, false, N, N, N, a, b, c);

    [Benchmark]
    public void TransposedRight() => MatrixProduct.Multiply<float>(false, true, N, N, N, a, b, c);

    /// <summary>The product in double, A read by two steps.</summary>
    private float[] Loops(int down, int along)
    {
        float[] result = new float[N * N];
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
            {
                double sum = 0;
                for (int k = 0; k < N; k++)
                    sum += (double)a[i * down + k * along] * b[k * N + j];
                result[i * N + j] = (float)sum;
            }
        return result;
    }
}
