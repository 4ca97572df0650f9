namespace VectorLoss.Losses;

/// <summary>
/// Work for a loss of any family, typed as what it is: tools that hold a <see cref="LossCard"/> reach the kernels
/// of its family through it, without reflection and without an interface call in a loop.
/// </summary>
/// <typeparam name="TResult">What the work gives.</typeparam>
public interface ILossVisitor<out TResult>
{
    /// <summary>A loss of one prediction and one target at a time.</summary>
    TResult Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss;

    /// <summary>A loss of the log-probability that a softmax gives to the target class.</summary>
    TResult Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss;
}

/// <summary>Makes a loss of a known type and family from its options.</summary>
public abstract class LossFactory
{
    /// <summary>Makes the loss and shows it to the visitor.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public abstract TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options);

    /// <summary>A factory of point losses.</summary>
    public static LossFactory Point<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, IPointLoss
        => new PointFactory<TLoss>(create);

    /// <summary>A factory of losses of a log-probability.</summary>
    public static LossFactory Label<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, ILabelLoss
        => new LabelFactory<TLoss>(create);

    private sealed class LabelFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, ILabelLoss
    {
        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Label(create(options));
    }

    private sealed class PointFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, IPointLoss
    {
        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Point(create(options));
    }
}
