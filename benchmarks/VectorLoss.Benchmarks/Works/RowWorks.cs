using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Softmax, and cross-entropy with its gradient, of many and of few classes.</summary>
internal static class RowWorks
{
    public static IEnumerable<Plan> All(CompareContext context)
    {
        yield return Softmax(context, 1024, 1000);
        yield return Softmax(context, 4096, 10);
        (int, int)[] shapes = [(1024, 1000), (128, 10), (64, 50_257), (1000, 10)];
        foreach ((int rows, int classes) in context.Quick ? shapes[..3] : shapes)
            yield return new("cross-entropy value+gradient", $"{rows}x{classes}",
                _ => CrossEntropy(context, rows, classes));
    }

    private static Plan Softmax(CompareContext context, int rows, int classes)
        => new("softmax", $"{rows}x{classes}", _ =>
    {
        float[] logits = Inputs.Floats(rows * classes, 3, 8), ours = Buffers.Of<float>(logits.Length),
            theirs = Buffers.Of<float>(logits.Length);
        return new(new Local("VectorLoss", "",
            () => RowFunctions.Softmax<float>(logits, classes, ours, context.Threads)))
        {
            Threads = context.Threads,
            Peers =
            [
                new Local("TensorPrimitives composed", "10.0", () =>
                {
                    for (int at = 0; at < logits.Length; at += classes)
                        Composed.Softmax(logits.AsSpan(at, classes), theirs.AsSpan(at, classes));
                }, () => Inputs.Differ<float>(ours, theirs, 1e-5)),
            ],
            Limit = Limits.Copy<float>(logits.Length),
        };
    });

    private static Work CrossEntropy(CompareContext context, int rows, int classes)
    {
        float[] logits = Inputs.Floats(rows * classes, 3, 8), ours = Buffers.Of<float>(logits.Length),
            theirs = Buffers.Of<float>(logits.Length);
        int[] labels = Inputs.Labels(rows, classes);
        double value = 0, composed = 0;
        var peers = new List<Contestant>
        {
            new Local("TensorPrimitives composed", "10.0",
                () => composed = Composed.CrossEntropy(logits, labels, classes, theirs),
                () => Inputs.Differ(value, composed, 1e-5) ?? Inputs.Differ<float>(ours, theirs, 1e-5)),
        };
        if (context.Torch is { } torch)
            peers.Add(torch.Work($"cross_entropy {rows} {classes}", context.Threads,
                figures => Inputs.Differ(value, figures[0], 1e-4)));
        return new(new Local("VectorLoss", "", () => value = new CrossEntropy().ValueAndGradient<CrossEntropy, float>(
            logits, classes, labels, ours, new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers = peers,
            Limit = Limits.Copy<float>(logits.Length),
        };
    }
}
