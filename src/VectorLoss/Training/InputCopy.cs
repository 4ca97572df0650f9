using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>Samples of a set as the rows of a batch, a few rows a piece.</summary>
internal readonly ref struct InputCopy<T>(Dataset data, ReadOnlySpan<int> indices, Span<T> destination) : IJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Ten microseconds of one core for images of MNIST, which are scattered over memory.
    private const int Rows = 25;

    private readonly ReadOnlySpan<int> indices = indices;
    private readonly Span<T> destination = destination;

    /// <summary>Copies all rows on at most this many threads.</summary>
    public void RunOn(int threads) => Workers.Run(this, (indices.Length + Rows - 1) / Rows, threads);

    public void Run(int piece)
    {
        int from = piece * Rows, count = Math.Min(Rows, indices.Length - from);
        data.CopyInputs(indices.Slice(from, count), destination.Slice(from * data.Inputs, count * data.Inputs));
    }
}
