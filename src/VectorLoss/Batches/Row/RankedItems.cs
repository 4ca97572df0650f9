using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>The items of one list, as pairs of them are compared.</summary>
internal readonly ref struct RankedItems<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The scores.</summary>
    public ReadOnlySpan<T> Scores { get; init; }

    /// <summary>The grades.</summary>
    public ReadOnlySpan<T> Grades { get; init; }

    /// <summary>Each grade's share of the ideal gain, where pairs are weighed.</summary>
    public ReadOnlySpan<T> Gains { get; init; }

    /// <summary>The discount of each rank, where pairs are weighed.</summary>
    public ReadOnlySpan<T> Discounts { get; init; }

    /// <summary>How the scores move, where they do.</summary>
    public ReadOnlySpan<T> Tangents { get; init; }

    /// <summary>The gradient with respect to what was made of each item, on the way back.</summary>
    public ReadOnlySpan<T> Slopes { get; init; }
}
