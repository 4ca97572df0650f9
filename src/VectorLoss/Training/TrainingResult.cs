namespace VectorLoss.Training;

/// <summary>What training came to.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Steps">Steps that were done.</param>
/// <param name="TrainLoss">The mean loss of the last 100 batches, or of all if there were fewer; NaN without a
/// step.</param>
/// <param name="Test">The last evaluation; null if training was cancelled before the first.</param>
/// <param name="StepSeconds">Time in the steps, batches included.</param>
/// <param name="EvaluationSeconds">Time in the evaluations.</param>
/// <param name="BytesPerStep">Bytes that the training thread allocated on the managed heap per step: the least of all
/// stretches of ten steps after the first, so that what the runtime allocates once for itself does not count.</param>
public sealed record TrainingResult(
    TrainingEnd End, long Steps, double TrainLoss, Evaluation? Test,
    double StepSeconds, double EvaluationSeconds, double BytesPerStep)
{
    /// <summary>
    /// The step after which the net had the parameters that it has now, those of the lowest loss of all evaluations;
    /// null without <see cref="TrainingPlan.Patience"/>.
    /// </summary>
    public long? BestStep { get; init; }
}
