using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Rows;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Softmax of many and of few classes.</summary>
internal static class RowWorks
{
    public static IEnumerable<Plan> All(CompareContext context)
    {
        yield return Softmax(context, 1024, 1000);
        yield return Softmax(context, 64, 1000);
        yield return Softmax(context, 4096, 10);
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
                new Local("TensorPrimitives composed", Versions.TensorPrimitives, () =>
                {
                    for (int at = 0; at < logits.Length; at += classes)
                        Composed.Softmax(logits.AsSpan(at, classes), theirs.AsSpan(at, classes));
                }, () => Inputs.Differ<float>(ours, theirs, 1e-5)),
            ],
            Limit = Limits.Copy<float>(logits.Length),
        };
    });
}
