namespace VectorLoss.Losses;

/// <summary>The algorithms of losses of groups.</summary>
internal enum GroupKind
{
    /// <summary>Boxes: the number is ε, the choice a <see cref="BoxPenalty"/>.</summary>
    Boxes,

    /// <summary>Samples of a forecast: the choice is whether pairs of one sample with itself are left out.</summary>
    Samples,

    /// <summary>The parameters of a mixture.</summary>
    Mixture,

    /// <summary>Ranked margins, weighted by what the Jaccard index loses.</summary>
    RankedMargins,

    /// <summary>
    /// Overlaps of classes at places: the number is what smooths them, the choice an <see cref="OverlapWeights"/>.
    /// </summary>
    ClassOverlaps,

    /// <summary>
    /// Ranked errors of classes at places, weighted by what the Jaccard index loses: the choice is whether classes
    /// without a target count.
    /// </summary>
    RankedErrors,

    /// <summary>Risk sets: the choice is whether ties leave them one after another.</summary>
    RiskSets,

    /// <summary>
    /// Alignments of two sequences: the number is γ, the choice whether a sequence's own alignments are subtracted.
    /// </summary>
    Alignments,

    /// <summary>
    /// The transport of one sample to another: the number is the power of a distance, the choice whether the root is
    /// taken.
    /// </summary>
    Transports,

    /// <summary>
    /// The entropic transport of one sample to another, less what either has with itself: the number is ε, the choice
    /// the power of a distance.
    /// </summary>
    EntropicTransports,
}
