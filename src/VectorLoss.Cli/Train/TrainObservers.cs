using System.Numerics;
using VectorLoss.Cli.TensorBoard;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Passes everything on to those that look at a training run.</summary>
/// <param name="metrics">The file of steps, or null.</param>
/// <param name="events">The event file of TensorBoard, or null.</param>
/// <param name="progress">What is shown while training runs.</param>
/// <param name="recorder">What the page shows, or null.</param>
/// <param name="checkpoints">The states on the disk, or null; they come last, after the lines of their step.</param>
internal sealed class TrainObservers<T>(MetricsFile? metrics, EventFile? events, TrainingProgress progress,
    TrainRecorder<T>? recorder, Checkpoints<T>? checkpoints)
    : ITrainingObserver where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What is shown while training runs.</summary>
    public TrainingProgress Progress => progress;

    public void OnStep(in StepReport report)
    {
        metrics?.OnStep(report);
        events?.OnStep(report);
        progress.OnStep(report);
        recorder?.OnStep(report);
        checkpoints?.OnStep(report.Step);
    }

    public void OnGradient(long done, long all) => progress.OnGradient(done, all);

    public void OnEvaluation(long step, Evaluation evaluation)
    {
        metrics?.OnEvaluation(step, evaluation);
        events?.OnEvaluation(step, evaluation);
        progress.OnEvaluation(step, evaluation);
        recorder?.OnEvaluation(step, evaluation);
    }
}
