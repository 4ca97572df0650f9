using System.Numerics;

namespace VectorLoss.Data;

/// <summary>Samples in arrays of the caller.</summary>
internal sealed class ArraySet<TStored> : Dataset where TStored : unmanaged, IBinaryFloatingPointIeee754<TStored>
{
    private readonly TStored[] inputs;
    private readonly TStored[]? targets;
    private readonly int[]? labels;

    public ArraySet(TStored[] inputs, TStored[]? targets, int[]? labels, int count, int outputs)
        : base(count, Width(inputs, count, nameof(inputs)), outputs, labels is not null)
        => (this.inputs, this.targets, this.labels) = (inputs, targets, labels);

    /// <summary>The numbers of a row, of which an array holds so many.</summary>
    public static int Width(TStored[] rows, int count, string name)
    {
        ArgumentNullException.ThrowIfNull(rows, name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return rows.Length > 0 && rows.Length % count == 0 ? rows.Length / count
            : throw new ArgumentException($"{rows.Length} numbers are not one whole row for each of {count} samples.",
                name);
    }

    public override void CopyInputs<T>(ReadOnlySpan<int> indices, Span<T> destination)
    {
        Check(destination, indices, Inputs);
        Gather(inputs, Inputs, indices, destination);
    }

    public override void CopyTargets<T>(ReadOnlySpan<int> indices, Span<T> destination)
    {
        if (targets is null)
            base.CopyTargets(indices, destination);
        Check(destination, indices, Outputs);
        Gather(targets, Outputs, indices, destination);
    }

    public override void CopyLabels(ReadOnlySpan<int> indices, Span<int> destination)
    {
        if (labels is null)
            base.CopyLabels(indices, destination);
        Check(destination, indices, 1);
        for (int i = 0; i < indices.Length; i++)
            destination[i] = labels![indices[i]];
    }

    private static void Gather<T>(ReadOnlySpan<TStored> rows, int width, ReadOnlySpan<int> indices, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<TStored> row = rows.Slice(indices[i] * width, width);
            Span<T> to = destination.Slice(i * width, width);
            for (int k = 0; k < row.Length; k++)
                to[k] = T.CreateTruncating(row[k]);
        }
    }
}
