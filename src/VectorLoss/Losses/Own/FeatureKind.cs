namespace VectorLoss.Losses;

/// <summary>What a loss of the features of two views looks at.</summary>
internal enum FeatureKind
{
    /// <summary>
    /// The distance of the views, and the variances and covariances of the features of each: the rows but one divide.
    /// </summary>
    Covariances,

    /// <summary>The correlations of features of one view with those of the other: the rows divide.</summary>
    Correlations,
}
