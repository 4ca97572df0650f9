using VectorLoss.Kernels;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>Draws the arrays that a card asks for.</summary>
/// <param name="card">The loss.</param>
/// <param name="hard">Whether the last quarter of the rows holds hard numbers.</param>
/// <param name="option">The option that is set.</param>
internal sealed class LossInputsOf(LossCard card, bool hard, (string Name, double Value)? option)
{
    private const int Rows = LossRequests.Rows, Columns = LossRequests.Columns, Steps = 9, LongestLabels = 3;

    private readonly LedgerInputs inputs = new();
    // One NaN makes all of a batch NaN whose rows compete with each other.
    private readonly int firstHardRow = hard && card.Create.Family != "pairs" ? Rows * 3 / 4 : Rows;

    public Dictionary<string, LossArray> Draw() => card.Create.Family == "sequences"
        ? Sequences()
        : card.Inputs.ToDictionary(input => input.Name, Draw);

    private LossArray Draw(LossInput input)
    {
        if (input.Domain == Domain.Label)
        {
            return card.Create.Family == "label sets" ? LabelSets() : LossRequests.Array([Rows], () => inputs.Below(Columns));
        }
        Domain domain = input.Name == "input" && option is ("log_input", 0) ? Domain.Positive : input.Domain;
        int[] shape = input.Kind switch
        {
            LossInputKind.PerRow => [Rows],
            LossInputKind.PerColumn => [Columns],
            _ => [Rows, Columns],
        };
        int at = 0, firstHard = input.Kind == LossInputKind.PerElement ? firstHardRow * Columns : int.MaxValue;
        return LossRequests.Array(shape, () => at++ >= firstHard && inputs.Below(3) == 0 ? inputs.HardOf(domain) : inputs.Of(domain));
    }

    // Each row: some labels in random order, then −1.
    private LossArray LabelSets()
    {
        double[] sets = new double[Rows * Columns];
        Array.Fill(sets, -1);
        for (int row = 0; row < Rows; row++)
        {
            int labels = inputs.Below(Columns + 1), first = inputs.Below(Columns);
            for (int i = 0; i < labels; i++)
            {
                // 3 and the number of columns have no common factor, so that no label comes twice.
                sets[(row * Columns) + i] = (first + (3 * i)) % Columns;
            }
        }
        return new([Rows, Columns], sets);
    }

    // Classes 0 and Columns − 1 are never labels, so that either may be the blank.
    private Dictionary<string, LossArray> Sequences()
    {
        int at = 0;
        bool IsHard() => at++ / Columns % Rows >= firstHardRow && inputs.Below(6) == 0;
        return new()
        {
            ["log_probs"] = LossRequests.Array([Steps, Rows, Columns],
                () => IsHard() ? inputs.HardOf(Domain.Real) : -3 * inputs.Of(Domain.Probability)),
            ["targets"] = LossRequests.Array([Rows, LongestLabels], () => 1 + inputs.Below(Columns - 2)),
            ["input_lengths"] = LossRequests.Array([Rows], () => Steps - inputs.Below(7)),
            ["target_lengths"] = LossRequests.Array([Rows], () => inputs.Below(LongestLabels + 1)),
        };
    }
}
