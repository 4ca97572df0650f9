using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Pointwise losses: value and gradient in one pass.</summary>
internal static class LossWorks
{
    /// <summary>The few for a quick run, and for arrays that come from memory.</summary>
    private static readonly string[] Usual = ["mse", "l1", "huber", "hinge", "binary-cross-entropy-with-logits"];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        LossCard[] cards = [.. LossCatalog.All.Where(card => card.Family == LossFamily.Point)];
        LossCard[] usual = [.. cards.Where(card => Usual.Contains(card.Name))];
        foreach (LossCard card in context.Quick ? usual : cards)
            yield return card.Visit(new Maker(context, card, 100_000));
        foreach (LossCard card in usual)
            yield return card.Visit(new Maker(context, card, 4_000_000));
    }

    private sealed class Maker(CompareContext context, LossCard card, int length) : ILossVisitor<Plan>
    {
        public Plan Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
            => new(card.Name, $"{length}", _ => LossWorks.Point(context, card, loss, length));

        public Plan Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => throw new NotSupportedException();
    }

    /// <summary>Numbers of a domain; torch_peer.py draws the same.</summary>
    private static float[] Draw(Domain domain, int length, uint seed) => domain switch
    {
        Domain.Real => Inputs.Floats(length, seed, 4),
        Domain.Sign => Buffers.Of(Inputs.Floats(length, seed).Select(x => x < 0 ? -1f : 1f)),
        Domain.Probability => Buffers.Of(Inputs.Floats(length, seed).Select(x => Math.Clamp(x + 0.5f, 0.01f, 0.99f))),
        _ => Buffers.Of(Inputs.Floats(length, seed).Select(x => Math.Abs(x) + 0.1f)),
    };

    private static Work Point<TLoss>(CompareContext context, LossCard card, TLoss loss, int length)
        where TLoss : struct, IPointLoss
    {
        float[] predictions = Draw(card.Prediction, length, 4), targets = Draw(card.Target, length, 5);
        float[] gradient = Buffers.Of<float>(length);
        double value = 0, composed = 0;
        var peers = new List<Contestant>();
        if (context.Torch is { } torch)
            // Its value and the sizes of its slopes, against ours: it has summed floats, in an order of its own.
            peers.Add(torch.Work($"point {card.Name} {length}", 1, figures => Inputs.Differ(figures[0], value, 1e-4)
                ?? Inputs.Differ(figures[1], gradient.Sum(slope => Math.Abs((double)slope)), 1e-4)));
        if (card.Name == "binary-cross-entropy-with-logits")
        {
            float[] composedGradient = Buffers.Of<float>(length), scratch = Buffers.Of<float>(length);
            peers.Add(new Local("TensorPrimitives composed", "10.0",
                () => composed = Composed.BinaryCrossEntropy(predictions, targets, composedGradient, scratch),
                () => Inputs.Differ(composed, value, 1e-4) ?? Inputs.Differ<float>(gradient, composedGradient, 1e-4)));
        }
        return new(new Local("VectorLoss", "",
            () => value = loss.MeanAndGradient<TLoss, float>(predictions, targets, gradient),
            () => Inputs.Differ(value, Expected(loss, predictions, targets), 1e-6)))
        {
            Peers = peers,
            Limit = Limits.Triad(predictions, targets, gradient),
        };
    }

    /// <summary>The mean in double.</summary>
    private static double Expected<TLoss>(TLoss loss, float[] predictions, float[] targets)
        where TLoss : struct, IPointLoss
        => loss.Mean<TLoss, double>(Wide(predictions), Wide(targets));

    private static double[] Wide(float[] numbers) => Array.ConvertAll(numbers, x => (double)x);
}
