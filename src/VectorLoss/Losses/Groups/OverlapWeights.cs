namespace VectorLoss.Losses;

/// <summary>How classes share in a loss of overlaps.</summary>
internal enum OverlapWeights
{
    /// <summary>The mean of a coefficient a class.</summary>
    Even,

    /// <summary>One coefficient of sums that are divided by the square of what a class has of the target.</summary>
    InverseSquares,
}
