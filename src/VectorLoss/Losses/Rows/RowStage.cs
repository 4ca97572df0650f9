namespace VectorLoss.Losses;

/// <summary>What the inputs of a loss of rows pass through before its formulas see them.</summary>
public enum RowStage
{
    /// <summary>Nothing: the formulas see the numbers as they are.</summary>
    None,

    /// <summary>
    /// Both inputs, times the scale, become log-softmax of their rows; the third is the first less the second, with the
    /// digits of the difference of the inputs.
    /// </summary>
    LogSoftmax,

    /// <summary>
    /// A score becomes log Σ eˣ less x, of the scores of its own and all lower grades: what a ranking by grade pays for
    /// the item. Of equal grades, the one that stands first is the higher one. Grades stay as they are.
    /// </summary>
    Tails,

    /// <summary>
    /// A score becomes its rank, 1 + Σ σ(scale·(xⱼ − xᵢ)) over all others; a grade its share of the ideal gain.
    /// </summary>
    SoftRanks,

    /// <summary>A score becomes Σ log(1 + e^(scale·(xⱼ − xᵢ))) over the items of lower grades; grades stay.</summary>
    Pairs,

    /// <summary>
    /// As <see cref="Pairs"/>, each pair weighed by how much the ranking of the scores would gain or lose if the two
    /// changed places. The weight is held constant.
    /// </summary>
    WeightedPairs,
}
