namespace VectorLoss.Cli.Pages;

/// <summary>A stretch of training: the means over its steps, and the gradient of its last.</summary>
/// <param name="Step">The last step of the stretch.</param>
/// <param name="Loss">Mean loss of its batches.</param>
/// <param name="Accuracy">Share of the digits of its batches that were read correctly, 0 to 1.</param>
/// <param name="LearningRate">The step size at its end.</param>
/// <param name="GradientNorms">Norm of each layer's gradient at its end, first layer first; may be empty.</param>
internal sealed record TrainRow(
    double Step, double Loss, double Accuracy, double LearningRate, IReadOnlyList<double> GradientNorms);
