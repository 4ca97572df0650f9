namespace VectorLoss.Training;

/// <summary>One step, as it happened.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Loss">The loss of the batch, before the step.</param>
/// <param name="Accuracy">The part of the batch that the net got right, before the step.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="GradientNorm">The Euclidean length of the gradient; NaN unless the plan asks for it.</param>
/// <param name="SamplesPerSecond">The batch size divided by the time of this step.</param>
public readonly record struct StepReport(
    long Step, double Loss, double Accuracy, double Rate, double GradientNorm, double SamplesPerSecond);
