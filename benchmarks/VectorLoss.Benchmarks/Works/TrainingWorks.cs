using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Benchmarks.Works;

/// <summary>One whole training step: forward, backward, update.</summary>
internal static class TrainingWorks
{
    public static IEnumerable<Plan> All(CompareContext context)
    {
        yield return Step(context, 100, "sgd", 784, 100, 10);
        yield return Step(context, 8, "sgd", 784, 100, 10);
        yield return Step(context, 256, "adam", 784, 1024, 1024, 10);
    }

    private static Plan Step(CompareContext context, int batch, string optimizer, params int[] layers)
        => new($"training step {optimizer}", $"{string.Join('-', layers)} b{batch}", _ =>
        {
            (Action run, Func<double> firstLoss) = Program(context.Threads, batch, optimizer, layers);
            return new(new Local("VectorLoss", "", run))
            {
                Threads = context.Threads,
                Peers = context.Peers($"step {batch} {optimizer} {string.Join(' ', layers)}",
                    figures => Inputs.Differ(firstLoss(), figures[0], 1e-4), bestThreads: true),
                Limit = Limits.Sum("FMA, then the update's traffic",
                    Limits.Fma<float>(Flops(batch, layers), context.Threads),
                    Limits.Update(Parameters(layers), optimizer == "sgd" ? 0 : 2, context.Threads)),
            };
        });

    /// <summary>
    /// Multiply-adds of the products: forward and weight gradient of each layer, input gradient of all but the first.
    /// </summary>
    private static double Flops(int batch, int[] layers)
    {
        double flops = 0;
        for (int i = 0; i < layers.Length - 1; i++)
            flops += 2.0 * batch * layers[i] * layers[i + 1] * (i == 0 ? 2 : 3);
        return flops;
    }

    private static int Parameters(int[] layers)
        => Enumerable.Range(0, layers.Length - 1).Sum(i => (layers[i] + 1) * layers[i + 1]);

    /// <summary>The weights of a layer, inputs × outputs, that torch_peer.py gives its own.</summary>
    public static void FillWeight(Span<float> weight, int layer, int inputs)
        => Inputs.Floats(weight.Length, (uint)(10 + layer), (float)(2 / Math.Sqrt(inputs))).CopyTo(weight);

    /// <summary>Its images: numbers from 0 to 1.</summary>
    public static void FillImages(Span<float> pixels)
    {
        Inputs.Floats(pixels.Length, 6).CopyTo(pixels);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] += 0.5f;
    }

    private static (Action Run, Func<double> FirstLoss) Program(int threads, int batch, string optimizer, int[] layers)
    {
        var tape = new Tape<float>(threads);
        var net = new Mlp<float>(tape, layers);
        for (int i = 0; i < layers.Length - 1; i++)
            FillWeight(tape.Values(net.Parameters[2 * i]), i, layers[i]);
        Var images = tape.Input(new Shape(batch, layers[0]));
        Labels labels = tape.Labels(batch);
        Var loss = tape.SoftmaxCrossEntropy(net.Record(images), labels);
        FillImages(tape.Values(images));
        Inputs.Labels(batch, layers[^1]).CopyTo(tape.Values(labels));
        Optimizer<float> update = optimizer == "sgd" ? new Sgd<float>() : new Adam<float>();
        double rate = optimizer == "sgd" ? 0.1 : 0.001;
        double? first = null;
        return (() =>
        {
            double value = update.Step(tape, loss, rate);
            first ??= value;
        }, () => first!.Value);
    }
}
