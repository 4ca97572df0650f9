namespace VectorLoss.Losses;

/// <summary>
/// Work for a loss of any family, typed as what it is: tools that hold a <see cref="LossCard"/> reach the kernels
/// of its family through it, without reflection and without an interface call in a loop. A visitor implements the families
/// that it has business with; the others are refused.
/// </summary>
/// <typeparam name="TResult">What the work gives.</typeparam>
public interface ILossVisitor<out TResult>
{
    /// <summary>A loss of one prediction and one target at a time.</summary>
    TResult Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss;

    /// <summary>A loss of the log-probability that a softmax gives to the target class.</summary>
    TResult Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss;

    /// <summary>A loss of three numbers at a time.</summary>
    TResult Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => throw Refused("losses of three numbers");

    /// <summary>A loss of a whole row through sums over it.</summary>
    TResult Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => throw Refused("losses of rows");

    /// <summary>A loss of classes through distances from a centre of the row.</summary>
    TResult Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss => throw Refused("losses of distances from a centre");

    /// <summary>The loss of rows with several labels each.</summary>
    TResult LabelSet(MultilabelMargin loss) => throw Refused("losses of label sets");

    /// <summary>The loss of pairs of rows against all other pairs of the batch.</summary>
    TResult Contrast(InfoNce loss) => throw Refused("losses of pairs");

    /// <summary>The loss of sequences that are not aligned with their labels.</summary>
    TResult Sequence(ConnectionistTemporalClassification loss) => throw Refused("losses of sequences");

    private static NotSupportedException Refused(string family) => new($"This cannot be done with {family}.");
}

/// <summary>Makes a loss of a known type and family from its options.</summary>
public abstract class LossFactory
{
    /// <summary>The family, in a word or two.</summary>
    public abstract string Family { get; }

    /// <summary>Options that every loss of the family has, beside its own.</summary>
    public virtual IReadOnlyList<LossOption> FamilyOptions => [];

    /// <summary>Makes the loss and shows it to the visitor.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public abstract TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options);

    /// <summary>A factory of point losses.</summary>
    public static LossFactory Point<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, IPointLoss
        => new PointFactory<TLoss>(create);

    /// <summary>A factory of losses of a log-probability.</summary>
    public static LossFactory Label<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, ILabelLoss
        => new LabelFactory<TLoss>(create);

    /// <summary>A factory of losses of three numbers.</summary>
    public static LossFactory Triple<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, ITripleLoss
        => new TripleFactory<TLoss>(create);

    /// <summary>A factory of losses of a row.</summary>
    public static LossFactory Row<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, IRowLoss
        => new RowFactory<TLoss>(create);

    /// <summary>A factory of losses of classes through distances from a centre of the row.</summary>
    public static LossFactory Centred<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) where TLoss : struct, ICentredLoss
        => new CentredFactory<TLoss>(create);

    /// <summary>A factory of <see cref="MultilabelMargin"/>.</summary>
    internal static LossFactory LabelSet(Func<IReadOnlyDictionary<string, double>, MultilabelMargin> create) => new LabelSetFactory(create);

    /// <summary>A factory of <see cref="InfoNce"/>.</summary>
    internal static LossFactory Contrast(Func<IReadOnlyDictionary<string, double>, InfoNce> create) => new ContrastFactory(create);

    /// <summary>A factory of <see cref="ConnectionistTemporalClassification"/>.</summary>
    internal static LossFactory Sequence(Func<IReadOnlyDictionary<string, double>, ConnectionistTemporalClassification> create)
        => new SequenceFactory(create);

    private sealed class TripleFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, ITripleLoss
    {
        public override string Family => "three inputs";

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Triple(create(options));
    }

    private sealed class RowFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, IRowLoss
    {
        public override string Family => "row";

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Row(create(options));
    }

    private sealed class CentredFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, ICentredLoss
    {
        private static readonly LossOption Ignored = new("ignore_index", -100, "a whole number", "the label whose rows do not count");

        public override string Family => "class, by distance";

        public override IReadOnlyList<LossOption> FamilyOptions { get; } = TLoss.Centre == RowCentre.Label
            ? [Ignored]
            : [new("label_smoothing", 0, "0 to 1", "the part of every target that is spread over all classes"), Ignored];

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Centred(create(options));
    }

    private sealed class LabelSetFactory(Func<IReadOnlyDictionary<string, double>, MultilabelMargin> create) : LossFactory
    {
        public override string Family => "label sets";

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.LabelSet(create(options));
    }

    private sealed class ContrastFactory(Func<IReadOnlyDictionary<string, double>, InfoNce> create) : LossFactory
    {
        public override string Family => "pairs";

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Contrast(create(options));
    }

    private sealed class SequenceFactory(Func<IReadOnlyDictionary<string, double>, ConnectionistTemporalClassification> create) : LossFactory
    {
        public override string Family => "sequences";

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Sequence(create(options));
    }

    private sealed class LabelFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, ILabelLoss
    {
        public override string Family => "class";

        public override IReadOnlyList<LossOption> FamilyOptions { get; } =
        [
            new("label_smoothing", 0, "0 to 1", "the part of every target that is spread over all classes"),
            new("ignore_index", -100, "a whole number", "the label whose rows do not count"),
            new("lse_square_scale", 0, "≥ 0", "z-loss: this times the squared log-sum-exp is added to a row"),
            new("softcap", 0, "≥ 0", "a bound c that logits approach, c·tanh(x/c); 0: none"),
        ];

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Label(create(options));
    }

    private sealed class PointFactory<TLoss>(Func<IReadOnlyDictionary<string, double>, TLoss> create) : LossFactory
        where TLoss : struct, IPointLoss
    {
        public override string Family => "point";

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, IReadOnlyDictionary<string, double> options)
            => visitor.Point(create(options));
    }
}
