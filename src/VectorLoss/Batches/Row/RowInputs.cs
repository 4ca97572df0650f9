using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The inputs of a loss of rows, row-major. All spans are borrowed for the call.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct RowInputs<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>rows × columns numbers: the first input of the loss's card.</summary>
    public required ReadOnlySpan<T> First { get; init; }

    /// <summary>rows × columns numbers: the second input.</summary>
    public required ReadOnlySpan<T> Second { get; init; }

    /// <summary>
    /// The third input where the loss has one of this kind: rows × columns numbers, or a single row that holds for all;
    /// left out, it counts as 1.
    /// </summary>
    public ReadOnlySpan<T> Third { get; init; }

    /// <summary>One number a row, such as the sign of a pair, where the loss has them.</summary>
    public ReadOnlySpan<T> Labels { get; init; }

    /// <summary>
    /// How many steps of each row of <see cref="First"/> count, where the loss is of sequences: a whole number a row,
    /// or none where all steps do.
    /// </summary>
    public ReadOnlySpan<T> FirstLengths { get; init; }

    /// <summary>The same of <see cref="Second"/>.</summary>
    public ReadOnlySpan<T> SecondLengths { get; init; }

    /// <summary>The length of a row, above 0.</summary>
    public required int Columns { get; init; }

    /// <summary>Checks the lengths; gives the number of rows.</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    internal int Check()
    {
        int rows = Require.Rows(First.Length, Columns, nameof(First), nameof(Columns));
        Require.SameLength(Second.Length, First.Length, nameof(Second), nameof(First));
        if (Third.Length != Columns)
            Require.SameLengthOrEmpty(Third.Length, First.Length, nameof(Third), nameof(First));
        Require.SameLengthOrEmpty(Labels.Length, rows, nameof(Labels), "rows of First");
        return rows;
    }

    /// <summary>Checks that there is a value for each loss, and that none touches an input or an option.</summary>
    /// <exception cref="ArgumentException">The length does not fit, or the values overlap.</exception>
    internal void CheckValues(Span<T> values, int losses, string lossesName, in BatchOptions<T> options)
    {
        Require.SameLength(values.Length, losses, nameof(values), lossesName);
        Require.Apart(values, First, nameof(values), nameof(First));
        Require.Apart(values, Second, nameof(values), nameof(Second));
        Require.Apart(values, Third, nameof(values), nameof(Third));
        Require.Apart(values, Labels, nameof(values), nameof(Labels));
        Require.Apart(values, FirstLengths, nameof(values), nameof(FirstLengths));
        Require.Apart(values, SecondLengths, nameof(values), nameof(SecondLengths));
        options.CheckApart(values, nameof(values));
    }

    /// <summary>The inputs of some rows.</summary>
    [MethodImpl(Compiled.Early)]
    internal RowInputs<T> Piece(int start, int rows) => new()
    {
        First = First.IsEmpty ? default : First.Slice(start * Columns, rows * Columns),
        Second = Second.IsEmpty ? default : Second.Slice(start * Columns, rows * Columns),
        Third = Third.Length <= Columns ? Third : Third.Slice(start * Columns, rows * Columns),
        Labels = Labels.IsEmpty ? default : Labels.Slice(start, rows),
        FirstLengths = FirstLengths.IsEmpty ? default : FirstLengths.Slice(start, rows),
        SecondLengths = SecondLengths.IsEmpty ? default : SecondLengths.Slice(start, rows),
        Columns = Columns,
    };

    /// <summary>A register of each input, from a column of the row on that begins at <paramref name="from"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (V First, V Second, V Third) Load<V, TPart>(int from, int at, V mask)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        int place = from + at, third = Third.Length == First.Length ? place : at;
        return (TPart.Load<V, T>(First, place, mask), TPart.Load<V, T>(Second, place, mask),
            Third.IsEmpty ? V.Of(1) : TPart.Load<V, T>(Third, third, mask));
    }
}
