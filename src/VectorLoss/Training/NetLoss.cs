using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>
/// What a net minimises: the mean over the batch of the loss of one sample. <see cref="ClassifierLoss"/> compares its
/// outputs with a class label, <see cref="TargetLoss"/> with numbers.
/// </summary>
public abstract class NetLoss
{
    private protected NetLoss()
    {
    }

    /// <summary>How many outputs a net needs for a data set.</summary>
    /// <param name="data">The samples.</param>
    public virtual int OutputsFor(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Outputs;
    }

    /// <summary>
    /// Records what the last layer predicts, in the terms of the targets where the loss has a link to them:
    /// probabilities where they are labels or probabilities, means where they are counts. Of a loss of margins or of
    /// ranks it is the scores, and of a point loss that looks at logits of classes these.
    /// </summary>
    /// <param name="tape">The tape of the net.</param>
    /// <param name="outputs">What <see cref="Mlp{T}.Record"/> gave.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <returns>A variable of the shape of <paramref name="outputs"/>.</returns>
    public Var Predict<T>(Tape<T> tape, Var outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Prediction.Record(tape, outputs);

    /// <summary>What turns the numbers of the last layer into what <see cref="Predict"/> gives.</summary>
    public abstract OutputLayer Prediction { get; }

    /// <summary>
    /// What turns the numbers of the last layer into the terms of the targets; <see cref="Prediction"/>, unless a point
    /// loss looks at logits of classes.
    /// </summary>
    public virtual OutputLayer LinkLayer => Prediction;

    /// <summary>How many outputs a net needs at least to learn anything.</summary>
    internal virtual int LeastOutputs => 1;

    /// <summary>Whether the targets are class labels.</summary>
    internal abstract bool TakesLabels { get; }

    /// <summary>Records the head behind the outputs.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">One row a sample.</param>
    /// <param name="smaller">Gives the loss its weights where batches may have fewer samples; null where not.</param>
    internal abstract NetHead<T> Record<T>(Tape<T> tape, Var outputs, PartialBatch<T>? smaller)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
