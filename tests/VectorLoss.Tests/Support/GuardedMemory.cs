namespace VectorLoss.Tests;

/// <summary>Each span of an entry between guarded pages.</summary>
internal sealed class GuardedMemory : BatchMemory, IDisposable
{
    private readonly Dictionary<string, (GuardedPages Pages, int Bytes)> spans = [];
    private readonly bool atEnd;

    /// <summary>Maps the spans of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="atEnd">Whether a span ends at a guarded page, and else begins at one.</param>
    public GuardedMemory(BatchEntry entry, bool atEnd) : base(entry)
    {
        this.atEnd = atEnd;
        foreach (BatchSpan span in entry.Spans)
            spans[span.Name] = (new(span.Bytes), span.Bytes);
    }

    public override Span<byte> Bytes(string name) => spans[name].Pages.Bytes(spans[name].Bytes, atEnd);

    public void Dispose()
    {
        foreach ((GuardedPages pages, _) in spans.Values)
            pages.Dispose();
    }
}
