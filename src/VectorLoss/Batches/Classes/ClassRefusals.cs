using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>Options of classes that not every loss of classes takes.</summary>
internal static class ClassRefusals
{
    /// <summary>Refuses what belongs to a softmax, in a loss that has none.</summary>
    /// <exception cref="ArgumentException">It is asked for.</exception>
    public static void RefuseSoftmaxOptions<T>(this in ClassBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassOptions<T> options = batch.Options;
        Refuse(options.Softcap != 0, nameof(options.Softcap), "the loss has no softmax");
        Refuse(options.LseSquareScale != 0, nameof(options.LseSquareScale), "the loss has no softmax");
        Refuse(!options.LogSumExp.IsEmpty, nameof(options.LogSumExp), "the loss has no softmax");
    }

    /// <summary>Refuses what belongs to target distributions, in a loss of labels only.</summary>
    /// <exception cref="ArgumentException">It is asked for.</exception>
    public static void RefuseDistributions<T>(this in ClassBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Refuse(!batch.Targets.IsEmpty, "targets", "the loss takes labels only");
        Refuse(batch.Options.LabelSmoothing != 0, nameof(batch.Options.LabelSmoothing), "the loss takes labels only");
    }

    /// <summary>Refuses the gradient by targets where they count for more than the losses of their classes.</summary>
    /// <exception cref="ArgumentException">They weigh the z-loss or divide the mean, or log-sum-exps are asked for.
    /// </exception>
    public static void RefuseWeighingTargets<T>(this in ClassBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassOptions<T> options = batch.Options;
        bool weighs = !options.ClassWeights.IsEmpty;
        batch.RefuseLogSumExp("the gradient by targets gives none");
        Refuse(weighs && options.LseSquareScale != 0, nameof(options.LseSquareScale),
            "class weights make the targets weigh it, and the gradient by targets leaves it out");
        Refuse(weighs && (options.Batch.Reduction.NeedsWeights || options.Divisor == ClassDivisor.ClassWeights),
            nameof(options.ClassWeights), "the mean is divided by the targets' weights, which they would move too");
    }

    /// <summary>Refuses room for log-sum-exps.</summary>
    /// <exception cref="ArgumentException">There is some.</exception>
    public static void RefuseLogSumExp<T>(this in ClassBatch<T> batch, string why)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Refuse(!batch.Options.LogSumExp.IsEmpty, nameof(batch.Options.LogSumExp), why);

    /// <summary>Refuses what weighs the losses of rows and classes, where a loss weighs them itself.</summary>
    /// <exception cref="ArgumentException">It is asked for.</exception>
    public static void RefuseShares<T>(this in ClassOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const string Why = "the loss weighs the log-probabilities itself";
        Refuse(!options.Batch.Weights.IsEmpty, nameof(options.Batch.Weights), Why);
        Refuse(!options.Batch.Factors.IsEmpty, nameof(options.Batch.Factors), Why);
        Refuse(!options.ClassWeights.IsEmpty, nameof(options.ClassWeights), Why);
        Refuse(options.LabelSmoothing != 0, nameof(options.LabelSmoothing), Why);
        Refuse(options.LseSquareScale != 0, nameof(options.LseSquareScale), Why);
    }

    private static void Refuse(bool asked, string name, string why)
    {
        if (asked)
            throw new ArgumentException($"{name} is given, but {why}.", name);
    }
}
