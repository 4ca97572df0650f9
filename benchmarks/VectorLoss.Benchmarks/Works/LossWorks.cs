using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Every loss of the catalogue, value and all gradients, beside PyTorch's own or its composition.</summary>
internal static class LossWorks
{
    private const double Tolerance = 1e-4;

    /// <summary>What is done by arithmetic alone: bound by the memory, so it runs at more lengths.</summary>
    private static readonly string[] Light = ["mse", "l1", "huber", "hinge"];

    /// <summary>Losses of a list, of which PyTorch makes a number for each pair of items.</summary>
    private static readonly string[] Lists = ["approx-ndcg", "lambda-rank", "list-mle", "pairwise-logistic"];

    /// <summary>Losses of the cosines with the proxies of classes.</summary>
    private static readonly string[] Proxies = ["arcface", "cosface", "proxy-nca"];

    private static readonly string[] Variants = ["smoothing", "weights", "distributions"];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (LossCard card in LossCatalog.All)
            foreach (int[] sizes in Sizes(card))
                yield return Of<float>(context, card, "", sizes);
        LossCard crossEntropy = Card("cross-entropy");
        foreach (string variant in Variants)
            yield return Of<float>(context, crossEntropy, variant, 1024, 1000);
        yield return Of<double>(context, crossEntropy, "", 1024, 1000);
        foreach (string name in (string[])["mse", "binary-cross-entropy-with-logits"])
            yield return Of<double>(context, Card(name), "", 100_000);
    }

    /// <summary>A work whose peers are PyTorch and what TensorPrimitives can compose.</summary>
    public static Plan Of<T>(CompareContext context, LossCard card, string variant, params int[] sizes)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        string type = typeof(T) == typeof(double) ? "double" : "float";
        string name = string.Join(' ', new[] { card.Name, variant, type }.Where(word => word is not ("" or "float")));
        return new(name, string.Join('x', sizes), _ =>
        {
            LossBatch ours = card.Visit(new LossBatchMaker<T>(card, variant, context.Threads, sizes));
            List<Contestant> peers = [.. context.Peers(
                $"loss {card.Name}{(variant == "" ? "" : $":{variant}")} {type} {string.Join(' ', sizes)}",
                figures => Differ(ours.Figures(), figures))];
            if (typeof(T) == typeof(float) && variant == "")
                peers.AddRange(ComposedLosses.Of(card.Name, sizes, ours));
            return new(new Local("VectorLoss", "", ours.Run, () => Differ(ours.Figures(), InDouble())))
            {
                Threads = context.Threads,
                Peers = peers,
                Limit = Limit<T>(card, sizes, context.Threads),
            };

            double[] InDouble()
            {
                LossBatch exact = card.Visit(new LossBatchMaker<double>(card, variant, context.Threads, sizes));
                exact.Run();
                return exact.Figures();
            }
        });
    }

    /// <summary>The card of a loss.</summary>
    public static LossCard Card(string name) => LossCatalog.All.Single(card => card.Name == name);

    /// <summary>The sizes at which a loss is raced, the usual one first.</summary>
    private static IEnumerable<int[]> Sizes(LossCard card)
        => card.Family switch
        {
            LossFamily.Point when Light.Contains(card.Name) => [[100_000], [1_024], [65_536], [4_000_000]],
            LossFamily.Point when card.Name == "binary-cross-entropy-with-logits" => [[100_000], [4_000_000]],
            LossFamily.Point or LossFamily.Triple => [[100_000]],
            LossFamily.Group when card.Parts == 4 => [[1024, 4]],
            LossFamily.Group when card.Parts == 3 => [[1024, 24]],
            LossFamily.Group when card.Parts == 2 => [[16, 8192]],
            LossFamily.Group when card.Name == "cox" => [[1, 2048]],
            LossFamily.Group when card.HasLengths => [[32, 128]],
            LossFamily.Group => [[256, 100]],
            LossFamily.Row when Lists.Contains(card.Name) => [[128, 10], [64, 200]],
            LossFamily.Row when card.Name.EndsWith("distillation", StringComparison.Ordinal)
                => [[128, 10], [1024, 1000], [64, 50_257]],
            LossFamily.Similarity when Proxies.Contains(card.Name) => [[128, 10], [1024, 1000]],
            LossFamily.Contrast or LossFamily.Similarity => [[256, 128], [1024, 128]],
            LossFamily.Sequence when card.Create.IsLattice => [[50, 8, 20, 10], [200, 4, 80, 30]],
            LossFamily.Sequence => [[50, 16, 20, 10], [150, 16, 80, 30], [500, 8, 80, 100]],
            LossFamily.Row when card.Inputs.Count(input => input.Differentiable) > 1 => [[256, 128], [128, 10],
                [1024, 1000]],
            LossFamily.Label when card.Name == "cross-entropy" => [[128, 10], [1024, 1000], [64, 50_257], [64, 1000]],
            LossFamily.Label => [[128, 10], [1024, 1000], [64, 50_257]],
            _ => [[128, 10], [1024, 1000]],
        };

    /// <summary>Its products where it has some, otherwise its traffic.</summary>
    private static Contestant Limit<T>(LossCard card, int[] sizes, int threads)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => card.Family switch
        {
            LossFamily.Point or LossFamily.Triple => Limits.Triad(sizes[0], threads),
            LossFamily.Contrast or LossFamily.Similarity
                when card.Visit(new LossProducts(sizes[0], sizes[1])) is > 0 and var multiplyAdds
                => Limits.Fma<T>(2 * multiplyAdds, threads),
            _ => Limits.Copy<T>(Numbers(sizes), threads),
        };

    private static int Numbers(int[] sizes) => sizes.Take(3).Aggregate(1, (product, size) => product * size);

    private static string? Differ(double[] actual, double[] expected)
        => actual.Zip(expected, (a, e) => Inputs.Differ(a, e, Tolerance)).FirstOrDefault(wrong => wrong is not null);
}
