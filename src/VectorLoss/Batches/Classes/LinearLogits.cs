using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;

namespace VectorLoss.Batches;

/// <summary>
/// The logits of many rows, and then their gradient, in the memory of the weight's gradient until that is written. So
/// the weight is read twice in all and its gradient is written once, however few rows the workspace holds.
/// </summary>
/// <remarks>
/// The classes are cut into chunks. The logits of a chunk lie where the gradient of the chunk's weights will lie, which
/// takes no less room because there are no more rows than features. So that gradient overwrites no other chunk, and
/// its own chunk is copied to the workspace first. The chunks are whole blocks of the sum over the classes that is the
/// gradient of the hidden rows, so it has the bits of one product: see <see cref="MatrixProduct"/>.
/// </remarks>
internal readonly ref struct LinearLogits<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With more classes in a chunk, the weights of a chunk no longer stay in a cache from one run of rows to the next.
    private const int MostClasses = 1024;

    private readonly LinearLayer<T> layer;
    private readonly ClassBatch<T> batch;
    private readonly LinearGradients<T> gradients;
    private readonly Span<T> workspace;
    private readonly int threads;
    private readonly int block;
    private readonly int width;

    /// <summary>
    /// Room for the first rows that count, as many as there are features and as the workspace holds a block of; for
    /// none where the workspace alone does as well.
    /// </summary>
    public LinearLogits(LinearLayer<T> layer, ClassBatch<T> batch, LinearGradients<T> gradients, Span<T> workspace,
        int threads)
    {
        this.layer = layer;
        this.batch = batch;
        this.gradients = gradients;
        this.workspace = workspace;
        this.threads = threads;
        block = BlockShape.DepthLength(layer.Classes);
        int most = Math.Min(layer.Features, workspace.Length / block), piece = workspace.Length / layer.Classes;
        if (gradients.Weight.IsEmpty || most <= piece)
            return;
        RowRun first = default(RowRun).Next(batch, most), last = first;
        for (RowRun run = first; run.Count > 0; run = run.Next(batch, most))
            last = run;
        // One run that the workspace holds is multiplied from there.
        if (last == first && first.Count <= piece)
            return;
        Rows = last.Before + last.Count;
        width = Math.Max(block, Math.Min(MostClasses, workspace.Length / Rows) / block * block);
    }

    /// <summary>How many rows there is room for: the first ones that count.</summary>
    public int Rows { get; }

    /// <summary>Computes the logits.</summary>
    public void Forward()
    {
        for (int from = 0; Rows > 0 && from < layer.Classes; from += width)
            for (RowRun run = default(RowRun).Next(batch, Rows); run.Count > 0; run = run.Next(batch, Rows))
                layer.Forward(run.Row, run.Count, from, Width(from), Chunk(run.Before, from), Stride(from), threads);
    }

    /// <summary>Copies whole rows of logits out.</summary>
    /// <param name="before">How many rows that count come before them.</param>
    /// <param name="logits">Receives them.</param>
    public void Load(int before, Span<T> logits)
    {
        for (int at = 0; at < logits.Length; at += layer.Classes)
            for (int from = 0; from < layer.Classes; from += width)
                Copy(Chunk(before + at / layer.Classes, from)[..Width(from)], logits[(at + from)..]);
    }

    /// <summary>Copies the gradient of whole rows of logits in.</summary>
    /// <param name="before">How many rows that count come before them.</param>
    /// <param name="dLogits">The gradient.</param>
    public void Store(int before, ReadOnlySpan<T> dLogits)
    {
        for (int at = 0; at < dLogits.Length; at += layer.Classes)
            for (int from = 0; from < layer.Classes; from += width)
                Copy(dLogits.Slice(at + from, Width(from)), Chunk(before + at / layer.Classes, from));
    }

    /// <summary>From the gradient of the logits, writes that of the hidden rows and that of the weight.</summary>
    public void Backward()
    {
        for (int from = 0; from < layer.Classes; from += width)
        {
            int count = Width(from), whole = count / block * block;
            if (!gradients.Hidden.IsEmpty)
            {
                HiddenGradient(from, from, whole);
                HiddenGradient(from, from + whole, count - whole);
            }
            WeightGradient(from, count);
        }
    }

    /// <summary>Adds what some classes of a chunk contribute to the gradient of the hidden rows.</summary>
    private void HiddenGradient(int chunk, int from, int count)
    {
        for (RowRun run = default(RowRun).Next(batch, Rows); count > 0 && run.Count > 0; run = run.Next(batch, Rows))
            layer.HiddenGradient(run.Row, run.Count, from, count, Chunk(run.Before, chunk)[(from - chunk)..],
                Stride(chunk), from > 0, gradients.Hidden, threads);
    }

    private void WeightGradient(int from, int count)
    {
        for (int row = 0; row < Rows; row++)
            Copy(Chunk(row, from)[..count], workspace[(row * count)..]);
        for (RowRun run = default(RowRun).Next(batch, Rows); run.Count > 0; run = run.Next(batch, Rows))
            layer.WeightGradient(run.Row, run.Count, from, count, workspace[(run.Before * count)..], run.Before > 0,
                gradients.Weight, threads);
    }

    /// <summary>How many classes the chunk from this class on has.</summary>
    private int Width(int from) => Math.Min(width, layer.Classes - from);

    /// <summary>Numbers from one row of a chunk to the next.</summary>
    private int Stride(int from) => layer.WeightByFeature ? layer.Classes : Width(from);

    /// <summary>The memory from the logits of a row on, in the chunk from a class on.</summary>
    private Span<T> Chunk(int row, int from)
        => gradients.Weight[(layer.WeightAt(from) + row * Stride(from))..];

    private static void Copy(ReadOnlySpan<T> numbers, Span<T> places)
        => Widest.Run<CopyRow<T>, T, int>(new(numbers, places));
}
