using System.Numerics.Tensors;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Kernels;

namespace VectorLoss.Benchmarks.Works;

/// <summary>Elementary functions on numbers that lie in the first cache.</summary>
internal static class ElementwiseWorks
{
    private const int Length = 2_048;

    private delegate void Map(ReadOnlySpan<float> x, Span<float> destination);

    public static IEnumerable<Plan> All(CompareContext context) =>
    [
        Of("exp", Elementwise.Exp, TensorPrimitives.Exp, -10, 10),
        Of("log", Elementwise.Log, TensorPrimitives.Log, 0.001f, 20),
        Of("tanh", Elementwise.Tanh, TensorPrimitives.Tanh, -5, 5),
        Of("sigmoid", Elementwise.Sigmoid, TensorPrimitives.Sigmoid, -10, 10),
    ];

    private static Plan Of(string name, Map ours, Map theirs, float low, float high) => new(name, $"{Length}", _ =>
    {
        float[] x = Buffers.Of(Inputs.Floats(Length, 9, 1).Select(u => low + (u + 0.5f) * (high - low))), y = Buffers.Of<float>(Length), z = Buffers.Of<float>(Length);
        return new(new Local("VectorLoss", "", () => ours(x, y)))
        {
            Peers = [new Local("TensorPrimitives", "10.0", () => theirs(x, z), () => Inputs.Differ<float>(y, z, 1e-5))],
        };
    });
}
