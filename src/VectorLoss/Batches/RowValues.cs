using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Batches;

/// <summary>Where the values of rows go beside their sum.</summary>
internal readonly ref struct RowValues<T>(Span<T> rounded, Span<double> exact = default)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> rounded = rounded;
    private readonly Span<double> exact = exact;

    /// <summary>Those of some rows, which also go where a caller will add them in the order of the rows.</summary>
    public RowValues<T> Piece(int start, int rows, Span<double> exact)
        => new(rounded.IsEmpty ? default : rounded.Slice(start, rows), exact);

    /// <summary>The same without another place to go.</summary>
    public RowValues<T> Piece(int start, int rows)
        => Piece(start, rows, exact.IsEmpty ? default : exact.Slice(start, rows));

    /// <summary>Keeps the value of a row where there is room; gives it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Put(int row, double value)
    {
        if (!rounded.IsEmpty)
            rounded[row] = T.CreateTruncating(value);
        if (!exact.IsEmpty)
            exact[row] = value;
        return value;
    }
}
