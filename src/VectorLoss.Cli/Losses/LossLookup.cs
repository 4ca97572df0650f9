using System.Diagnostics.CodeAnalysis;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// Finds a loss by any spelling of its name: <c>huber</c>, <c>Huber</c>, <c>huber_loss</c>, <c>HuberLoss</c>,
/// <c>torch.nn.HuberLoss</c>. Names that mean one loss here and another there are refused with the choice.
/// </summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class LossLookup
{
    private const string Suffix = "loss";

    // Keras computes these from probabilities unless it is told otherwise, the losses here from logits.
    private const string KerasCrossEntropy = "it can mean cross-entropy, which takes logits, or nll, which takes the "
        + "logarithms of probabilities";

    private const string Adaptive = "AdaptiveSoftmax is it from C#, a layer and its loss in one";

    private static readonly Dictionary<string, string> Ambiguous = new()
    {
        ["l2"] = "it can mean mse, (p − t)², or half-mse, ½(p − t)²",
        ["log"] = "it can mean cross-entropy (many classes, logits), binary-cross-entropy (probabilities) or "
            + "binary-cross-entropy-with-logits",
        ["logistic"] = "it can mean binary-cross-entropy-with-logits (targets 0 and 1) or soft-margin (targets −1 "
            + "and 1)",
        ["focal"] = "it can mean sigmoid-focal (yes or no for each output) or categorical-focal (one class of many)",
        ["kld"] = "it can mean kl-div, whose input is a log-probability, or generalized-kl, whose target need not be "
            + "a probability; both take logarithms, and the loss of this name probabilities elsewhere",
        ["kldivergence"] = "it can mean kl-div, whose input is a log-probability, or generalized-kl, whose target "
            + "need not be a probability",
        ["cosinesimilarity"] = "cosine-distance is 1 − cos, and the loss of this name is −cos elsewhere",
        ["binaryfocalcrossentropy"] = "sigmoid-focal takes logits, and the loss of this name probabilities elsewhere",
        ["categoricalcrossentropy"] = KerasCrossEntropy,
        ["sparsecategoricalcrossentropy"] = KerasCrossEntropy,
    };

    // Names of losses of other libraries that are not here as they are, and what comes next to them.
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["meanpoissondeviance"] = "it is twice poisson-nll with log_input 0, and terms of the target alone",
        ["meangammadeviance"] = "it is twice gamma-nll with log_input 0, and terms of the target alone",
        ["meantweediedeviance"] = "it is twice tweedie with log_input 0, and terms of the target alone",
        ["halftweedielossidentity"] = "it is tweedie with log_input 0",
        ["halftweedieidentity"] = "it is tweedie with log_input 0",
        ["tripletmarginwithdistance"] = "triplet-margin takes a norm by its option p, "
            + "and DistanceTriplet any distance from C#",
        ["entmax"] = "sparsemax is that of α = 2, and FenchelYoung of a TsallisRegulariser any from C#",
        ["fenchelyoung"] = "cross-entropy and sparsemax are such losses, and FenchelYoung makes others from C#",
        ["adaptivelogsoftmaxwith"] = Adaptive,
        ["adaptivelogsoftmax"] = Adaptive,
        ["adaptivesoftmax"] = Adaptive,
        ["brierscore"] = "of probabilities of yes it is mse",
        ["zeroone"] = "it has no useful gradient; hinge and soft-margin bound it from above",
        ["modifiedhuber"] = "it is four times smoothed-hinge with smoothing 2",
        ["epsiloninsensitive"] = "l1 and huber are near it",
    };

    // What another library calls a loss that stands here under a name unlike it.
    private static readonly Dictionary<string, string> Spellings = new()
    {
        ["safesoftmaxcrossentropy"] = "cross-entropy",
    };

    private static readonly Lazy<Dictionary<string, LossCard>> ByPlainName = new(() =>
    {
        Dictionary<string, LossCard> cards = [];
        foreach (LossCard card in LossCatalog.All)
            cards[Nearest.Plain(card.Name)] = card;
        foreach ((string spelling, string name) in Spellings)
            cards[spelling] = LossCatalog.Find(name)!;
        foreach (LossCard card in LossCatalog.All)
        {
            foreach (string alias in card.Aliases)
                cards.TryAdd(Nearest.Plain(alias), card);
        }
        return cards;
    });

    /// <summary>All names and aliases.</summary>
    public static IEnumerable<string> Names
        => LossCatalog.All.Select(card => card.Name).Concat(LossCatalog.All.SelectMany(card => card.Aliases));

    /// <summary>The card of a name.</summary>
    /// <param name="name">A name, an alias, or how a library spells it.</param>
    /// <param name="option">The option that gave it, to begin the message with, or null.</param>
    /// <exception cref="UserError">There is none, or the name means more than one loss.</exception>
    public static LossCard Find(string name, string? option = null)
    {
        return TryFind(name, out string? choice) ?? throw new UserError((option is null ? "" : option + ": ")
            + Refusal(name, choice) + (choice is null ? " (see 'vectorloss losses')" : ""));
    }

    /// <summary>Why a name finds no card: it means several, or it is unknown, with the nearest names.</summary>
    /// <param name="name">The name.</param>
    /// <param name="choice">What <see cref="TryFind"/> says of it.</param>
    public static string Refusal(string name, string? choice) => choice is not null
        ? Ambiguous.ContainsValue(choice) ? $"'{Printable.Cut(name)}' is ambiguous: {choice}"
            : $"there is no loss '{Printable.Cut(name)}'; {choice}"
        : $"there is no loss '{Printable.Cut(name)}'{Nearest.Hint(LastPart(name), Names)}";

    /// <summary>The card of a name, or null.</summary>
    /// <param name="name">A name, an alias, or how a library spells it.</param>
    /// <param name="choice">Where the name means more than one loss, which.</param>
    public static LossCard? TryFind(string name, out string? choice)
    {
        choice = null;
        if (LossCatalog.Find(name) is { } exact)
            return exact;
        string plain = Nearest.Plain(LastPart(name));
        string shorter = plain.EndsWith(Suffix, StringComparison.Ordinal) ? plain[..^Suffix.Length] : plain;
        return ByPlainName.Value.TryGetValue(plain, out LossCard? card) ? card
            : Ambiguous.TryGetValue(shorter, out choice) || Elsewhere.TryGetValue(shorter, out choice)
                || Elsewhere.TryGetValue(plain, out choice) ? null
            : ByPlainName.Value.GetValueOrDefault(shorter);
    }

    // torch.nn.MSELoss, keras.losses.MeanSquaredError, optax.l2_loss
    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
