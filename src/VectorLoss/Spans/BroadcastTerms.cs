using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// A formula for each element of a matrix. Its operands may be broadcast; its results are stored or summed.
/// </summary>
internal interface ITerm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements of one row that begin at a column.</summary>
    V At<V>(int row, int column) where V : struct, ILanes<V, T>;
}

/// <summary>
/// A matrix that may be broadcast: a step of 0 repeats its only row or its only column.
/// </summary>
internal readonly ref struct MatrixView<T>(ReadOnlySpan<T> values, int rowStep, int columnStep) : ITerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> values = values;
    private readonly int rowStep = rowStep;
    private readonly int columnStep = columnStep;

    /// <summary>A matrix of this size. A side of 1 is repeated.</summary>
    public static MatrixView<T> Of(ReadOnlySpan<T> values, int rows, int columns)
        => new(values, rows == 1 ? 0 : columns, columns == 1 ? 0 : 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => columnStep == 0 ? V.Broadcast(values[row * rowStep]) : V.Load(values, row * rowStep + column);
}

/// <summary>
/// A term that also writes its results into a matrix, so that a sum of the term leaves the matrix behind.
/// </summary>
internal readonly ref struct StoringTerm<TTerm, T>(TTerm term, Span<T> destination, int columns) : ITerm<T>
    where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TTerm term = term;
    private readonly Span<T> destination = destination;
    private readonly int columns = columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        V value = term.At<V>(row, column);
        V.Store(value, destination, row * columns + column);
        return value;
    }
}

/// <summary>f(a, b).</summary>
internal readonly ref struct PairTerm<TMap, T>(MatrixView<T> a, MatrixView<T> b) : ITerm<T>
    where TMap : struct, IPairMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixView<T> a = a;
    private readonly MatrixView<T> b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.Of(a.At<V>(row, column), b.At<V>(row, column));
}

/// <summary>f(a, b, c): values of a formula of three numbers, or the results of a backward pass.</summary>
internal readonly ref struct TernaryTerm<TMap, T>(TMap map, MatrixView<T> a, MatrixView<T> b, MatrixView<T> c)
    : ITerm<T>
    where TMap : struct, ITernaryMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TMap map = map;
    private readonly MatrixView<T> a = a;
    private readonly MatrixView<T> b = b;
    private readonly MatrixView<T> c = c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => map.Of(a.At<V>(row, column), b.At<V>(row, column), c.At<V>(row, column));
}
