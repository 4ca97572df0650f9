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
        foreach ((int rows, int features, int classes) in ((int, int, int)[])[(32, 128, 4_000), (128, 1024, 50_257)])
        {
            yield return new("linear + cross-entropy", $"{rows}x{features}x{classes}",
                _ => CrossEntropyOf(context, rows, features, classes));
            yield return new("linear + dpo", $"{rows}x{features}x{classes}",
                _ => LogProbabilitiesOf(context, rows, features, classes, "linear-dpo", default(Answers)));
            yield return new("linear + grpo", $"{rows}x{features}x{classes}",
                _ => LogProbabilitiesOf(context, rows, features, classes, "linear-grpo",
                    new Tokens((float)-Math.Log(classes))));
            yield return new("linear + distillation", $"{rows}x{features}x{classes}",
                _ => DistillationOf(context, rows, features, classes));
            yield return new("adaptive softmax", $"{rows}x{features}x{classes}",
                _ => AdaptiveOf(context, rows, features, classes));
        }
    }

    private static Work CrossEntropyOf(CompareContext context, int rows, int features, int classes)
    {
        Layer layer = new(context, rows, features, classes);
        int[] labels = Inputs.Labels(rows, classes);
        return layer.Work("linear", () => new CrossEntropy().ValueAndGradient(
            layer.Numbers, labels, layer.Gradients, layer.Workspace, layer.Options));
    }

    /// <summary>Forward distillation from logits that a teacher gave before.</summary>
    private static Work DistillationOf(CompareContext context, int rows, int features, int classes)
    {
        Layer layer = new(context, rows, features, classes);
        float[] teacher = Inputs.Floats(rows * classes, Inputs.Third, 2);
        return layer.Work("linear-distillation", () => new Distillation().ValueAndGradient(
            layer.Numbers, teacher, layer.Gradients, layer.Workspace, layer.Options));
    }

    /// <summary>A loss of the log-probabilities of the labels.</summary>
    private static Work LogProbabilitiesOf<TLoss>(
        CompareContext context, int rows, int features, int classes, string peer, TLoss loss)
        where TLoss : struct, ILogProbabilityLoss<float>
    {
        Layer layer = new(context, rows, features, classes);
        float[] logs = Buffers.Of<float>(rows), slopes = Buffers.Of<float>(rows);
        int[] labels = Inputs.Labels(rows, classes);
        return layer.Work(peer, () => LinearLogProbabilities.ValueAndGradient(
            loss, layer.Numbers, labels, logs, slopes, layer.Gradients, layer.Workspace, layer.Options));
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

        string? Differ(double[] theirs) => LinearSoftmaxWorks.Differ(theirs, value, hiddenSlopes, slopes);
    }

    /// <summary>DPO of answers of eight tokens, chosen and rejected in turn; the reference is a constant.</summary>
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

    /// <summary>GRPO of tokens: the old policy and the reference are uniform, good and bad tokens take turns.</summary>
    private readonly struct Tokens(float before) : ILogProbabilityLoss<float>
    {
        public double ValueAndSlopes(ReadOnlySpan<float> logProbabilities, Span<float> slopes)
        {
            Span<float> old = stackalloc float[slopes.Length], advantages = stackalloc float[slopes.Length];
            old.Fill(before);
            for (int row = 0; row < advantages.Length; row++)
                advantages[row] = row % 2 == 0 ? 1 : -1;
            return new GroupRelativePolicy(0.04).ValueAndGradient<GroupRelativePolicy, float>(
                logProbabilities, old, advantages, old, new LossGradients<float> { First = slopes });
        }
    }

    /// <summary>A layer, room for both of its gradients, and what is measured of it.</summary>
    private sealed class Layer(CompareContext context, int rows, int features, int classes)
    {
        private readonly float[] hidden = Inputs.Floats(rows * features, Inputs.First, 2);
        private readonly float[] weight
            = Inputs.Floats(classes * features, Inputs.Second, (float)(2 / Math.Sqrt(features)));

        private readonly float[] hiddenSlopes = Buffers.Of<float>(rows * features);
        private readonly float[] weightSlopes = Buffers.Of<float>(classes * features);

        public LinearLayer<float> Numbers
            => new() { Hidden = hidden, Weight = weight, Features = features, Classes = classes };

        public LinearGradients<float> Gradients => new() { Hidden = hiddenSlopes, Weight = weightSlopes };

        public float[] Workspace { get; }
            = Buffers.Of<float>(LinearSoftmaxLosses.WorkspaceLength(rows, classes, features));

        public BatchOptions<float> Options => new() { Threads = context.Threads };

        /// <summary>A loss behind the layer, with both gradients, beside the peer of this name.</summary>
        public Work Work(string peer, Func<double> loss)
        {
            double value = 0;
            return new(new Local("VectorLoss", "", () => value = loss()))
            {
                Threads = context.Threads,
                Peers = context.Peers($"loss {peer} float {rows} {features} {classes}", Differ),
                // The logits, and the gradients of both factors.
                Limit = Limits.Fma<float>(3 * 2.0 * rows * features * classes, context.Threads),
            };

            string? Differ(double[] theirs) => LinearSoftmaxWorks.Differ(theirs, value, hiddenSlopes, weightSlopes);
        }
    }

    private static string? Differ(double[] theirs, double value, float[] first, float[] second)
        => Inputs.Differ(value, theirs[0], 1e-4) ?? Inputs.Differ(Size(first), theirs[1], 1e-3)
            ?? Inputs.Differ(Size(second), theirs[2], 1e-3);

    private static double Size(float[] slopes) => slopes.Sum(slope => Math.Abs((double)slope));
}
