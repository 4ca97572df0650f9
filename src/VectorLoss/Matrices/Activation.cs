namespace VectorLoss.Matrices;

/// <summary>The function that a layer applies to each of its outputs.</summary>
public enum Activation
{
    /// <summary>x itself.</summary>
    None,

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    Relu,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}
