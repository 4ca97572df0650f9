namespace VectorLoss.Training;

/// <summary>What a step does when the loss is finite and a gradient is not. Nothing moves either way.</summary>
public enum NonFiniteGradient
{
    /// <summary>A <see cref="TrainingDivergedException"/> that names the parameter.</summary>
    Throw,

    /// <summary>The step is left out and counted: <see cref="Optimizer{T}.SkippedSteps"/>.</summary>
    Skip,
}
