using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Σx², added in the order of <see cref="OrderedSum{T}"/>.</summary>
internal static class SumOfSquares
{
    /// <summary>The sum of squares; the same bits on every width.</summary>
    public static double Of<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LaneSum<ProductTerm, T>.Run(values, values);
}
