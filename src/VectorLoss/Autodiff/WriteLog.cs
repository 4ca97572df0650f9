using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Which variables were handed out for writing, or moved by a step, since the last forward pass: a backward pass would
/// mix their new numbers with old ones.
/// </summary>
internal sealed class WriteLog<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;
    private bool any;
    private bool[] written = [];
    private int[] reached = [];
    private int search;

    // The first leaf of labels that was handed out: which ops read labels, only they know.
    private int labels = None;

    /// <summary>Notes a variable.</summary>
    public void Add(int position)
    {
        if (written.Length <= position)
            Array.Resize(ref written, Math.Max(recording.Count, 2 * written.Length));
        (written[position], any) = (true, true);
        recording.Update.Forget(position);
        recording.Checksums.Forget();
    }

    /// <summary>Notes a leaf of labels.</summary>
    public void Add(Labels handle) => labels = labels == None ? handle.Index : labels;

    /// <summary>
    /// A forward pass from a position on takes the numbers of now. What stands before it stays noted if an op before it
    /// used it, or if it is the result of one.
    /// </summary>
    public void Forward(int from)
    {
        labels = from == 0 ? None : labels;
        if (!any)
            return;
        any = false;
        for (int at = 0; at < written.Length; at++)
        {
            written[at] &= at < from && (!recording[at].IsLeaf || recording.IsUsedBefore(from, at));
            any |= written[at];
        }
    }

    /// <summary>Refuses a backward pass from a position if something it depends on was written.</summary>
    public void RequireUnwritten(int root, string user)
    {
        if (labels != None)
            throw new InvalidOperationException($"{user}: labels {labels} were handed out for writing after the "
                + $"forward pass, so the gradient would not be that of the computed values. {Advice}");
        if (any && Find(root) is >= 0 and int at)
            throw new InvalidOperationException($"{user}: {recording.Describe(at)} was handed out for writing or moved "
                + $"after the forward pass, so the gradient would not be that of the computed values. {Advice}");
    }

    /// <summary>Forgets the positions from <paramref name="count"/> on.</summary>
    public void Rewind(int count, int labelCount)
    {
        if (count < written.Length)
            Array.Clear(written, count, written.Length - count);
        if (labels >= labelCount)
            labels = None;
    }

    private static string Advice
        => $"Call {nameof(Tape<>.Forward)} again, or read with {nameof(Tape<>.ReadOnlyValues)}.";

    /// <summary>A variable that was written and that the root depends on, or −1.</summary>
    private int Find(int root)
    {
        if (reached.Length < recording.Count)
            Array.Resize(ref reached, Math.Max(recording.Count, 2 * reached.Length));
        search++;
        reached[root] = search;
        for (int at = root; at >= 0; at--)
        {
            if (reached[at] != search)
                continue;
            if (at < written.Length && written[at])
                return at;
            for (int i = 0; i < recording[at].Inputs; i++)
                reached[recording.InputOf(at, i)] = search;
        }
        return None;
    }
}
