using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests;

/// <summary>
/// A batch for a loss of any family, of points and classes too: what <see cref="LossTool"/> takes, drawn to fit the
/// card.
/// </summary>
internal static class FamilyBatch
{
    /// <summary>Settings of the losses that are not of points or classes.</summary>
    public static IReadOnlyList<(string Loss, (string, double)[] Options)> Settings { get; } =
    [
        ("gaussian-nll", []), ("gaussian-nll", [("full", 1)]), ("margin-ranking", []),
            ("margin-ranking", [("margin", 0.5)]),
        ("positive-weighted-cross-entropy", []), ("multi-quantile", []),
        ("laplace-nll", []), ("laplace-nll", [("full", 1)]), ("logistic-nll", []),
        ("student-t-nll", []), ("student-t-nll", [("df", 0.5), ("full", 1)]),
        ("log-normal-nll", []), ("log-normal-nll", [("full", 1)]),
        ("negative-binomial-nll", []), ("negative-binomial-nll", [("full", 1)]),
        ("von-mises-nll", []), ("von-mises-nll", [("full", 1)]), ("beta-nll", []),
        ("zero-inflated-poisson-nll", []), ("zero-inflated-poisson-nll", [("full", 1)]),
        ("gaussian-crps", []), ("interval-score", []), ("interval-score", [("alpha", 0.5)]),
        ("ppo-clip", []), ("ppo-clip", [("eps_high", 0.25)]), ("grpo", []), ("grpo", [("beta", 0.5)]),
        ("orpo", []), ("orpo", [("beta", 2)]), ("contrastive", [("margin", 4)]),
        ("distillation", []), ("distillation", [("temperature", 2)]), ("reverse-distillation", []),
        ("skewed-distillation", []), ("skewed-distillation", [("alpha", 0.5), ("temperature", 0.5)]),
        ("jensen-shannon-distillation", []), ("jensen-shannon-distillation", [("beta", 0.9)]),
        ("list-mle", []), ("pairwise-logistic", []), ("pairwise-logistic", [("sigma", 3)]), ("lambda-rank", []),
        ("approx-ndcg", []), ("approx-ndcg", [("temperature", 1)]),
        ("kto", []), ("kto", [("beta", 1), ("undesirable_weight", 0.5)]),
        ("sum-squared-error", []), ("cosine-distance", []), ("cosine-embedding", []),
            ("cosine-embedding", [("margin", 0.3)]),
        ("aft-log-normal", []), ("aft-log-normal", [("scale", 0.5)]), ("aft-log-logistic", []),
        ("aft-log-logistic", [("scale", 2)]), ("aft-weibull", []), ("aft-weibull", [("scale", 0.5)]),
        ("interval-aft-log-normal", []), ("interval-aft-log-normal", [("scale", 0.125)]),
        ("interval-aft-log-logistic", []), ("interval-aft-log-logistic", [("scale", 2)]), ("interval-aft-weibull", []),
        ("interval-aft-weibull", [("scale", 0.5)]),
        ("box-iou", []), ("giou", []), ("diou", []), ("ciou", []), ("ciou", [("eps", 0.25)]), ("sample-crps", []),
        ("sample-crps", [("fair", 1)]), ("gaussian-mixture-nll", []), ("lovasz-hinge", []), ("cox", []),
        ("multi-class-dice", []), ("multi-class-dice", [("classes", 3), ("smooth", 0.5)]), ("generalized-dice", []),
        ("generalized-dice", [("classes", 3), ("smooth", 0.1)]),
        ("lovasz-softmax", []), ("lovasz-softmax", [("classes", 3), ("all_classes", 1)]), ("cox", [("efron", 1)]),
        ("soft-dtw", []), ("soft-dtw", [("gamma", 0)]),
        ("soft-dtw", [("gamma", 0.5), ("features", 3), ("normalize", 1)]),
        ("wasserstein", []), ("wasserstein", [("p", 2), ("root", 1)]), ("wasserstein", [("p", 1.5)]),
        ("sinkhorn-divergence", []), ("sinkhorn-divergence", [("p", 1), ("epsilon", 0.25)]),
        ("jaccard", []), ("focal-tversky", []), ("focal-tversky", [("gamma", 2), ("smooth", 0.5)]),
        ("combo", []), ("combo", [("alpha", 0.25), ("beta", 0.75)]), ("zlpr", []), ("discrete-hazard", []),
        ("dice", []), ("tversky", [("alpha", 0.3), ("beta", 0.7)]), ("multilabel-soft-margin", []),
        ("triplet-margin", []), ("triplet-margin", [("p", 1), ("swap", 1), ("margin", 2)]),
            ("triplet-margin", [("p", 3)]),
        ("arcface", [("scale", 2)]), ("cosface", [("scale", 2)]), ("cosface", [("margin", 1), ("scale", 1)]),
        ("proxy-nca", []), ("sup-con", []), ("sup-con", [("temperature", 0.5)]), ("nca", [("temperature", 0.5)]),
        ("multi-similarity", [("beta", 5)]), ("circle", [("gamma", 8)]), ("batch-hard-triplet", []),
        ("multilabel-margin", []), ("info-nce", [("temperature", 0.5)]),
            ("info-nce", [("temperature", 0.5), ("views", 1)]), ("clip", []), ("n-pairs", []), ("ctc", []),
        ("vicreg", []), ("vicreg", [("gamma", 3), ("eps", 0.25)]), ("barlow-twins", []),
        ("barlow-twins", [("lambda", 0.5), ("scale", 0.25)]), ("rnn-t", []),
    ];

    public static LossRequest Of(string loss, (string, double)[] options, int rows, int columns,
        string reduction = "mean", int seed = 5)
    {
        LossCard card = LossCatalog.Find(loss)!;
        int parts = card.PartsWith(options.ToDictionary());
        columns = (columns + parts - 1) / parts * parts;
        Random random = new(seed);
        return new(card)
        {
            Options = options.ToDictionary(),
            Reduction = reduction,
            Inputs = card.Family == LossFamily.Sequence
                ? Sequences(rows, columns, card.Create.IsLattice, random)
                : card.Inputs.ToDictionary(input => input.Name,
                input => input.Domain == Domain.Length ? Lengths(rows, columns / parts, random)
                    : Draw(input, rows, columns, random, card.Family)),
        };
    }

    private static LossArray Draw(LossInput input, int rows, int columns, Random random, LossFamily family)
    {
        int[] shape = input.Kind switch
        {
            LossInputKind.PerRow => [rows],
            LossInputKind.PerColumn => [columns],
            LossInputKind.Single => [],
            _ => [rows, columns]
        };
        int count = shape.Aggregate(1, (product, length) => product * length);
        if (input.Domain == Domain.Label)
        {
            // Two labels of rows that look for those of their own.
            int labels = family == LossFamily.Similarity ? Math.Min(2, columns) : columns;
            return family == LossFamily.LabelSet
                ? new(shape, [.. Enumerable.Range(0, rows).SelectMany(_ => LabelSet(columns, random))])
                : new([rows], [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(labels))]);
        }
        return new(shape, [.. Enumerable.Range(0, count).Select(_ => input.Domain switch
        {
            Domain.Positive => 0.25 + 2 * random.NextDouble(),
            Domain.NonNegative => 2 * random.NextDouble(),
            Domain.Probability => random.NextDouble(),
            Domain.Sign => random.Next(2) * 2.0 - 1,
            Domain.Bit => random.Next(2),
            Domain.LogProbability => -0.1 - 3 * random.NextDouble(),
            _ => 4 * random.NextDouble() - 2,
        })]);
    }

    private static LossArray Lengths(int rows, int steps, Random random)
        => new([rows], [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(1, steps + 1))]);

    private static double[] LabelSet(int columns, Random random)
    {
        int[] order = [.. Enumerable.Range(0, columns).OrderBy(_ => random.Next())];
        int labels = random.Next(0, columns + 1);
        return [.. order.Select((label, i) => i < labels ? label : -1.0)];
    }

    private static Dictionary<string, LossArray> Sequences(
        int samples, int classes, bool isLattice, Random random)
    {
        const int steps = 9, longest = 3;
        classes = Math.Max(classes, 3);
        int[] shape = isLattice ? [samples, steps, longest + 1, classes] : [steps, samples, classes];
        double[] lengths = [.. Enumerable.Range(0, samples).Select(_ => (double)random.Next(0, longest + 1))];
        return new()
        {
            ["log_probs"] = new(shape, [.. Enumerable.Range(0, shape.Aggregate((product, length) => product * length))
                .Select(_ => -3 * random.NextDouble())]),
            ["targets"] = new([samples, longest],
                [.. Enumerable.Range(0, samples * longest).Select(_ => (double)random.Next(1, classes))]),
            ["input_lengths"] = new([samples],
                [.. Enumerable.Range(0, samples).Select(_ => (double)random.Next(7, steps + 1))]),
            ["target_lengths"] = new([samples], lengths),
        };
    }
}
