using System.Numerics.Tensors;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Spans;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Sums and extremes of numbers that lie in the first cache.</summary>
internal static class ReductionWorks
{
    private delegate double Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b);

    /// <summary>2,048 numbers, and as many less seven: a tail.</summary>
    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (int length in new[] { 2_048, 2_041 })
        {
            yield return Of("sum", length, 1, (a, _) => Reductions.Sum(a), (a, _) => TensorPrimitives.Sum(a));
            yield return Of("dot", length, 2, (a, b) => Reductions.Dot(a, b), (a, b) => TensorPrimitives.Dot(a, b));
            yield return Of("max", length, 1, (a, _) => Reductions.Max(a), (a, _) => TensorPrimitives.Max(a));
        }
    }

    private static Plan Of(string name, int length, int inputs, Sum ours, Sum theirs) => new(name, $"{length}", _ =>
    {
        // Above zero, so that a sum is no difference of large parts.
        float[] a = Buffers.Of(Inputs.Floats(length, 9, 1).Select(u => u + 0.75f));
        float[] b = Buffers.Of(Inputs.Floats(length, 17, 1).Select(u => u + 0.75f));
        double mine = 0, peers = 0;
        return new(new Local("VectorLoss", "", () => mine = ours(a, b)))
        {
            Peers = [new Local("TensorPrimitives", Versions.TensorPrimitives, () => peers = theirs(a, b),
                () => Inputs.Differ(mine, peers, 1e-5))],
            Limit = Limits.Read(inputs * length),
        };
    });
}
