using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The logits of many rows, and then their gradient, in the memory of the weight's gradient until that is written. So
/// the weight is read twice in all and its gradient is written once, however few rows the workspace holds.
/// </summary>
/// <remarks>
/// The classes are cut into chunks. The logits of a chunk lie where the gradient of the chunk's weights will lie, which
/// takes no less room because there are no more rows than features. So that gradient overwrites no other chunk, and
/// its own chunk is copied to the workspace first. Hidden rows that count between rows that do not are copied to the
/// end of the workspace, if it holds them, so that one product takes them all, and their gradient is written without
/// gaps first: runs of four rows each took ten times as long. The chunks are whole blocks of the sum over the classes
/// that is the gradient of the hidden rows, so it has the bits of one product: see <see cref="MatrixProduct"/>.
/// </remarks>
internal readonly ref struct LinearLogits<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With more classes in a chunk, the weights of a chunk no longer stay in a cache from one run of rows to the next.
    private const int MostClasses = 1024;

    private readonly LinearLayer<T> layer;
    private readonly ClassBatch<T> batch;
    private readonly LinearGradients<T> gradients;
    private readonly int threads;
    private readonly int block;
    private readonly int width;
    private readonly int end;
    private readonly bool packs;

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
        this.threads = threads;
        block = BlockShape.DepthLength(layer.Classes);
        int most = Math.Min(layer.Features, workspace.Length / block), piece = workspace.Length / layer.Classes;
        if (gradients.Weight.IsEmpty)
            return;
        RowRun first = default(RowRun).Next(batch, most), last = first;
        for (RowRun run = first; run.Count > 0; run = run.Next(batch, most))
            last = run;
        // One run that the workspace holds is multiplied from there.
        if (last == first && first.Count <= piece)
            return;
        Rows = last.Before + last.Count;
        end = last.Row + last.Count;
        long hidden = (long)Rows * layer.Features, rest = workspace.Length - hidden;
        packs = last != first && rest >= Math.Max(layer.Classes, (long)Rows * block);
        Room = packs ? workspace[..(int)rest] : workspace;
        width = Math.Max(block, Math.Min(MostClasses, Room.Length / Rows) / block * block);
        if (packs)
            this.layer = layer with { Hidden = Pack(workspace[(int)rest..]) };
    }

    /// <summary>How many rows there is room for: the first ones that count.</summary>
    public int Rows { get; }

    /// <summary>The part of the workspace that is free meanwhile.</summary>
    public Span<T> Room { get; }

    /// <summary>Copies the hidden rows that count.</summary>
    private ReadOnlySpan<T> Pack(Span<T> places)
    {
        int features = layer.Features;
        for (RowRun run = default(RowRun).Next(batch, Rows); run.Count > 0; run = run.Next(batch, Rows))
            Copy(layer.Hidden.Slice(run.Row * features, run.Count * features), places[(run.Before * features)..]);
        return places;
    }

    /// <summary>The next rows for a product.</summary>
    private RowRun Next(RowRun run) => !packs ? run.Next(batch, Rows) : new(0, run.Count > 0 ? 0 : Rows, 0);

    /// <summary>Computes the logits.</summary>
    public void Forward()
    {
        for (int from = 0; Rows > 0 && from < layer.Classes; from += width)
            for (RowRun run = Next(default); run.Count > 0; run = Next(run))
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
        if (packs && !gradients.Hidden.IsEmpty)
            Spread(gradients.Hidden);
    }

    /// <summary>Moves the rows that count, which lie without gaps, to their places, and zeros the others.</summary>
    private void Spread(Span<T> hidden)
    {
        for (int row = end - 1, before = Rows; row >= 0; row--)
        {
            if (batch.Counts(row))
                Move(hidden, --before, row);
            else
                foreach (ref T number in hidden.Slice(row * layer.Features, layer.Features))
                    number = T.Zero;
        }
    }

    private void Move(Span<T> hidden, int from, int to)
    {
        if (from < to)
            Copy(hidden.Slice(from * layer.Features, layer.Features),
                hidden.Slice(to * layer.Features, layer.Features));
    }

    /// <summary>Adds what some classes of a chunk contribute to the gradient of the hidden rows.</summary>
    private void HiddenGradient(int chunk, int from, int count)
    {
        for (RowRun run = Next(default); count > 0 && run.Count > 0; run = Next(run))
            layer.HiddenGradient(run.Row, run.Count, from, count, Chunk(run.Before, chunk)[(from - chunk)..],
                Stride(chunk), from > 0, gradients.Hidden, threads);
    }

    private void WeightGradient(int from, int count)
    {
        for (int row = 0; row < Rows; row++)
            Copy(Chunk(row, from)[..count], Room[(row * count)..]);
        for (RowRun run = Next(default); run.Count > 0; run = Next(run))
            layer.WeightGradient(run.Row, run.Count, from, count, Room[(run.Before * count)..], count, run.Before > 0,
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
        => Widest.Run<CopyRow<T, T, T>, T, int>(new(numbers, places));
}
