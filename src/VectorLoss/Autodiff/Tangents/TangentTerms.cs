using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>A matrix and its tangent: one dual number an element.</summary>
internal readonly ref struct DualView<T>(MatrixView<T> values, MatrixView<T> tangents)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An input in one long row; without a tangent, its tangents are zeros.</summary>
    public static DualView<T> Of(in Frame<T> frame, int input) => new(
        new(frame.Input(input), 0, 1), frame.HasTangent(input) ? new(frame.Tangent(input), 0, 1) : ScalarView<T>.Zero);

    public readonly MatrixView<T> Values = values;
    public readonly MatrixView<T> Tangents = tangents;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<V> At<V>(int row, int column) where V : struct, ILanes<V, T>
        => new(Values.At<V>(row, column), Tangents.At<V>(row, column));
}

/// <summary>The derivative of dy·f′ in the direction of the tangents of dy and x, by dual numbers.</summary>
internal readonly ref struct PointTangentTerm<TMap, T>(DualView<T> dy, DualView<T> x, DualView<T> y) : ITerm<T>
    where TMap : struct, IPointMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> dy = dy;
    private readonly DualView<T> x = x;
    private readonly DualView<T> y = y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.Backward(dy.At<V>(row, column), x.At<V>(row, column), y.At<V>(row, column)).Slope;
}

/// <summary>The derivative of dy·∂f/∂a in the direction of the tangents of a and b, by dual numbers.</summary>
internal readonly ref struct LeftTangentTerm<TMap, T>(DualView<T> dy, DualView<T> a, DualView<T> b) : ITerm<T>
    where TMap : struct, IPairMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> dy = dy;
    private readonly DualView<T> a = a;
    private readonly DualView<T> b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.BackwardLeft(dy.At<V>(row, column), a.At<V>(row, column), b.At<V>(row, column)).Slope;
}

/// <summary>The derivative of dy·∂f/∂b in the direction of the tangents of a and b, by dual numbers.</summary>
internal readonly ref struct RightTangentTerm<TMap, T>(DualView<T> dy, DualView<T> a, DualView<T> b) : ITerm<T>
    where TMap : struct, IPairMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> dy = dy;
    private readonly DualView<T> a = a;
    private readonly DualView<T> b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => TMap.BackwardRight(dy.At<V>(row, column), a.At<V>(row, column), b.At<V>(row, column)).Slope;
}
