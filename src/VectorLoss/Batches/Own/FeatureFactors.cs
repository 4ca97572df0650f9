namespace VectorLoss.Batches;

/// <summary>What the parts of the slopes of a view are multiplied by, a number a column each.</summary>
internal readonly ref struct FeatureFactors
{
    /// <summary>Of the product with the covariances or correlations of different features.</summary>
    public required Span<double> OfProducts { get; init; }

    /// <summary>Of the standard feature itself.</summary>
    public required Span<double> OfOwn { get; init; }

    /// <summary>Of the same feature of the other view.</summary>
    public required Span<double> OfOther { get; init; }
}
