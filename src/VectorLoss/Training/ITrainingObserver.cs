namespace VectorLoss.Training;

/// <summary>Told what happens during training; its time does not count as training time.</summary>
public interface ITrainingObserver
{
    /// <summary>After every step.</summary>
    void OnStep(in StepReport report)
    {
    }

    /// <summary>After every evaluation.</summary>
    /// <param name="step">How many steps are behind.</param>
    /// <param name="evaluation">What it found.</param>
    void OnEvaluation(long step, Evaluation evaluation)
    {
    }
}
