using System.Numerics.Tensors;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Spans;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Elementary functions on numbers that lie in the first cache.</summary>
internal static class ElementwiseWorks
{
    private delegate void Map(ReadOnlySpan<float> x, Span<float> destination);

    /// <summary>2,048 numbers, and as many less seven: a tail.</summary>
    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (int length in new[] { 2_048, 2_041 })
        {
            yield return Of("exp", length, Elementwise.Exp, TensorPrimitives.Exp, -10, 10);
            yield return Of("log", length, Elementwise.Log, TensorPrimitives.Log, 0.001f, 20);
            yield return Of("tanh", length, Elementwise.Tanh, TensorPrimitives.Tanh, -5, 5);
            yield return Of("sigmoid", length, Elementwise.Sigmoid, TensorPrimitives.Sigmoid, -10, 10);
        }
    }

    private static Plan Of(string name, int length, Map ours, Map theirs, float low, float high)
        => new(name, $"{length}", _ =>
    {
        float[] x = Buffers.Of(Inputs.Floats(length, 9, 1).Select(u => low + (u + 0.5f) * (high - low))),
            y = Buffers.Of<float>(length), z = Buffers.Of<float>(length);
        return new(new Local("VectorLoss", "", () => ours(x, y)))
        {
            Peers =
            [
                new Local("TensorPrimitives", Versions.TensorPrimitives, () => theirs(x, z),
                    () => Inputs.Differ<float>(y, z, 1e-5)),
            ],
        };
    });
}
