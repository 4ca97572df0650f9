namespace VectorLoss.Losses;

/// <summary>
/// What turns the prediction of a loss into what it predicts of the target: the inverse of a link function. It says
/// nothing of predictions that the loss takes in other terms by an option, such as means in place of their logarithms.
/// </summary>
public enum Link
{
    /// <summary>Nothing: the prediction is in the terms of the target, or is a score whose sign tells.</summary>
    Identity,

    /// <summary>The sigmoid: predictions are logits.</summary>
    Sigmoid,

    /// <summary>The softmax of a row: predictions are logits of classes.</summary>
    Softmax,

    /// <summary>eˣ: predictions are logarithms of means, or of the medians or scales of times.</summary>
    Exponential,

    /// <summary>The projection of a row on the simplex.</summary>
    Sparsemax,

    /// <summary>½(x + 1), not below 0 and not above 1.</summary>
    BinarySparsemax,

    /// <summary>Nothing: predictions tell something only beside the others of their row.</summary>
    Ranking,

    /// <summary>
    /// There is none: the prediction is a distance, a point among others, the logarithm of a probability or one of
    /// several parameters, or the second input is no truth about the first. No net alone is trained with such a loss.
    /// </summary>
    None,
}
