using System.Diagnostics;
using System.Globalization;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;
using VectorLoss.Training;

namespace VectorLoss.Ahead;

/// <summary>
/// What a program compiled ahead of time does: losses, a training step on a tape, a gradient check. With "time" it
/// prints the microseconds of five works; benchmarks/ahead runs it beside the same program under the JIT.
/// </summary>
internal static class Program
{
    private const int Batch = 100, Classes = 1000, Side = 128;

    private static int Main(string[] args)
    {
        if (args is ["time"])
        {
            Time();
            return 0;
        }
        Action step = Training();
        step();
        Console.WriteLine($"one training step, {Simd.Path}");
        return args is ["first-step"] || Check() ? 0 : 1;
    }

    private static bool Check()
    {
        double[] targets = [0.5, -2, 3];
        GradientReport report = GradientCheck.Run(
            x => new Huber(1).Value<Huber, double>(x, targets),
            (x, gradient) => new Huber(1).ValueAndGradient<Huber, double>(x, targets, gradient), [0.1, 0.2, 0.3]);
        Console.WriteLine(report);
        return report.Passed;
    }

    private static Action Training()
    {
        Tape<float> tape = new();
        Var x = tape.Input(new(Batch, 784));
        Labels labels = tape.Labels(Batch);
        Mlp<float> net = new(tape, [784, 100, 10]);
        net.Initialize(Initializer.He, seed: 1);
        Var loss = tape.SoftmaxCrossEntropy(net.Record(x), labels);
        Numbers(Batch * 784).CopyTo(tape.Values(x));
        Sgd<float> optimizer = new();
        return () => optimizer.Step(tape, loss, 1e-3);
    }

    private static void Time()
    {
        float[] x = Numbers(64 * Classes), y = new float[x.Length];
        float[] a = Numbers(Side * Side), c = new float[Side * Side];
        int[] labels = new int[64];
        (string Name, Action Work)[] works =
        [
            ("exp 2048", () => Elementwise.Exp(x.AsSpan(0, 2048), y.AsSpan(0, 2048))),
            ("softmax 64x1000", () => RowFunctions.Softmax<float>(x, Classes, y)),
            ("cross-entropy 64x1000",
                () => new CrossEntropy().ValueAndGradient<CrossEntropy, float>(x, Classes, labels, y)),
            ("product 128", () => MatrixProduct.Multiply<float>(false, false, Side, Side, Side, a, a, c)),
            ("step 784-100-10", Training()),
        ];
        foreach ((string name, Action work) in works)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{Best(work):f3}"));
        }
    }

    // Microseconds: the best of many rounds of half a millisecond, once the JIT has compiled all tiers.
    private static double Best(Action work)
    {
        int calls = 1;
        double best = double.PositiveInfinity;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < 400;)
        {
            long from = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
            {
                work();
            }
            double taken = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
            best = Math.Min(best, taken / calls);
            calls = Math.Max(1, (int)(500 * calls / taken));
        }
        return best;
    }

    private static float[] Numbers(int count)
        => [.. Enumerable.Range(0, count).Select(i => (i * 7919 % 1000 / 500f) - 1)];
}
