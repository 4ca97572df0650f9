namespace VectorLoss.Training;

/// <summary>What a minimisation came to. The point is where the caller gave the start.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Value">The value at the point.</param>
/// <param name="GradientSize">The largest component of the gradient there; NaN for
/// <see cref="MinimumEnd.NotFinite"/>.</param>
/// <param name="Iterations">Steps that were taken.</param>
/// <param name="Evaluations">Calls of the function.</param>
public readonly record struct Minimum(
    MinimumEnd End, double Value, double GradientSize, int Iterations, int Evaluations);
