using OptionValues = System.Collections.Generic.IReadOnlyDictionary<string, double>;

namespace VectorLoss.Losses;

/// <summary>Makes a loss of a known type and family from its options.</summary>
public abstract class LossFactory
{
    /// <summary>The family.</summary>
    public abstract LossFamily Family { get; }

    /// <summary>Options that every loss of the family has, beside its own.</summary>
    public virtual IReadOnlyList<LossOption> FamilyOptions => [];

    /// <summary>
    /// Whether a mean over labels divides by the sum of their class weights, as PyTorch's cross-entropy does, and not
    /// by the number of rows, as its multi-margin loss does.
    /// </summary>
    internal virtual bool LabelsMeanWeights => false;

    /// <summary>
    /// Whether a step of a sequence has probabilities for each number of labels said so far: see
    /// <see cref="ISequenceLoss"/>.
    /// </summary>
    public virtual bool IsLattice => false;

    /// <summary>Makes the loss and shows it to the visitor.</summary>
    /// <param name="visitor">What is done with the loss.</param>
    /// <param name="options">A value for every option of the card.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public abstract TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options);

    /// <summary>A factory of point losses.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    public static LossFactory Point<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, IPointLoss => new PointFactory<TLoss>(create);

    /// <summary>A factory of losses of a log-probability.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    public static LossFactory Label<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, ILabelLoss => new LabelFactory<TLoss>(create);

    /// <summary>A factory of losses of three numbers.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    public static LossFactory Triple<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, ITripleLoss => new TripleFactory<TLoss>(create);

    /// <summary>A factory of losses of a row.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    public static LossFactory Row<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, IRowLoss => new RowFactory<TLoss>(create);

    /// <summary>A factory of losses of classes through distances from a centre of the row.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    public static LossFactory Centred<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, ICentredLoss => new CentredFactory<TLoss>(create);

    /// <summary>A factory of losses of groups.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    internal static LossFactory Group<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, IGroupLoss => new GroupFactory<TLoss>(create);

    /// <summary>A factory of <see cref="MultilabelMargin"/>.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    internal static LossFactory LabelSet(Func<OptionValues, MultilabelMargin> create) => new LabelSetFactory(create);

    /// <summary>A factory of losses of pairs of rows.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    internal static LossFactory Contrast<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, IContrastLoss => new ContrastFactory<TLoss>(create);

    /// <summary>A factory of losses of labelled rows through their cosines.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    public static LossFactory Similarity<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, ISimilarityLoss => new SimilarityFactory<TLoss>(create);

    /// <summary>A factory of losses of sequences.</summary>
    /// <param name="create">Makes the loss from a complete list of its options.</param>
    internal static LossFactory Sequence<TLoss>(Func<OptionValues, TLoss> create)
        where TLoss : struct, ISequenceLoss => new SequenceFactory<TLoss>(create);

    private sealed class TripleFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, ITripleLoss
    {
        public override LossFamily Family => LossFamily.Triple;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Triple(create(options));
    }

    private sealed class RowFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, IRowLoss
    {
        public override LossFamily Family => LossFamily.Row;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Row(create(options));
    }

    private sealed class GroupFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, IGroupLoss
    {
        public override LossFamily Family => LossFamily.Group;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Group(create(options));
    }

    private sealed class CentredFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, ICentredLoss
    {
        public override LossFamily Family => LossFamily.Centred;

        public override IReadOnlyList<LossOption> FamilyOptions { get; } = TLoss.Centre == RowCentre.Label
            ? [CommonOptions.IgnoreIndex]
            : [CommonOptions.LabelSmoothing, CommonOptions.IgnoreIndex];

        internal override bool LabelsMeanWeights => TLoss.Centre == RowCentre.None;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Centred(create(options));
    }

    private sealed class LabelSetFactory(Func<OptionValues, MultilabelMargin> create) : LossFactory
    {
        public override LossFamily Family => LossFamily.LabelSet;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.LabelSet(create(options));
    }

    private sealed class ContrastFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, IContrastLoss
    {
        public override LossFamily Family => LossFamily.Contrast;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Contrast(create(options));
    }

    private sealed class SimilarityFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, ISimilarityLoss
    {
        public override LossFamily Family => LossFamily.Similarity;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Similarity(create(options));
    }

    private sealed class SequenceFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, ISequenceLoss
    {
        public override bool IsLattice => TLoss.IsLattice;

        public override LossFamily Family => LossFamily.Sequence;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Sequence(create(options));
    }

    private sealed class LabelFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, ILabelLoss
    {
        public override LossFamily Family => LossFamily.Label;

        internal override bool LabelsMeanWeights => true;

        public override IReadOnlyList<LossOption> FamilyOptions { get; } =
        [
            CommonOptions.LabelSmoothing, CommonOptions.IgnoreIndex, CommonOptions.LseSquareScale,
                CommonOptions.Softcap,
        ];

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Label(create(options));
    }

    private sealed class PointFactory<TLoss>(Func<OptionValues, TLoss> create) : LossFactory
        where TLoss : struct, IPointLoss
    {
        public override LossFamily Family => LossFamily.Point;

        public override TResult Visit<TResult>(ILossVisitor<TResult> visitor, OptionValues options)
            => visitor.Point(create(options));
    }
}
