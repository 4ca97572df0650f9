namespace VectorLoss.Losses;

/// <summary>Which numbers an input of a loss may be.</summary>
public enum Domain
{
    /// <summary>Any real number.</summary>
    Real,

    /// <summary>Numbers above zero.</summary>
    Positive,

    /// <summary>Zero and above.</summary>
    NonNegative,

    /// <summary>From 0 to 1, both included.</summary>
    Probability,

    /// <summary>−1 or +1.</summary>
    Sign,

    /// <summary>A class index, 0 and above.</summary>
    Label,
}

/// <summary>What a card promises about a loss, for properties that hold for some losses only.</summary>
[Flags]
public enum Claims
{
    /// <summary>Nothing beyond value and slope.</summary>
    None = 0,

    /// <summary>The value is never below zero.</summary>
    NonNegative = 1,

    /// <summary>The value is zero where the prediction equals the target.</summary>
    ZeroAtTarget = 2,

    /// <summary>The value is convex in the prediction.</summary>
    Convex = 4,

    /// <summary>The value depends on prediction − target only.</summary>
    ResidualOnly = 8,
}

/// <summary>An option of a loss: its name as PyTorch spells it where PyTorch has it, its usual value and its range.</summary>
/// <param name="Name">Name, in snake case.</param>
/// <param name="Usual">The value when the caller says nothing.</param>
/// <param name="Range">The range in words, such as "&gt; 0".</param>
/// <param name="Meaning">One line for the reader.</param>
public sealed record LossOption(string Name, double Usual, string Range, string Meaning);

/// <summary>How an input of a loss lies beside the first.</summary>
public enum LossInputKind
{
    /// <summary>One number for each of the first input's.</summary>
    PerElement,

    /// <summary>One number a row.</summary>
    PerRow,

    /// <summary>One number a column, the same for all rows.</summary>
    PerColumn,

    /// <summary>A shape of its own, which the loss documents.</summary>
    Own,
}

/// <summary>An array that a loss takes: its name as PyTorch spells it where PyTorch has it, and what it may hold.</summary>
/// <param name="Name">Name, in snake case.</param>
/// <param name="Domain">Which numbers it may hold.</param>
/// <param name="Differentiable">Whether the loss gives a gradient for it.</param>
/// <param name="Kind">How it lies beside the first input.</param>
public sealed record LossInput(string Name, Domain Domain, bool Differentiable, LossInputKind Kind = LossInputKind.PerElement)
{
    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether tools also take one number a column and repeat it for all rows, as PyTorch does; the doors repeat nothing.</summary>
    public bool Repeats { get; init; }
}

/// <summary>Everything that a reader, a test, a checker or the command line needs to know of a loss.</summary>
/// <param name="Name">Unique name, in kebab case.</param>
/// <param name="Formula">The value in a line of mathematics.</param>
/// <param name="Source">Where the loss comes from: paper or book.</param>
public sealed record LossCard(string Name, string Formula, string Source)
{
    /// <summary>Other names in use.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What the prediction may be.</summary>
    public Domain Prediction { get; init; } = Domain.Real;

    /// <summary>What the target may be.</summary>
    public Domain Target { get; init; } = Domain.Real;

    /// <summary>The arrays it takes, in order; unless said otherwise, an input and a target of one shape.</summary>
    public IReadOnlyList<LossInput> Inputs
    {
        get => field ?? [new("input", Prediction, true), new("target", Target, Claims.HasFlag(Claims.ResidualOnly))];
        init;
    }

    /// <summary>Options with their usual values.</summary>
    public IReadOnlyList<LossOption> Options { get; init; } = [];

    /// <summary>
    /// An option that may be an array instead, one number for each element, and the card of the loss that then takes it as an input.
    /// </summary>
    public (string Option, Func<LossCard> Card)? ArrayOption { get; init; }

    /// <summary>Where the slope jumps, and which subgradient is given there.</summary>
    public string Kinks { get; init; } = "none";

    /// <summary>The distribution of which it is the negative log-likelihood, up to constants; empty if of none.</summary>
    public string LikelihoodOf { get; init; } = "";

    /// <summary>Properties that hold for it.</summary>
    public Claims Claims { get; init; } = Claims.None;

    /// <summary>Makes the loss from its options, and knows its family.</summary>
    public required LossFactory Create { get; init; }

    /// <summary>The loss with the given options and the usual ones for the rest, shown to a visitor.</summary>
    /// <exception cref="ArgumentException">An option is unknown, or its value is out of range.</exception>
    public TResult Visit<TResult>(ILossVisitor<TResult> visitor, params ReadOnlySpan<(string Name, double Value)> options)
        => Create.Visit(visitor, Complete(options));

    private Dictionary<string, double> Complete(ReadOnlySpan<(string Name, double Value)> options)
    {
        var all = Options.ToDictionary(option => option.Name, option => option.Usual);
        foreach ((string name, double value) in options)
        {
            if (!all.ContainsKey(name))
                throw new ArgumentException($"{Name} has no option '{name}'; it has: {OptionNames()}.", nameof(options));
            all[name] = value;
        }
        return all;
    }

    private string OptionNames() => Options.Count == 0 ? "none" : string.Join(", ", Options.Select(o => o.Name));
}

/// <summary>A loss that says of itself what <see cref="LossCard"/> holds.</summary>
public interface ICatalogued
{
    /// <summary>The card.</summary>
    static abstract LossCard Card { get; }
}
