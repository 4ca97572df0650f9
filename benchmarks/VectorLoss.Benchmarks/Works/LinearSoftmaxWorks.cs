using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>
/// The last layer of a language model with its cross-entropy, value and both gradients, beside PyTorch with all logits
/// in memory.
/// </summary>
internal static class LinearSoftmaxWorks
{
    public static IEnumerable<Plan> All(CompareContext context)
    {
        (int Rows, int Features, int Classes)[] sizes = context.Quick ? [(32, 128, 4_000)]
            : [(32, 128, 4_000), (128, 1024, 50_257)];
        foreach ((int rows, int features, int classes) in sizes)
            yield return new("linear + cross-entropy", $"{rows}x{features}x{classes}",
                _ => Of(context, rows, features, classes));
    }

    private static Work Of(CompareContext context, int rows, int features, int classes)
    {
        float[] hidden = Inputs.Floats(rows * features, Inputs.First, 2),
            weight = Inputs.Floats(classes * features, Inputs.Second, (float)(2 / Math.Sqrt(features))),
            hiddenSlopes = Buffers.Of<float>(hidden.Length), weightSlopes = Buffers.Of<float>(weight.Length),
            workspace = Buffers.Of<float>(LinearSoftmaxLosses.WorkspaceLength(rows, classes, features));
        int[] labels = Inputs.Labels(rows, classes);
        double value = 0;
        return new(new Local("VectorLoss", "", () => value = new CrossEntropy().ValueAndGradient(
            new LinearLayer<float> { Hidden = hidden, Weight = weight, Features = features, Classes = classes },
            labels, new LinearGradients<float> { Hidden = hiddenSlopes, Weight = weightSlopes }, workspace,
            new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers = context.Peers($"loss linear float {rows} {features} {classes}", Differ),
            // The logits, and the gradients of both factors.
            Limit = Limits.Fma<float>(3 * 2.0 * rows * features * classes, context.Threads),
        };

        string? Differ(double[] theirs) => Inputs.Differ(value, theirs[0], 1e-4)
            ?? Inputs.Differ(Size(hiddenSlopes), theirs[1], 1e-3) ?? Inputs.Differ(Size(weightSlopes), theirs[2], 1e-3);
    }

    private static double Size(float[] slopes) => slopes.Sum(slope => Math.Abs((double)slope));
}
