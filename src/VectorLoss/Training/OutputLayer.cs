namespace VectorLoss.Training;

/// <summary>What turns logits into the outputs that a point loss compares with the target.</summary>
public enum OutputLayer
{
    /// <summary>What the card of the loss asks for: logits for losses on logits or signs, else softmax.</summary>
    Auto,

    /// <summary>The logits themselves.</summary>
    Linear,

    /// <summary>A sigmoid of every logit.</summary>
    Sigmoid,

    /// <summary>The softmax of every row of logits.</summary>
    Softmax,
}
