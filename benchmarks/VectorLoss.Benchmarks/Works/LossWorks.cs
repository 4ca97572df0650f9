using System.Numerics.Tensors;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Kernels;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Pointwise losses: value and gradient in one pass.</summary>
internal static class LossWorks
{
    /// <summary>Those that the peer in Python knows too, on the numbers that it makes.</summary>
    private static readonly string[] Usual = ["mse", "l1", "huber", "hinge", "binary-cross-entropy-with-logits"];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (LossCard card in LossCatalog.All.Where(card => card.Create.Family == "point" && (!context.Quick || Usual.Contains(card.Name))))
            yield return card.Visit(new Maker(context, card, 100_000));
        foreach (string name in context.Quick ? [] : Usual)
            yield return LossCatalog.Find(name)!.Visit(new Maker(context, LossCatalog.Find(name)!, 4_000_000));
    }

    private sealed class Maker(CompareContext context, LossCard card, int length) : ILossVisitor<Plan>
    {
        public Plan Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
            => new(card.Name, $"{length}", _ => LossWorks.Point(context, card, loss, length));

        public Plan Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => throw new NotSupportedException();
    }

    private static float[] Targets(LossCard card, int length) => Usual.Contains(card.Name)
        ? Buffers.Of(Inputs.Floats(length, 5).Select(x => x + 0.5f))
        : Draw(card.Target, length, 5);

    private static float[] Draw(Domain domain, int length, uint seed) => domain switch
    {
        Domain.Real => Inputs.Floats(length, seed, 4),
        Domain.Sign => Buffers.Of(Inputs.Floats(length, seed).Select(x => x < 0 ? -1f : 1f)),
        Domain.Probability => Buffers.Of(Inputs.Floats(length, seed).Select(x => Math.Clamp(0.5f + 0.5f * x, 0.01f, 0.99f))),
        _ => Buffers.Of(Inputs.Floats(length, seed).Select(x => 0.1f + Math.Abs(x))),
    };

    private static Work Point<TLoss>(CompareContext context, LossCard card, TLoss loss, int length) where TLoss : struct, IPointLoss
    {
        float[] predictions = Draw(card.Prediction, length, 4), targets = Targets(card, length), gradient = Buffers.Of<float>(length);
        double value = 0;
        double expected = PointLosses.Value<TLoss, double>(loss, Array.ConvertAll(predictions, x => (double)x), Array.ConvertAll(targets, x => (double)x));
        float[] exponentials = Buffers.Of<float>(length), scratch = Buffers.Of<float>(length);
        double composed = 0;
        var peers = new List<Contestant>
        {
            Limits.Triad(length),
            new Local("TensorPrimitives.Exp alone", "10.0", () => TensorPrimitives.Exp<float>(predictions, exponentials)),
        };
        if (card.Name == "binary-cross-entropy-with-logits")
            peers.Add(new Local("TensorPrimitives composed", "10.0",
                () => composed = Composed.BinaryCrossEntropy(predictions, targets, exponentials, scratch), () => Inputs.Differ(composed, expected, 1e-4)));
        if (context.Torch is { } torch && Usual.Contains(card.Name))
            peers.Add(torch.Work($"point {card.Name} {length}", 1, figures => Inputs.Differ(figures[0], expected, 1e-4)));
        return new(new Local("VectorLoss", "",
            () => value = loss.MeanAndGradient<TLoss, float>(predictions, targets, gradient), () => Inputs.Differ(value, expected, 1e-6)))
        {
            Peers = peers, Limit = Limits.Triad(length),
        };
    }
}
