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
        {
            yield return new("linear + cross-entropy", $"{rows}x{features}x{classes}",
                _ => Of(context, rows, features, classes));
            yield return new("linear + dpo", $"{rows}x{features}x{classes}",
                _ => PreferencesOf(context, rows, features, classes));
            yield return new("linear + distillation", $"{rows}x{features}x{classes}",
                _ => DistillationOf(context, rows, features, classes));
            yield return new("adaptive softmax", $"{rows}x{features}x{classes}",
                _ => AdaptiveOf(context, rows, features, classes));
        }
    }

    /// <summary>Forward distillation from logits that a teacher gave before.</summary>
    private static Work DistillationOf(CompareContext context, int rows, int features, int classes)
    {
        float[] hidden = Inputs.Floats(rows * features, Inputs.First, 2),
            weight = Inputs.Floats(classes * features, Inputs.Second, (float)(2 / Math.Sqrt(features))),
            teacher = Inputs.Floats(rows * classes, Inputs.Third, 2),
            hiddenSlopes = Buffers.Of<float>(hidden.Length), weightSlopes = Buffers.Of<float>(weight.Length),
            workspace = Buffers.Of<float>(LinearSoftmaxLosses.WorkspaceLength(rows, classes, features));
        double value = 0;
        return new(new Local("VectorLoss", "", () => value = new Distillation().ValueAndGradient(
            new LinearLayer<float> { Hidden = hidden, Weight = weight, Features = features, Classes = classes },
            teacher, new LinearGradients<float> { Hidden = hiddenSlopes, Weight = weightSlopes }, workspace,
            new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers = context.Peers($"loss linear-distillation float {rows} {features} {classes}", Differ),
            Limit = Limits.Fma<float>(3 * 2.0 * rows * features * classes, context.Threads),
        };

        string? Differ(double[] theirs) => Inputs.Differ(value, theirs[0], 1e-4)
            ?? Inputs.Differ(Size(hiddenSlopes), theirs[1], 1e-3) ?? Inputs.Differ(Size(weightSlopes), theirs[2], 1e-3);
    }

    /// <summary>DPO of answers of eight tokens, chosen and rejected in turn; the reference is a constant.</summary>
    private static Work PreferencesOf(CompareContext context, int rows, int features, int classes)
    {
        float[] hidden = Inputs.Floats(rows * features, Inputs.First, 2),
            weight = Inputs.Floats(classes * features, Inputs.Second, (float)(2 / Math.Sqrt(features))),
            hiddenSlopes = Buffers.Of<float>(hidden.Length), weightSlopes = Buffers.Of<float>(weight.Length),
            workspace = Buffers.Of<float>(LinearSoftmaxLosses.WorkspaceLength(rows, classes, features)),
            logs = Buffers.Of<float>(rows), slopes = Buffers.Of<float>(rows);
        int[] labels = Inputs.Labels(rows, classes);
        double value = 0;
        return new(new Local("VectorLoss", "", () => value = LinearLogProbabilities.ValueAndGradient(default(Answers),
            new LinearLayer<float> { Hidden = hidden, Weight = weight, Features = features, Classes = classes },
            labels, logs, slopes, new LinearGradients<float> { Hidden = hiddenSlopes, Weight = weightSlopes },
            workspace, new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers = context.Peers($"loss linear-dpo float {rows} {features} {classes}", Differ),
            Limit = Limits.Fma<float>(3 * 2.0 * rows * features * classes, context.Threads),
        };

        string? Differ(double[] theirs) => Inputs.Differ(value, theirs[0], 1e-4)
            ?? Inputs.Differ(Size(hiddenSlopes), theirs[1], 1e-3) ?? Inputs.Differ(Size(weightSlopes), theirs[2], 1e-3);
    }

    /// <summary>A tenth of the classes in the head, as many in the first cluster, the others in the second.</summary>
    private static Work AdaptiveOf(CompareContext context, int rows, int features, int classes)
    {
        int[] cutoffs = [classes / 10, classes / 5], labels = Inputs.Labels(rows, classes);
        int head = (cutoffs[0] + 2) * features, all = head + new AdaptiveLayer<float>
        {
            Cutoffs = cutoffs,
            Features = features,
            Classes = classes,
        }.TailsLength;
        float[] hidden = Inputs.Floats(rows * features, Inputs.First, 2),
            weights = Inputs.Floats(all, Inputs.Second, (float)(2 / Math.Sqrt(features))),
            hiddenSlopes = Buffers.Of<float>(hidden.Length), slopes = Buffers.Of<float>(all);
        double value = 0;
        return new(new Local("VectorLoss", "", () => value = AdaptiveSoftmax.ValueAndGradient(
            new AdaptiveLayer<float>
            {
                Hidden = hidden,
                Head = weights.AsSpan(0, head),
                Tails = weights.AsSpan(head),
                Cutoffs = cutoffs,
                Features = features,
                Classes = classes,
            }, labels, new()
            {
                Hidden = hiddenSlopes,
                Head = slopes.AsSpan(0, head),
                Tails = slopes.AsSpan(head),
            }, new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers = context.Peers($"loss adaptive-softmax float {rows} {features} {classes}", Differ),
        };

        string? Differ(double[] theirs) => Inputs.Differ(value, theirs[0], 1e-4)
            ?? Inputs.Differ(Size(hiddenSlopes), theirs[1], 1e-3) ?? Inputs.Differ(Size(slopes), theirs[2], 1e-3);
    }

    private readonly struct Answers : ILogProbabilityLoss<float>
    {
        private const int Tokens = 8;

        public double ValueAndSlopes(ReadOnlySpan<float> logProbabilities, Span<float> slopes)
        {
            DirectPreference loss = new(0.1);
            int pairs = logProbabilities.Length / (2 * Tokens);
            Span<float> chosen = stackalloc float[pairs], rejected = stackalloc float[pairs],
                byChosen = stackalloc float[pairs], byRejected = stackalloc float[pairs];
            for (int row = 0; row < logProbabilities.Length; row++)
                (row / Tokens % 2 == 0 ? chosen : rejected)[row / (2 * Tokens)] += logProbabilities[row];
            double value = loss.ValueAndGradient<DirectPreference, float>(chosen, rejected, byChosen);
            loss.TargetGradient<DirectPreference, float>(chosen, rejected, byRejected);
            for (int row = 0; row < slopes.Length; row++)
                slopes[row] = (row / Tokens % 2 == 0 ? byChosen : byRejected)[row / (2 * Tokens)];
            return value;
        }
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
