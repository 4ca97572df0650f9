namespace VectorLoss.Losses;

/// <summary>
/// The families of losses. Losses of one family take inputs of the same shapes; each family is a method of
/// <see cref="ILossVisitor{TResult}"/> of the same name.
/// </summary>
public enum LossFamily
{
    /// <summary>One prediction and one target at a time: <see cref="IPointLoss"/>.</summary>
    Point,

    /// <summary>The log-probability that a softmax gives to the target class: <see cref="ILabelLoss"/>.</summary>
    Label,

    /// <summary>Classes by their distance from a centre of the row: <see cref="ICentredLoss"/>.</summary>
    Centred,

    /// <summary>Three numbers at a time: <see cref="ITripleLoss"/>.</summary>
    Triple,

    /// <summary>A whole row through sums over it: <see cref="IRowLoss"/>.</summary>
    Row,

    /// <summary>Rows with several labels each: <see cref="MultilabelMargin"/>.</summary>
    LabelSet,

    /// <summary>Pairs of rows among all of the batch, or by their features: <see cref="IContrastLoss"/>.</summary>
    Contrast,

    /// <summary>Labelled rows through their cosines: <see cref="ISimilarityLoss"/>.</summary>
    Similarity,

    /// <summary>Sequences that are not aligned with their labels: <see cref="ISequenceLoss"/>.</summary>
    Sequence,

    /// <summary>A whole row that no sums over it give: <see cref="IGroupLoss"/>.</summary>
    Group,
}
