namespace VectorLoss.Training;

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
