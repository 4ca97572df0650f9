namespace VectorLoss.Losses;

/// <summary>Everything that a reader, a test, a checker or the command line needs to know of a loss.</summary>
/// <param name="Name">Unique name, in kebab case.</param>
/// <param name="Formula">The value in a line of mathematics.</param>
/// <param name="Source">Where the loss comes from: paper or book.</param>
public sealed record LossCard(string Name, string Formula, string Source)
{
    private readonly Link? link;

    /// <summary>Other names in use.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What the prediction may be.</summary>
    public Domain Prediction { get; init; } = Domain.Real;

    /// <summary>What the target may be.</summary>
    public Domain Target { get; init; } = Domain.Real;

    /// <summary>
    /// What turns the first input, the prediction, into what it predicts of the target. Rows that are compared with
    /// other rows predict nothing of a target.
    /// </summary>
    public Link Link
    {
        get => link ?? Family switch
        {
            LossFamily.Label => Link.Softmax,
            LossFamily.Contrast or LossFamily.Similarity or LossFamily.Sequence => Link.None,
            _ => Link.Identity,
        };
        init => link = value;
    }

    /// <summary>Whether tools give the gradient by the target too, which is not the prediction's with another sign.
    /// </summary>
    public bool HasTargetGradient { get; init; }

    /// <summary>The arrays it takes, in order; unless said otherwise, an input and a target of one shape.</summary>
    public IReadOnlyList<LossInput> Inputs
    {
        get => field ??= [new("input", Prediction, true),
            new("target", Target, HasTargetGradient || Claims.HasFlag(Claims.ResidualOnly))
            {
                DifferentiableAsDistribution = Family == LossFamily.Label,
            }];
        init;
    }

    /// <summary>One weight a class, which losses of classes take beside their inputs; null of others.</summary>
    public LossInput? ClassWeights
        => Family is LossFamily.Label or LossFamily.Centred ? CommonOptions.ClassWeights : null;

    /// <summary>Options with their usual values.</summary>
    public IReadOnlyList<LossOption> Options { get; init; } = [];

    /// <summary>
    /// An array that may be given instead of an option or of an input, one number for each element, and the card of the
    /// loss that then takes it as an input.
    /// </summary>
    public (string Option, Func<LossCard> Card)? ArrayOption { get; init; }

    /// <summary>Where the slope jumps, and which subgradient is given there.</summary>
    public string Kinks { get; init; } = "none";

    /// <summary>
    /// The distribution of which it is the negative log-likelihood, up to constants; empty if of none.
    /// </summary>
    public string LikelihoodOf { get; init; } = "";

    /// <summary>What differs from what users of other libraries may expect; empty if nothing does.</summary>
    public string Note { get; init; } = "";

    /// <summary>
    /// Of how many equal parts a row consists: its length is a multiple of them. An option <c>classes</c> or
    /// <c>features</c> says another number than this, which is its usual one.
    /// </summary>
    public int Parts { get; init; } = 1;

    /// <summary>Whether it takes an array of as many numbers as the first input beside the first two.</summary>
    internal bool HasThird => Inputs.Count > 2 && Inputs[2].Kind == LossInputKind.PerElement;

    /// <summary>Whether it takes the lengths of its sequences.</summary>
    internal bool HasLengths => Inputs[^1].Domain == Domain.Length;

    /// <summary>
    /// Whether a row is a whole sample, so that an array of more dimensions is no list of rows of the last one.
    /// </summary>
    internal bool RowIsSample { get; init; }

    /// <summary>Whether an option says of how many classes a row holds all places.</summary>
    internal bool HasClasses => Options.Any(option => option.Name == CommonOptions.Classes);

    /// <summary>Whether an option says how many numbers a step of a row has.</summary>
    internal bool HasFeatures => Options.Any(option => option.Name == CommonOptions.Features);

    /// <summary>Of how many equal parts a row consists with some options.</summary>
    internal int PartsWith(IReadOnlyDictionary<string, double> options)
    {
        foreach (string name in (string[])[CommonOptions.Classes, CommonOptions.Features])
            if (options.TryGetValue(name, out double parts) && parts >= 1)
                return (int)parts;
        return Parts;
    }

    /// <summary>Properties that hold for it.</summary>
    public Claims Claims { get; init; } = Claims.None;

    /// <summary>Makes the loss from its options.</summary>
    public required LossFactory Create { get; init; }

    /// <summary>The family of the loss.</summary>
    public LossFamily Family => Create.Family;

    /// <summary>
    /// Makes the loss with the given options and the usual ones for the rest, and shows it to a visitor.
    /// </summary>
    /// <param name="visitor">What is done with the loss.</param>
    /// <param name="options">Options of the card, by name; those of the family are no part of the loss.</param>
    /// <exception cref="ArgumentException">An option is unknown, of the wrong kind or out of range.</exception>
    public TResult Visit<TResult>(
        ILossVisitor<TResult> visitor, params ReadOnlySpan<(string Name, double Value)> options)
        => Create.Visit(visitor, Complete(options));

    /// <summary>Which numbers an input may hold where the loss has some options.</summary>
    /// <param name="input">The place of the input.</param>
    /// <param name="options">Options by name; the rest keep their usual values.</param>
    /// <exception cref="ArgumentException">An option is unknown, of the wrong kind or out of range.</exception>
    public Domain DomainOf(int input, params ReadOnlySpan<(string Name, double Value)> options)
        => Family == LossFamily.Point ? Visit(new PointDomain(input, Inputs[input].Domain), options)
            : Inputs[input].Domain;

    /// <summary>Finds out whether a loss can be made with some options.</summary>
    /// <exception cref="ArgumentException">An option is unknown, of the wrong kind or out of range.</exception>
    internal void Require(params ReadOnlySpan<(string Name, double Value)> options)
    {
        if (options.IsEmpty)
            return;
        try
        {
            Visit(new Nothing(), options);
        }
        catch (NotSupportedException)
        {
            // The loss was made, and only its family is unknown to the visitor.
        }
    }

    private Dictionary<string, double> Complete(ReadOnlySpan<(string Name, double Value)> options)
    {
        var all = Options.ToDictionary(option => option.Name, option => option.Usual);
        foreach ((string name, double value) in options)
            all[name] = Known(name, Options).Check(value);
        return all;
    }

    /// <summary>One of some options.</summary>
    /// <exception cref="ArgumentException">None has this name.</exception>
    internal LossOption Known(string name, IReadOnlyList<LossOption> all)
        => all.FirstOrDefault(option => option.Name == name) ?? throw new ArgumentException(
            $"{Name} has no option '{name}'; it has: "
            + (all.Count == 0 ? "none" : string.Join(", ", all.Select(option => option.Name))) + ".", name);

    private sealed class PointDomain(int input, Domain usual) : ILossVisitor<Domain>
    {
        public Domain Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => TLoss.DomainOf(loss, input, usual);

        public Domain Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => usual;
    }

    private sealed class Nothing : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => true;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => true;
    }
}
