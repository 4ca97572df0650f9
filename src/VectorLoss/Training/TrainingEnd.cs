namespace VectorLoss.Training;

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps were done.</summary>
    Completed,

    /// <summary>The target accuracy was reached.</summary>
    TargetReached,

    /// <summary>As many evaluations as the plan has patience for found no lower loss.</summary>
    OutOfPatience,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
