using VectorLoss.Autodiff;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Training;

namespace VectorLoss.Benchmarks.Works;

/// <summary>The forward pass of a trained net: the logits of one image and of many.</summary>
internal static class InferenceWorks
{
    private static readonly int[] layers = [784, 128, 10];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (int batch in (int[])[1, 8, 32, 256])
            yield return new("inference", $"{string.Join('-', layers)} b{batch}", _ => Of(context, batch));
    }

    /// <summary>The weights that every peer gives its own net.</summary>
    public static void FillWeights(Mlp<float> net, int[] layers)
    {
        for (int layer = 0; layer < layers.Length - 1; layer++)
            TrainingWorks.FillWeight(net.Tape.Values(net.Parameters[2 * layer]), layer, layers[layer]);
    }

    private static Work Of(CompareContext context, int batch)
    {
        var tape = new Tape<float>(context.Threads);
        var net = new Mlp<float>(tape, layers);
        FillWeights(net, layers);
        Var images = tape.Input(new Shape(batch, layers[0]));
        TrainingWorks.FillImages(tape.Values(images));
        Var logits = net.Record(images);
        double Size() => tape.ReadOnlyValues(logits).ToArray().Sum(logit => Math.Abs((double)logit));
        return new(new Local("VectorLoss", "", tape.Forward))
        {
            Threads = context.Threads,
            Peers = context.Peers($"inference {batch} {string.Join(' ', layers)}",
                figures => Inputs.Differ(Size(), figures[0], 1e-4), bestThreads: true),
            Limit = Limits.Fma<float>(2.0 * batch * layers.Zip(layers.Skip(1), (from, to) => from * to).Sum(),
                context.Threads),
        };
    }
}
