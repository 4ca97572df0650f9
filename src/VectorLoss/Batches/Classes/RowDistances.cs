using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The distances of a row from its centre, which is subtracted in two parts, and their tangents, as dual numbers.
/// Without tangents each number moves alone, by 1.
/// </summary>
internal readonly ref struct RowDistances<T>(
    ReadOnlySpan<T> numbers, ReadOnlySpan<T> tangents, T shift, T centre, T centreTangent)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> numbers = numbers;
    private readonly ReadOnlySpan<T> tangents = tangents;

    public Dual<Lane1<T>> this[int c] => new(new(numbers[c] - shift - centre),
        new((tangents.IsEmpty ? T.One : tangents[c]) - centreTangent));

    /// <summary>Whether each number moves alone.</summary>
    public bool MoveAlone => tangents.IsEmpty;
}
