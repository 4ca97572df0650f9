namespace VectorLoss.Training;

/// <summary>Where a gradient comes from.</summary>
public enum GradientSource
{
    /// <summary>The tape, backwards.</summary>
    Backprop,

    /// <summary>
    /// Central differences with h = 10⁻⁴ over every single parameter, as the textbook introduces gradients: two passes
    /// a parameter, so only for tiny nets, and in double only.
    /// </summary>
    Numerical,
}
