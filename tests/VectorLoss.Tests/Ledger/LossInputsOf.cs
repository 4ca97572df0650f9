using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>Draws the arrays that a card asks for.</summary>
/// <param name="card">The loss.</param>
/// <param name="rows">How many rows.</param>
/// <param name="columns">Numbers in a row.</param>
/// <param name="hard">Whether the last quarter of the rows holds hard numbers.</param>
/// <param name="option">The option that is set.</param>
internal sealed class LossInputsOf(
    LossCard card, int rows, int columns, bool hard, (string Name, double Value)? option)
{
    private readonly int columns = Whole(columns, PartsOf(card, option));
    private const int Steps = 9, LongestLabels = 3;

    private readonly LedgerInputs inputs = new();
    // One NaN makes all of a batch NaN whose rows compete with each other.
    private readonly int firstHardRow = hard && card.Family is not (LossFamily.Contrast or LossFamily.Similarity)
        ? rows * 3 / 4 : rows;

    private static int PartsOf(LossCard card, (string Name, double Value)? option)
        => option is ("classes" or "features", double parts) ? (int)parts : card.Parts;

    private static int Whole(int columns, int parts) => columns / parts * parts;

    public Dictionary<string, LossArray> Draw() => card.Family == LossFamily.Sequence
        ? Sequences()
        : card.Inputs.ToDictionary(input => input.Name, Draw);

    private LossArray Draw(LossInput input)
    {
        if (input.Domain == Domain.Label)
        {
            return card.Family == LossFamily.LabelSet
                ? LabelSets()
                : LossRequests.Array([rows], Label);
        }
        if (input.Domain == Domain.Length)
        {
            int steps = columns / PartsOf(card, option);
            return LossRequests.Array([rows], () => steps - inputs.Below(steps / 2));
        }
        Domain domain = input.Name == "input" && option is ("log_input", 0) ? Domain.Positive : input.Domain;
        int[] shape = input.Kind switch
        {
            LossInputKind.PerRow => [rows],
            LossInputKind.PerColumn => [columns],
            LossInputKind.Single => [],
            _ => [rows, columns],
        };
        int at = 0, firstHard = input.Kind == LossInputKind.PerElement ? firstHardRow * columns : int.MaxValue;
        return LossRequests.Array(shape,
            () => at++ >= firstHard && inputs.Below(3) == 0 ? inputs.HardOf(domain) : inputs.Of(domain));
    }

    // Half of them among the first classes, so that some are the one that an option ignores.
    private double Label() => inputs.Below(inputs.Below(2) == 0 ? 3 : columns);

    // Each row: some labels in random order, then −1.
    private LossArray LabelSets()
    {
        double[] sets = new double[rows * columns];
        Array.Fill(sets, -1);
        for (int row = 0; row < rows; row++)
        {
            int labels = inputs.Below(columns + 1), first = inputs.Below(columns);
            for (int i = 0; i < labels; i++)
            {
                // 3 and the number of columns have no common factor, so that no label comes twice.
                sets[(row * columns) + i] = (first + (3 * i)) % columns;
            }
        }
        return new([rows, columns], sets);
    }

    // Classes 0 and columns − 1 are never labels, so that either may be the blank.
    private Dictionary<string, LossArray> Sequences()
    {
        int at = 0;
        bool isLattice = card.Create.IsLattice;
        int[] shape = isLattice ? [rows, Steps, LongestLabels + 1, columns] : [Steps, rows, columns];
        int Sample(int place) => isLattice ? place / (Steps * (LongestLabels + 1)) : place % rows;
        bool IsHard() => Sample(at++ / columns) >= firstHardRow && inputs.Below(6) == 0;
        return new()
        {
            ["log_probs"] = LossRequests.Array(shape,
                () => IsHard() ? inputs.HardOf(Domain.Real) : -3 * inputs.Of(Domain.Probability)),
            ["targets"] = LossRequests.Array([rows, LongestLabels], () => 1 + inputs.Below(columns - 2)),
            ["input_lengths"] = LossRequests.Array([rows], () => Steps - inputs.Below(7)),
            ["target_lengths"] = LossRequests.Array([rows], () => inputs.Below(LongestLabels + 1)),
        };
    }
}
