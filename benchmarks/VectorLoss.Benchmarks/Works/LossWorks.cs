using System.Numerics.Tensors;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Kernels;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Pointwise losses: value and gradient in one pass.</summary>
internal static class LossWorks
{
    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (int length in context.Quick ? [100_000] : new[] { 100_000, 4_000_000 })
        {
            yield return Of(context, "mse", new SquaredError(), length);
            yield return Of(context, "l1", new AbsoluteError(), length);
            yield return Of(context, "huber", new Huber(), length);
            yield return Of(context, "hinge", new Hinge(), length);
            yield return Of(context, "binary-cross-entropy-with-logits", new BinaryCrossEntropyWithLogits(), length);
        }
    }

    private static Plan Of<TLoss>(CompareContext context, string name, TLoss loss, int length) where TLoss : struct, IPointLoss
        => new(name, $"{length}", plan => Point(context, plan.Name, loss, length));

    private static Work Point<TLoss>(CompareContext context, string name, TLoss loss, int length) where TLoss : struct, IPointLoss
    {
        float[] predictions = Inputs.Floats(length, 4, 4), targets = [.. Inputs.Floats(length, 5).Select(x => x + 0.5f)], gradient = new float[length];
        double value = 0;
        double expected = PointLosses.Value<TLoss, double>(loss, Array.ConvertAll(predictions, x => (double)x), Array.ConvertAll(targets, x => (double)x));
        float[] exponentials = new float[length], scratch = new float[length];
        double composed = 0;
        var peers = new List<Contestant>
        {
            Limits.Triad(length),
            new Local("TensorPrimitives.Exp alone", "10.0", () => TensorPrimitives.Exp<float>(predictions, exponentials)),
        };
        if (name == "binary-cross-entropy-with-logits")
            peers.Add(new Local("TensorPrimitives composed", "10.0",
                () => composed = Composed.BinaryCrossEntropy(predictions, targets, exponentials, scratch), () => Inputs.Differ(composed, expected, 1e-4)));
        if (context.Torch is { } torch)
            peers.Add(torch.Work($"point {name} {length}", 1, figures => Inputs.Differ(figures[0], expected, 1e-4)));
        return new(new Local("VectorLoss", "",
            () => value = loss.MeanAndGradient<TLoss, float>(predictions, targets, gradient), () => Inputs.Differ(value, expected, 1e-6)))
        {
            Peers = peers, Limit = Limits.Triad(length),
        };
    }
}
