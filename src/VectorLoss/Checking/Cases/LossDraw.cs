using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Checking;

/// <summary>Draws inputs and options that a loss may have.</summary>
internal sealed class LossDraw(LossCard card, Random random)
{
    private static readonly string[] Reductions = ["none", "sum", "mean", "batchmean", "mean_by"];

    // Values beside the usual one, for options where not every number will do.
    private static readonly Dictionary<string, double[]> Others = new()
    {
        ["alpha"] = [0.25, 0.5], ["beta"] = [0, 0.3, 2], ["delta"] = [0.2, 3], ["epsilon"] = [-0.5, 1], ["full"] = [1],
            ["gamma"] = [0, 1, 3.5],
        ["label_smoothing"] = [0.1, 0.5], ["log_input"] = [0], ["log_target"] = [1], ["lse_square_scale"] = [1e-2],
            ["margin"] = [0.3, 0.9],
        ["p"] = [1, 1.5], ["pos_weight"] = [0.3, 4], ["power"] = [1, 2, 3], ["q"] = [0.2, 1], ["quantile"] = [0.1, 0.9],
            ["smooth"] = [0.1],
        ["smoothing"] = [0.3], ["softcap"] = [3, 30], ["swap"] = [1], ["temperature"] = [0.2, 1], ["views"] = [1],
            ["ignore_index"] = [1],
    };

    private readonly Dictionary<string, double> options = [];

    private bool IsOfClasses => card.Create.Family.StartsWith("class", StringComparison.Ordinal);

    // Only targets that can be distributions can be smoothed.
    private bool TakesDistributions => card.Create.FamilyOptions.Any(option => option.Name == "label_smoothing");

    public LossRequest Request()
    {
        foreach (LossOption option in card.Options.Concat(card.Create.FamilyOptions))
            if (Others.TryGetValue(option.Name, out double[]? values) && random.Next(3) == 0)
                options[option.Name] = Fitting(option, values[random.Next(values.Length)]);
        int rows = random.Next(1, 5), columns = random.Next(1, 7);
        Dictionary<string, LossArray> inputs = card.Create.Family == "sequences" ? Sequence()
            : Inputs(rows, Math.Max(2, columns));
        return new(card)
        {
            Options = options, Inputs = inputs, Reduction = Reductions[random.Next(Reductions.Length)], Count = 3.5,
                Empty = EmptyBatch.Zero,
            TargetKind = inputs.TryGetValue("target", out LossArray? target) && target.Shape.Length == 2
                ? "probabilities" : "labels",
        };
    }

    // Options of one name have other ranges in other losses; what this one refuses stays usual.
    private double Fitting(LossOption option, double value)
    {
        if (!card.Options.Contains(option))
            return value;
        try
        {
            card.Visit(new Nothing(), (option.Name, value));
        }
        catch (ArgumentException)
        {
            return option.Usual;
        }
        catch (NotSupportedException)
        {
            // The loss was made, and only its family is unknown to the visitor.
        }
        return value;
    }

    private Dictionary<string, LossArray> Inputs(int rows, int columns)
    {
        Dictionary<string, LossArray> inputs = [];
        foreach (LossInput input in card.Inputs)
            if (!input.Optional || random.Next(2) == 0)
                inputs[input.Name] = Draw(input, rows, columns);
        if (card.Create.Family is "point" or "three inputs" && random.Next(3) == 0)
            inputs["weight"] = Fill([rows, columns], Domain.NonNegative);
        else if (IsOfClasses && random.Next(3) == 0)
            inputs["weight"] = Fill([columns], Domain.Positive);
        return inputs;
    }

    private LossArray Draw(LossInput input, int rows, int columns) => input switch
    {
        { Domain: Domain.Label } when IsOfClasses => !TakesDistributions || random.Next(2) == 0
            ? new([rows], Labels(rows, columns)) : Distribution(rows, columns),
        { Domain: Domain.Label } => new([rows, columns], LabelSets(rows, columns)),
        { Kind: LossInputKind.PerRow } => Fill([rows], input.Domain),
        { Kind: LossInputKind.PerColumn } => Fill([columns], input.Domain),
        { Name: "input" } when options.GetValueOrDefault("log_input", 1) == 0 => Fill([rows, columns], Domain.Positive),
        { Name: "target" } when options.GetValueOrDefault("log_target") == 1 => Fill([rows, columns], Domain.Real),
        { Name: "target", Domain: Domain.NonNegative } when options.GetValueOrDefault("power") >= 2
            => Fill([rows, columns], Domain.Positive),
        _ => Fill([rows, columns], input.Domain),
    };

    private double[] Labels(int rows, int classes)
        => [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(classes))];

    // A set of labels, ended by −1.
    private double[] LabelSets(int rows, int classes)
    {
        double[] sets = new double[rows * classes];
        for (int row = 0; row < rows; row++)
        {
            int[] labels = [.. Enumerable.Range(0, classes)];
            random.Shuffle(labels);
            int count = random.Next(classes);
            for (int c = 0; c < classes; c++)
                sets[row * classes + c] = c < count ? labels[c] : -1;
        }
        return sets;
    }

    private LossArray Distribution(int rows, int classes)
    {
        LossArray array = Fill([rows, classes], Domain.Positive);
        for (int row = 0; row < rows; row++)
        {
            Span<double> part = array.Values.AsSpan(row * classes, classes);
            double sum = 0;
            foreach (double value in part)
                sum += value;
            foreach (ref double value in part)
                value /= sum;
        }
        return array;
    }

    private Dictionary<string, LossArray> Sequence()
    {
        const int Steps = 6, Samples = 2, Classes = 4, Longest = 2;
        LossArray logs = Fill([Steps, Samples, Classes], Domain.Real);
        RowFunctions.LogSoftmax<double>(logs.Values, Classes, logs.Values);
        return new()
        {
            [card.Inputs[0].Name] = logs,
            [card.Inputs[1].Name] = new([Samples, Longest],
                [.. Enumerable.Range(0, Samples * Longest).Select(_ => (double)random.Next(1, Classes))]),
            [card.Inputs[2].Name] = new([Samples], [Steps, Steps - 1]),
            [card.Inputs[3].Name] = new([Samples], [Longest, 1]),
        };
    }

    private LossArray Fill(int[] shape, Domain domain)
    {
        double[] values = new double[shape.Aggregate(1, (a, b) => a * b)];
        foreach (ref double value in values.AsSpan())
        {
            double unit = random.NextDouble();
            value = domain switch
            {
                Domain.Positive or Domain.NonNegative => Math.Exp(3 * unit - 1.5),
                Domain.Probability => 0.02 + (0.96 * unit),
                Domain.Sign => unit < 0.5 ? -1 : 1,
                _ => 4 * unit - 2,
            };
        }
        return new(shape, values);
    }

    /// <summary>Asks nothing of a loss but that its options are in range.</summary>
    private sealed class Nothing : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => true;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => true;
    }
}
