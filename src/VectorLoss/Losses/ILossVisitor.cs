namespace VectorLoss.Losses;

/// <summary>
/// Work for a loss of any family, typed as what it is: tools that hold a <see cref="LossCard"/> reach the kernels of
/// its family through it, without reflection and without an interface call in a loop. A visitor implements the families
/// that it can work with; the others are refused.
/// </summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface ILossVisitor<out TResult>
{
    /// <summary>A loss of one prediction and one target at a time.</summary>
    /// <param name="loss">The loss.</param>
    TResult Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss;

    /// <summary>A loss of the log-probability that a softmax gives to the target class.</summary>
    /// <param name="loss">The loss.</param>
    TResult Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss;

    /// <summary>A loss of three numbers at a time.</summary>
    /// <param name="loss">The loss.</param>
    TResult Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => throw Refused("losses of three numbers");

    /// <summary>A loss of a whole row through sums over it.</summary>
    /// <param name="loss">The loss.</param>
    TResult Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => throw Refused("losses of rows");

    /// <summary>A loss of classes through distances from a centre of the row.</summary>
    /// <param name="loss">The loss.</param>
    TResult Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
        => throw Refused("losses of distances from a centre");

    /// <summary>The loss of rows with several labels each.</summary>
    /// <param name="loss">The loss.</param>
    TResult LabelSet(MultilabelMargin loss) => throw Refused("losses of label sets");

    /// <summary>A loss of pairs of rows against all other pairs of the batch.</summary>
    /// <param name="loss">The loss.</param>
    TResult Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => throw Refused("losses of pairs");

    /// <summary>A loss of labelled rows through their cosines.</summary>
    /// <param name="loss">The loss.</param>
    TResult Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        => throw Refused("losses of labelled rows");

    /// <summary>A loss of sequences that are not aligned with their labels.</summary>
    /// <param name="loss">The loss.</param>
    TResult Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
        => throw Refused("losses of sequences");

    /// <summary>A loss of a whole row that no sums over it give.</summary>
    /// <param name="loss">The loss.</param>
    TResult Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => throw Refused("losses of groups");

    private static NotSupportedException Refused(string family) => new($"This cannot be done with {family}.");
}
