using System.Runtime.CompilerServices;

namespace VectorLoss.Matrices;

/// <summary>
/// A factor as the loops see it: element (row, column) lies at row · RowStep + column · ColumnStep, so that a
/// transposed factor is the same with its two steps exchanged.
/// </summary>
internal readonly ref struct Operand<T>(ReadOnlySpan<T> values, int rowStep, int columnStep)
{
    /// <summary>The numbers, from element (0, 0) on.</summary>
    public readonly ReadOnlySpan<T> Values = values;

    /// <summary>From one row to the next.</summary>
    public readonly int RowStep = rowStep;

    /// <summary>From one column to the next.</summary>
    public readonly int ColumnStep = columnStep;

    /// <summary>Where an element lies in <see cref="Values"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint At(int row, int column) => (nint)row * RowStep + (nint)column * ColumnStep;

    /// <summary>The part from element (row, column) on.</summary>
    // A factor without elements may come with a span of any length; nothing of it is read.
    public Operand<T> From(int row, int column)
        => new(Values[(int)Math.Min(At(row, column), Values.Length)..], RowStep, ColumnStep);

    /// <summary>The transpose: its rows are the columns of this one.</summary>
    public Operand<T> AsTranspose() => new(Values, ColumnStep, RowStep);
}
