using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// A number beside every number of a recording, such as its gradient: the memory, taken at the first pass in recorded
/// order, and the number of the pass that wrote each tensor last.
/// </summary>
/// <param name="recording">The recording.</param>
/// <param name="ofAll">Whether every variable has such numbers, also for what its op keeps; otherwise only those that
/// need a gradient.</param>
internal sealed class Derivatives<T>(Recording<T> recording, bool ofAll)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Arena<T> memory = new();
    private (Segment Segment, Segment Kept, int Pass)[] tensors = [];
    private int prepared;
    private int accumulatedSince = 1;

    /// <summary>Elements that there is memory for.</summary>
    public long Capacity => memory.Capacity;

    /// <summary>The number of the present pass.</summary>
    public int Pass { get; private set; } = 1;

    /// <summary>Whether a backward pass began and did not end, for an op threw: what is here is a part.</summary>
    public bool IsTorn { get; set; }

    /// <summary>Variables before this one count as stale: a pass that starts in the middle sets it.</summary>
    public int First { get; set; }

    /// <summary>The numbers at a position.</summary>
    public Span<T> this[int position] => memory[tensors[position].Segment];

    /// <summary>The numbers at a position that belong to what the op there keeps.</summary>
    public Span<T> Kept(int position) => tensors[position].Kept.Exists ? memory[tensors[position].Kept] : [];

    /// <summary>Whether there is memory for a position.</summary>
    public bool Exists(int position) => position < prepared && tensors[position].Segment.Exists;

    /// <summary>Begins a pass: every tensor is stale, but those of leaves only if they are to be overwritten.</summary>
    public void BeginPass(GradientMode mode)
    {
        Prepare();
        Pass++;
        if (mode == GradientMode.Overwrite)
            accumulatedSince = Pass;
    }

    /// <summary>Takes memory for what was recorded since.</summary>
    public void Prepare()
    {
        if (tensors.Length < recording.Count)
            Array.Resize(ref tensors, Math.Max(recording.Count, 2 * tensors.Length));
        if (prepared < recording.Count)
            ReserveParameters();
        for (; prepared < recording.Count; prepared++)
        {
            Node<T> node = recording[prepared];
            if (ofAll || node.NeedsGradient)
                tensors[prepared].Segment = memory.Take(node.Shape.Count);
            if (ofAll && node.Kept.Exists)
                tensors[prepared].Kept = memory.Take(node.Kept.Length);
        }
    }

    // Parameters that are recorded one after another, as those of a net are, get one contiguous piece.
    private void ReserveParameters()
    {
        long length = 0;
        int count = 0;
        for (int at = prepared; at < recording.Count; at++)
        {
            if (recording[at].IsParameter)
                (length, count) = (length + recording[at].Shape.Count, count + 1);
        }
        memory.Reserve(length, count);
    }

    /// <summary>
    /// The numbers of two positions and of those between them; empty where they do not lie side by side.
    /// </summary>
    public Span<T> Joint(int first, int last)
    {
        (Segment from, Segment to) = (tensors[first].Segment, tensors[last].Segment);
        return from.Chunk != to.Chunk || from.Start > to.Start ? []
            : memory[new(from.Chunk, from.Start, to.Start + to.Length - from.Start)];
    }

    /// <summary>Whether the tensor at a position holds something that counts in this pass.</summary>
    public bool IsLive(int position) => position < prepared && position >= First
        && tensors[position].Pass >= (recording[position].IsLeaf ? accumulatedSince : Pass);

    /// <summary>Marks a tensor as written in this pass; tells whether it held something that counts.</summary>
    public bool Touch(int position)
    {
        bool live = IsLive(position);
        tensors[position].Pass = Pass;
        return live;
    }

    /// <summary>The tensor at a position. A stale one counts as zero; the zeros are written when it is read.</summary>
    public Span<T> Read(int position)
    {
        Span<T> tensor = this[position];
        if (!IsLive(position))
            tensor.Clear();
        return tensor;
    }

    /// <summary>Forgets the positions from <paramref name="count"/> on.</summary>
    public void Rewind(int count)
    {
        if (count >= prepared)
            return;
        Array.Clear(tensors, count, prepared - count);
        prepared = count;
        int last = count - 1;
        while (last >= 0 && !tensors[last].Segment.Exists)
            last--;
        (Segment Segment, Segment Kept, int) end = last < 0 ? default : tensors[last];
        memory.Rewind(end.Kept.Exists ? end.Kept : end.Segment);
    }
}
