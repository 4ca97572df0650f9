namespace VectorLoss.Training;

/// <summary>What a number is that an optimiser remembers: how small it may become before it is kept as 0.</summary>
/// <remarks>Subnormal numbers cost some machines as much as a hundred others.</remarks>
public enum StateKind
{
    /// <summary>A mean of gradients or a velocity: 0 below 2⁻¹⁰⁰ in float, 2⁻⁹⁹⁶ in double.</summary>
    Mean,

    /// <summary>A mean or sum of squares: 0 below 2⁻¹¹⁶ in float, 2⁻¹⁰⁰⁰ in double.</summary>
    Square,

    /// <summary>Kept whatever its size.</summary>
    Whole,
}
