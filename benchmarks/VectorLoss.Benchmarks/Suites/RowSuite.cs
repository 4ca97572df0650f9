using BenchmarkDotNet.Attributes;
using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>
/// Softmax and cross-entropy over rows of few, of some and of many classes; 37 and 1,003 end in a tail.
/// </summary>
[BenchmarkCategory("rows")]
public class RowSuite
{
    private const int Rows = 128;

    private float[] logits = [], result = [];
    private int[] labels = [];

    [Params(10, 37, 1_003)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (logits, labels) = (Inputs.Floats(Rows * Classes, 3, 8), Inputs.Labels(Rows, Classes));
        result = Buffers.Of<float>(logits.Length);
        double[] exact = [.. logits.Chunk(Classes).SelectMany(Softmaxed)];
        Softmax();
        Verified.Equal<float>(result, Array.ConvertAll(exact, x => (float)x), 1e-6);
        LogSoftmax();
        Verified.Equal<float>(result, Array.ConvertAll(exact, x => (float)Math.Log(x)), 1e-6);
        Verified.Equal(CrossEntropy(), -labels.Select((label, row) =>
            Math.Log(exact[row * Classes + label])).Average(), 1e-6);
    }

    [Benchmark(Baseline = true)]
    public void Softmax() => RowFunctions.Softmax<float>(logits, Classes, result);

    [Benchmark]
    public void LogSoftmax() => RowFunctions.LogSoftmax<float>(logits, Classes, result);

    [Benchmark]
    public double CrossEntropy()
        => new CrossEntropy().ValueAndGradient<CrossEntropy, float>(logits, Classes, labels, result);

    private static double[] Softmaxed(float[] row)
    {
        double[] powers = [.. row.Select(x => Math.Exp(x))];
        return [.. powers.Select(power => power / powers.Sum())];
    }
}
