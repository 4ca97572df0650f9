namespace VectorLoss.Losses;

/// <summary>
/// What a loss of the features of two views adds up: the same type for all of them, so that one kernel does.
/// </summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="OfPairs">The weight of what partners should have in common.</param>
/// <param name="OfSpread">The weight of features that spread too little.</param>
/// <param name="OfOthers">The weight of what different features have in common.</param>
/// <param name="Spread">The standard deviation that features should have.</param>
/// <param name="Eps">Added to variances.</param>
internal readonly record struct FeatureRule(
    FeatureKind Kind, double OfPairs, double OfSpread, double OfOthers, double Spread, double Eps)
{
    /// <summary>What sums over rows are divided by; 1 where that would be 0.</summary>
    public int Divisor(int rows) => Kind == FeatureKind.Correlations ? rows : Math.Max(rows - 1, 1);
}
