using MathNet.Numerics.LinearAlgebra.Single;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Matrices;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Matrix products: squares, the shapes of training steps with both transposes, a layer, and double.</summary>
internal static class MatrixWorks
{
    // 65, 97 and 129 are just above multiples of tiles. The usual one is the first.
    private static readonly int[] squares
        = [512, 8, 16, 32, 64, 65, 97, 100, 128, 129, 256, 384, 768, 1000, 1024, 2048];

    // The rows of a batch, the inputs and the outputs of a layer: its product, and those of both its gradients.
    private static readonly (int Rows, int Inputs, int Outputs)[] layers =
        [(100, 784, 100), (100, 100, 10), (256, 1024, 1024)];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (int n in squares)
            yield return Product(context, false, false, n, n, n);
        foreach ((int rows, int inputs, int outputs) in layers)
        {
            yield return Product(context, false, false, rows, outputs, inputs);
            yield return Product(context, true, false, inputs, outputs, rows);
            yield return Product(context, false, true, rows, inputs, outputs);
        }
        yield return new("linear + ReLU float", "100x784x100", _ => Layer(context, 100, 784, 100));
        foreach (int n in (int[])[256, 1024])
            yield return InDouble(context, false, false, n, n, n);
        (int samples, int from, int to) = layers[0];
        yield return InDouble(context, true, false, from, to, samples);
        yield return InDouble(context, false, true, samples, from, to);
    }

    private static Plan Product(CompareContext context, bool transposeA, bool transposeB, int m, int n, int k)
        => new($"matmul {(transposeA ? 'T' : 'N')}{(transposeB ? 'T' : 'N')} float", $"{m}x{k}x{n}",
            _ => Float(context, transposeA, transposeB, m, n, k));

    private static Plan InDouble(CompareContext context, bool transposeA, bool transposeB, int m, int n, int k)
        => new($"matmul {(transposeA ? 'T' : 'N')}{(transposeB ? 'T' : 'N')} double", $"{m}x{k}x{n}",
            _ => Double(context, transposeA, transposeB, m, n, k));

    /// <summary>A layer beside its product alone: what bias and activation cost.</summary>
    private static Work Layer(CompareContext context, int m, int k, int n)
    {
        float[] a = Inputs.Floats(m * k, 1), b = Inputs.Floats(k * n, 2), bias = Inputs.Floats(n, 3);
        float[] ours = new float[m * n], plain = new float[m * n], loops = new float[m * n];
        PlainLoop(false, false, m, n, k, a, b, loops);
        for (int at = 0; at < loops.Length; at++)
            loops[at] = Math.Max(loops[at] + bias[at % n], 0);
        return new(new Local("VectorLoss", "",
            () => MatrixProduct.Linear<float>(false, false, m, n, k, a, k, b, n, bias, Activation.Relu, ours, n,
                context.Threads),
            () => Inputs.Differ<float>(ours, loops, 1e-6 * Math.Sqrt(k))))
        {
            Threads = context.Threads,
            Limit = Limits.Fma<float>(2.0 * m * n * k, context.Threads),
            Peers = [new Local("the product alone", "",
                () => MatrixProduct.Multiply<float>(m, n, k, a, b, plain, context.Threads))],
        };
    }

    private static Work Float(CompareContext context, bool transposeA, bool transposeB, int m, int n, int k)
    {
        float[] a = Inputs.Floats(m * k, 1), b = Inputs.Floats(k * n, 2), ours = Buffers.Of<float>(m * n),
            loops = Buffers.Of<float>(m * n), theirs = Buffers.Of<float>(m * n);
        PlainLoop(transposeA, transposeB, m, n, k, a, b, loops);
        double tolerance = 1e-6 * Math.Sqrt(k);
        var peers = new List<Contestant>();
        if (OpenBlas.IsPresent)
            peers.Add(new Local("OpenBLAS", OpenBlas.Version,
                () => OpenBlas.Multiply(transposeA, transposeB, m, n, k, a, b, theirs),
                () => Inputs.Differ<float>(theirs, loops, tolerance)));
        if (m == n && n == k && n is 64 or 512)
            peers.AddRange(context.Peers($"matmul {m} {k} {n}",
                figures => Inputs.Differ(figures[1], loops[m / 2 * n + n / 2], 1e-3)));
        if (m == n && n == k && n <= 256)
        {
            var (x, y, z) = (new DenseMatrix(k, m, a), new DenseMatrix(n, k, b), new DenseMatrix(n, m));
            // Math.NET stores columns, so its y·x is our a·b.
            if (n == 256)
                peers.Add(new Local("Math.NET", $"{Versions.MathNet} managed", () => y.Multiply(x, z),
                    () => Inputs.Differ<float>(z.Values, loops, tolerance)));
            if (n <= 64)
                peers.Add(new Local("plain C# loop", "",
                    () => PlainLoop(transposeA, transposeB, m, n, k, a, b, loops)));
        }
        return new(new Local("VectorLoss", "",
            () => MatrixProduct.Multiply<float>(transposeA, transposeB, m, n, k, a, b, ours, context.Threads), ()
                => Inputs.Differ<float>(ours, loops, tolerance)))
        {
            Threads = context.Threads,
            Peers = peers,
            Limit = Limits.Fma<float>(2.0 * m * n * k, context.Threads),
        };
    }

    private static Work Double(CompareContext context, bool transposeA, bool transposeB, int m, int n, int k)
    {
        double[] a = Buffers.Of(Inputs.Floats(m * k, 1).Select(x => (double)x)),
            b = Buffers.Of(Inputs.Floats(k * n, 2).Select(x => (double)x)), ours = Buffers.Of<double>(m * n),
            theirs = Buffers.Of<double>(m * n);
        IReadOnlyList<Contestant> peers = OpenBlas.IsPresent
            ? [new Local("OpenBLAS", OpenBlas.Version,
                () => OpenBlas.Multiply(transposeA, transposeB, m, n, k, a, b, theirs),
                () => Inputs.Differ<double>(ours, theirs, 1e-13))]
            : [];
        return new(new Local("VectorLoss", "",
            () => MatrixProduct.Multiply<double>(transposeA, transposeB, m, n, k, a, b, ours, context.Threads)))
        {
            Threads = context.Threads,
            Peers = peers,
            Limit = Limits.Fma<double>(2.0 * m * n * k, context.Threads),
        };
    }

    private static void PlainLoop(bool transposeA, bool transposeB, int m, int n, int k, float[] a, float[] b,
        float[] c)
    {
        Array.Clear(c);
        for (int i = 0; i < m; i++)
            for (int p = 0; p < k; p++)
            {
                float x = transposeA ? a[p * m + i] : a[i * k + p];
                for (int j = 0; j < n; j++)
                    c[i * n + j] += x * (transposeB ? b[j * k + p] : b[p * n + j]);
            }
    }
}
