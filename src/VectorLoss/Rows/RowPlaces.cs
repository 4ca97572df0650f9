using System.Runtime.CompilerServices;

namespace VectorLoss.Rows;

/// <summary>The places of the rows of a batch: <see cref="ClassAxis"/>, checked, and how many rows there are.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Classes">Numbers of a row.</param>
/// <param name="Inner">Rows of a sample.</param>
/// <param name="ClassStride">From a class to the next.</param>
/// <param name="SampleStride">From a sample to the next.</param>
/// <param name="Length">The numbers of the memory.</param>
/// <param name="First">How many rows of the memory come before the first; 0 for rows one after another.</param>
internal readonly record struct RowPlaces(
    int Rows, int Classes, int Inner, int ClassStride, int SampleStride, long Length, int First = 0)
{
    /// <summary>Rows one after another.</summary>
    public static RowPlaces Plain(int rows, int classes) => new(rows, classes, 1, 1, classes, (long)rows * classes);

    /// <summary>Whether the rows lie one after another.</summary>
    public bool ArePlain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Inner == 1 && ClassStride == 1 && SampleStride == Classes;
    }

    /// <summary>Whether the classes of a row lie one after another.</summary>
    public bool AreWhole => ClassStride == 1;

    /// <summary>Where a row begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int At(int row)
    {
        if (Inner == 1)
            return (First + row) * SampleStride;
        (int sample, int place) = Math.DivRem(First + row, Inner);
        return sample * SampleStride + place;
    }

    /// <summary>How many rows from one on lie side by side, of a sample.</summary>
    public int Beside(int row) => Inner - (First + row) % Inner;

    /// <summary>A row of which the classes lie one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> numbers, int row) => numbers.Slice(At(row), Classes);

    /// <inheritdoc cref="Row{T}(ReadOnlySpan{T}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Row<T>(Span<T> numbers, int row) => numbers.Slice(At(row), Classes);

    /// <summary>The places of some of the rows, in what <see cref="Part{T}(ReadOnlySpan{T}, int, int)"/>
    /// gives.</summary>
    public RowPlaces Piece(int start, int rows) => this with { Rows = rows, First = ArePlain ? 0 : First + start };

    /// <summary>The memory of some of the rows: theirs alone where rows lie one after another, else the
    /// whole.</summary>
    public ReadOnlySpan<T> Part<T>(ReadOnlySpan<T> numbers, int start, int rows)
        => numbers.IsEmpty || !ArePlain ? numbers : numbers.Slice(start * Classes, rows * Classes);

    /// <inheritdoc cref="Part{T}(ReadOnlySpan{T}, int, int)"/>
    public Span<T> Part<T>(Span<T> numbers, int start, int rows)
        => numbers.IsEmpty || !ArePlain ? numbers : numbers.Slice(start * Classes, rows * Classes);

    /// <summary>Writes one number to the places of a row.</summary>
    public void Fill<T>(Span<T> numbers, int row, T number)
    {
        for (int c = 0, at = At(row); c < Classes; c++, at += ClassStride)
            numbers[at] = number;
    }
}
