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

/// <summary>Told what happens during training; its time does not count as training time.</summary>
public interface ITrainingObserver
{
    /// <summary>After every step.</summary>
    void OnStep(in StepReport report)
    {
    }

    /// <summary>
    /// Within a step whose gradient is numerical, after each of its components: such a step can take minutes.
    /// </summary>
    /// <param name="done">Components that are known.</param>
    /// <param name="all">All components: the number of parameters of the net.</param>
    void OnGradient(long done, long all)
    {
    }

    /// <summary>After every evaluation.</summary>
    /// <param name="step">How many steps are behind.</param>
    /// <param name="evaluation">What it found.</param>
    void OnEvaluation(long step, Evaluation evaluation)
    {
    }
}

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps were done.</summary>
    Completed,

    /// <summary>The target accuracy was reached.</summary>
    TargetReached,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

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
    double StepSeconds, double EvaluationSeconds, double BytesPerStep);
