namespace VectorLoss.Training;

/// <summary>
/// The loss or a gradient became NaN or infinite. The message is one line: the step, the loss, which parameters the net
/// has now, and what to try.
/// </summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Names the step, the loss and the learning rate.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="loss">NaN or an infinity.</param>
    /// <param name="rate">The learning rate of that step.</param>
    /// <param name="goodStep">The step after which the net had the parameters that it has again; null if they are those
    /// of the failed step.</param>
    public TrainingDivergedException(long step, double loss, double rate, long? goodStep)
        : base(FormattableString.Invariant($"the loss became {loss} in step {step} at learning rate {rate:G6}")
            + (goodStep is { } good ? FormattableString.Invariant($"; the net is as after step {good}") : "")
            + ": try a smaller learning rate, a warm-up or smaller initial weights")
    {
        Step = step;
        Loss = loss;
        GoodStep = goodStep;
    }

    /// <summary>Names the step, the learning rate, and the parameter whose gradient or update is not finite.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="loss">The loss, which is finite; NaN where it is not known.</param>
    /// <param name="rate">The learning rate of that step.</param>
    /// <param name="parameter">Which parameter of the tape, from 0.</param>
    /// <param name="isUpdate">Whether the gradient is finite, and the parameter or its state would not be.</param>
    public TrainingDivergedException(long step, double loss, double rate, int parameter, bool isUpdate = false)
        : base(FormattableString.Invariant($"the {(isUpdate ? "update" : "gradient")} of parameter {parameter} ")
            + FormattableString.Invariant($"is not finite in step {step} at learning rate {rate:G6}; ")
            + "nothing has moved: try a smaller learning rate, a warm-up or smaller initial weights")
    {
        Step = step;
        Loss = loss;
        GoodStep = step - 1;
    }

    /// <summary>The step, counted from 1.</summary>
    public long Step { get; }

    /// <summary>NaN or an infinity; a number where only a gradient is not finite.</summary>
    public double Loss { get; }

    /// <summary>
    /// The step after which the net had the parameters that it has again, 0 for the initial ones: their loss was
    /// finite. Null if there were none; the parameters are then those of the failed step.
    /// </summary>
    public long? GoodStep { get; }
}
