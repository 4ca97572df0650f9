using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>A formula for each element of a matrix, from operands that may be broadcast: what gets stored or summed.</summary>
internal interface ITerm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements of one row that begin at a column.</summary>
    V At<V>(int row, int column) where V : struct, ILanes<V, T>;
}

/// <summary>A matrix as a broadcast sees it: a step of 0 repeats the one row, or the one column, that there is.</summary>
internal readonly ref struct MatrixView<T>(ReadOnlySpan<T> values, int rowStep, int columnStep) : ITerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> values = values;
    private readonly int rowStep = rowStep;
    private readonly int columnStep = columnStep;

    /// <summary>A matrix of this size, where a size of 1 is repeated.</summary>
    public static MatrixView<T> Of(ReadOnlySpan<T> values, int rows, int columns)
        => new(values, rows == 1 ? 0 : columns, columns == 1 ? 0 : 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => columnStep == 0 ? V.Broadcast(values[row * rowStep]) : V.Load(values, row * rowStep + column);
}

/// <summary>A term that also writes what it gives into a matrix, which a sum of it then leaves behind.</summary>
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

/// <summary>An operation on two numbers, and what it passes back to each of them.</summary>
internal interface IPairMap
{
    /// <summary>The result.</summary>
    static abstract R Of<R>(R a, R b) where R : struct, IReal<R>;

    /// <summary>dy · ∂y/∂a.</summary>
    static abstract R PullLeft<R>(R dy, R a, R b) where R : struct, IReal<R>;

    /// <summary>dy · ∂y/∂b.</summary>
    static abstract R PullRight<R>(R dy, R a, R b) where R : struct, IReal<R>;
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

/// <summary>dy · ∂f/∂a.</summary>
internal readonly ref struct PullLeftTerm<TMap, T>(MatrixView<T> dy, MatrixView<T> a, MatrixView<T> b) : ITerm<T>
    where TMap : struct, IPairMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixView<T> dy = dy;
    private readonly MatrixView<T> a = a;
    private readonly MatrixView<T> b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.PullLeft(dy.At<V>(row, column), a.At<V>(row, column), b.At<V>(row, column));
}

/// <summary>dy · ∂f/∂b.</summary>
internal readonly ref struct PullRightTerm<TMap, T>(MatrixView<T> dy, MatrixView<T> a, MatrixView<T> b) : ITerm<T>
    where TMap : struct, IPairMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixView<T> dy = dy;
    private readonly MatrixView<T> a = a;
    private readonly MatrixView<T> b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.PullRight(dy.At<V>(row, column), a.At<V>(row, column), b.At<V>(row, column));
}

/// <summary>An operation on one number, and what it passes back to it.</summary>
internal interface IPointMap : IMap
{
    /// <summary>dy · dy/dx, from whichever of x and y = f(x) is handier.</summary>
    static abstract R Pull<R>(R dy, R x, R y) where R : struct, IReal<R>;
}

/// <summary>dy · f′.</summary>
internal readonly ref struct PullTerm<TMap, T>(MatrixView<T> dy, MatrixView<T> x, MatrixView<T> y) : ITerm<T>
    where TMap : struct, IPointMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixView<T> dy = dy;
    private readonly MatrixView<T> x = x;
    private readonly MatrixView<T> y = y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.Pull(dy.At<V>(row, column), x.At<V>(row, column), y.At<V>(row, column));
}
