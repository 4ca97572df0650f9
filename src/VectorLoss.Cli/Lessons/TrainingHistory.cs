using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

/// <summary>Writes down the loss of every step and the test accuracy of every evaluation.</summary>
internal sealed class TrainingHistory : ITrainingObserver
{
    /// <summary>Step and loss of its batch.</summary>
    public List<(double Step, double Loss)> Losses { get; } = [];

    /// <summary>Step and accuracy on the test digits.</summary>
    public List<(double Step, double Accuracy)> Accuracies { get; } = [];

    public void OnStep(in StepReport report) => Losses.Add((report.Step, report.Loss));

    public void OnEvaluation(long step, Evaluation evaluation) => Accuracies.Add((step, evaluation.Accuracy));
}
