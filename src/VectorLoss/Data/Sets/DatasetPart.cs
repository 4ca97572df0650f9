namespace VectorLoss.Data;

/// <summary>Some samples of a set.</summary>
internal sealed class DatasetPart : Dataset
{
    private readonly Dataset whole;
    private readonly int[] rows;

    public DatasetPart(Dataset whole, int[] rows) : base(rows.Length, whole.Inputs, whole.Outputs, whole.HasLabels)
    {
        foreach (int row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)whole.Count, nameof(rows));
        (this.whole, this.rows) = (whole, rows);
    }

    // Row by row: a batch is copied by several threads, which could not share a buffer of indices.
    public override void CopyInputs<T>(ReadOnlySpan<int> indices, Span<T> destination)
    {
        Check(destination, indices, Inputs);
        for (int i = 0; i < indices.Length; i++)
            whole.CopyInputs([rows[indices[i]]], destination.Slice(i * Inputs, Inputs));
    }

    public override void CopyLabels(ReadOnlySpan<int> indices, Span<int> destination)
    {
        Check(destination, indices, 1);
        for (int i = 0; i < indices.Length; i++)
            whole.CopyLabels([rows[indices[i]]], destination.Slice(i, 1));
    }

    public override void CopyTargets<T>(ReadOnlySpan<int> indices, Span<T> destination)
    {
        Check(destination, indices, Outputs);
        for (int i = 0; i < indices.Length; i++)
            whole.CopyTargets([rows[indices[i]]], destination.Slice(i * Outputs, Outputs));
    }
}
