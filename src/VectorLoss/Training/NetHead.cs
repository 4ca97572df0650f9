using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>The recorded end of a program: the loss, and where the targets of a batch go.</summary>
internal abstract class NetHead<T>(Tape<T> tape, Var loss) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loss, 1×1.</summary>
    public Var Loss { get; } = loss;

    protected Tape<T> Tape { get; } = tape;

    /// <summary>Copies the targets of a batch into the leaves of the tape.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="indices">Which ones.</param>
    /// <param name="rows">The recorded rows; those beyond the indices get copies of the first target.</param>
    public abstract void Fill(Dataset data, ReadOnlySpan<int> indices, int rows);
}

/// <summary>A head on labels.</summary>
internal sealed class LabelHead<T>(Tape<T> tape, Var loss, Labels labels) : NetHead<T>(tape, loss)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Fill(Dataset data, ReadOnlySpan<int> indices, int rows)
    {
        Span<int> values = Tape.Values(labels);
        data.CopyLabels(indices, values[..indices.Length]);
        PartialBatch<T>.Pad(values, rows, indices.Length);
    }
}

/// <summary>A head on one number a class: 1 for the label, <paramref name="other"/> for the rest.</summary>
internal sealed class OneHotHead<T>(Tape<T> tape, Var loss, Var target, double other) : NetHead<T>(tape, loss)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] labels = new int[tape.ShapeOf(target).Rows];

    public override void Fill(Dataset data, ReadOnlySpan<int> indices, int rows)
    {
        Span<T> targets = Tape.Values(target);
        targets.Fill(T.CreateTruncating(other));
        data.CopyLabels(indices, labels.AsSpan(0, indices.Length));
        PartialBatch<T>.Pad<int>(labels, rows, indices.Length);
        int classes = targets.Length / rows;
        for (int row = 0; row < rows; row++)
            targets[(row * classes) + labels[row]] = T.One;
    }
}

/// <summary>A head on numbers.</summary>
internal sealed class NumberHead<T>(Tape<T> tape, Var loss, Var target) : NetHead<T>(tape, loss)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Fill(Dataset data, ReadOnlySpan<int> indices, int rows)
    {
        Span<T> values = Tape.Values(target);
        data.CopyTargets(indices, values[..(values.Length / rows * indices.Length)]);
        PartialBatch<T>.Pad(values, rows, indices.Length);
    }
}
