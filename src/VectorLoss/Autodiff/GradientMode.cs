namespace VectorLoss.Autodiff;

/// <summary>What a backward pass does with the gradients that parameters and inputs have already.</summary>
public enum GradientMode
{
    /// <summary>Replaces them.</summary>
    Overwrite,

    /// <summary>Adds to them: the gradient of a large batch that arrives in parts.</summary>
    Accumulate,
}
