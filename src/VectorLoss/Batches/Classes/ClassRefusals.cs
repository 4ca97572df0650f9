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

    private static void Refuse(bool asked, string name, string why)
    {
        if (asked)
            throw new ArgumentException($"{name} is given, but {why}.", name);
    }
}
