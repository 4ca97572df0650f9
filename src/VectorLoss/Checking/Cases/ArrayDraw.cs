using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Checking;

/// <summary>Draws the arrays of a request, of the domains and shapes that the card of the loss says.</summary>
internal sealed class ArrayDraw(LossCard card, IReadOnlyDictionary<string, double> options, Random random)
{
    private const int LargestExponent = 30;

    private readonly ClassDraw classes = new(random);

    private bool IsOfClasses => card.Family is LossFamily.Label or LossFamily.Centred;

    // Only targets that can be distributions can be smoothed.
    private bool TakesDistributions
        => IsOfClasses && card.Create.FamilyOptions.Any(option => option.Name == CommonOptions.LabelSmoothing.Name);

    /// <summary>The inputs of the card; in one case of three with a third dimension.</summary>
    public Dictionary<string, LossArray> Inputs()
    {
        if (card.Family == LossFamily.Sequence)
            return Sequence();
        int[] rows = random.Next(3) == 0 ? [random.Next(1, 3), random.Next(1, 3)] : [random.Next(1, 5)];
        // Of two rows all correlations are ±1, and the gradient is what ε leaves of terms that cancel.
        if (card == BarlowTwins.Card)
            rows = Array.ConvertAll(rows, count => count + 2);
        int columns = Math.Max(2, random.Next(1, 7));
        int parts = card.PartsWith(options);
        columns = (columns + parts - 1) / parts * parts;
        int[] samples = [Length(rows), .. card.HasClasses ? (int[])[parts, columns / parts]
            : card.HasFeatures ? [columns / parts, parts] : [1, columns]];
        bool isDeep = card.RowIsSample && rows.Length > 1;
        if (isDeep)
            rows = [samples[0]];
        Dictionary<string, LossArray> inputs = [];
        foreach (LossInput input in card.Inputs)
            if (!input.Optional || random.Next(2) == 0)
                inputs[input.Name] = Draw(input, rows, columns);
        if (card.ArrayOption is { } option && card.Options.Any(one => one.Name == option.Option) && options.Count == 0
            && random.Next(2) == 0)
            inputs[option.Option] = Fill([columns], Domain.Positive);
        foreach (LossInput input in card.Inputs)
            if (isDeep && input.Kind == LossInputKind.PerElement)
                inputs[input.Name] = inputs[input.Name] with { Shape = samples };
        return inputs;
    }

    /// <summary>The arrays with weights, factors and a mask for losses of a shape, each in one case of three.</summary>
    public Dictionary<string, LossArray> WithWeights(IReadOnlyDictionary<string, LossArray> inputs, int[] shape)
    {
        Dictionary<string, LossArray> all = new(inputs);
        bool isElementwise = card.Family is LossFamily.Point or LossFamily.Triple;
        if (random.Next(3) == 0)
            all[isElementwise && random.Next(2) == 0 ? "weight" : "sample_weight"] = Weights(shape);
        if (IsOfClasses && random.Next(3) == 0)
            all["weight"] = Fill([inputs[card.Inputs[0].Name].Columns], Domain.Positive);
        if (random.Next(3) == 0)
            all["mask"] = Mask(shape);
        // From a generator of its own, so that a seed still draws what it drew before there were factors.
        Random own = new(inputs.Values.First().Values.Aggregate(0, (hash, number) => hash * 31 ^ number.GetHashCode()));
        if (own.Next(3) == 0)
            all["factor"] = new(shape, [.. Enumerable.Range(0, Length(shape)).Select(_ => 4 * own.NextDouble() - 2)]);
        return all;
    }

    /// <summary>
    /// The arrays with all inputs that have a unit multiplied by one power of ten, and the weights by another.
    /// Probabilities, signs, labels and temperatures have no unit; nor have log-probabilities, whose exponentials sum
    /// to 1. A variance that the loss holds at its <c>eps</c> has a documented gradient that is no derivative, so it
    /// does not shrink.
    /// </summary>
    public Dictionary<string, LossArray> Extreme(IReadOnlyDictionary<string, LossArray> inputs)
    {
        double size = PowerOfTen(), weight = PowerOfTen();
        bool HasUnit(string name) => card.Family != LossFamily.Sequence && card.Inputs.Any(input => input.Name == name
            && input is { Domain: Domain.Real or Domain.Positive or Domain.NonNegative }
            && input is not { Kind: LossInputKind.Single, Optional: true });
        return inputs.ToDictionary(pair => pair.Key, pair => pair.Key is "weight" or "sample_weight"
            ? Times(pair.Value, weight)
            : HasUnit(pair.Key) ? Times(pair.Value, IsHeldAtLeast(pair.Key) ? Math.Max(1, size) : size) : pair.Value);
    }

    private bool IsHeldAtLeast(string name) => card.Options.Any(option => option.Name == "eps")
        && card.Inputs.Any(input => input.Name == name && input.Domain == Domain.Positive);

    private double PowerOfTen() => Math.Pow(10, random.Next(-LargestExponent, LargestExponent + 1));

    private static LossArray Times(LossArray array, double factor)
        => array with { Values = Array.ConvertAll(array.Values, value => factor * value) };

    private LossArray Draw(LossInput input, int[] rows, int columns) => input switch
    {
        { Domain: Domain.Label } when IsOfClasses => !TakesDistributions || random.Next(2) == 0
            ? classes.Labels(rows, columns) : Distribution([.. rows, columns]),
        // Two labels, so that most rows have others of theirs.
        { Domain: Domain.Label, Kind: LossInputKind.PerRow } => classes.Labels(rows, 2),
        { Domain: Domain.Label } => classes.LabelSets([.. rows, columns]),
        { Domain: Domain.Length } => new(rows, [.. Enumerable.Range(0, Length(rows))
            .Select(_ => (double)random.Next(1, columns / card.PartsWith(options) + 1))]),
        { Kind: LossInputKind.PerRow } => Fill(rows, input.Domain),
        { Kind: LossInputKind.PerColumn } => Fill([columns], input.Domain),
        { Kind: LossInputKind.Single } => Fill([], input.Domain),
        { Repeats: true } when random.Next(2) == 0 => Fill([columns], input.Domain),
        { Domain: Domain.Bit } => classes.AtPlaces([.. rows, columns], card.PartsWith(options)),
        _ => Fill([.. rows, columns], DomainOf(input)),
    };

    // Some options change what an input is.
    private Domain DomainOf(LossInput input) => input.Name switch
    {
        "input" when options.GetValueOrDefault("log_input", 1) == 0 => Domain.Positive,
        "target" when options.GetValueOrDefault("log_target") == 1 => Domain.Real,
        "target" when input.Domain == Domain.NonNegative && options.GetValueOrDefault("power") >= 2 => Domain.Positive,
        _ => input.Domain,
    };

    // One row in four is one-hot.
    private LossArray Distribution(int[] shape)
    {
        LossArray array = Fill(shape, Domain.Positive);
        int columns = shape[^1];
        for (int start = 0; start < array.Values.Length; start += columns)
        {
            Span<double> row = array.Values.AsSpan(start, columns);
            double sum = 0;
            foreach (double value in row)
                sum += value;
            foreach (ref double value in row)
                value /= sum;
            if (random.Next(4) != 0)
                continue;
            row.Clear();
            row[random.Next(columns)] = 1;
        }
        return array;
    }

    private Dictionary<string, LossArray> Sequence()
    {
        const int Steps = 6, Samples = 2, Classes = 4, Longest = 2;
        int blank = (int)options.GetValueOrDefault("blank");
        LossArray logs = Fill(card.Create.IsLattice
            ? [Samples, Steps, Longest + 1, Classes] : [Steps, Samples, Classes], Domain.Real);
        RowFunctions.LogSoftmax<double>(logs.Values, Classes, logs.Values);
        return new()
        {
            [card.Inputs[0].Name] = logs,
            [card.Inputs[1].Name] = new([Samples, Longest],
                [.. Enumerable.Range(0, Samples * Longest).Select(_
                    => (double)((blank + random.Next(1, Classes)) % Classes))]),
            [card.Inputs[2].Name] = new([Samples], [Steps, Steps - 1]),
            [card.Inputs[3].Name] = new([Samples], [Longest, 1]),
        };
    }

    // Weights around 1, and one in six is 0.
    private LossArray Weights(int[] shape)
    {
        LossArray weights = Fill(shape, Domain.Positive);
        foreach (ref double weight in weights.Values.AsSpan())
            weight = random.Next(6) == 0 ? 0 : weight;
        return weights;
    }

    // One mask in eight leaves out everything.
    private LossArray Mask(int[] shape)
    {
        double share = random.Next(8) == 0 ? 0 : 0.75;
        return new(shape, [.. Enumerable.Range(0, Length(shape)).Select(_ => random.NextDouble() < share ? 1.0 : 0.0)]);
    }

    private LossArray Fill(int[] shape, Domain domain)
    {
        double[] values = new double[Length(shape)];
        foreach (ref double value in values.AsSpan())
        {
            double unit = random.NextDouble();
            value = domain switch
            {
                Domain.Positive or Domain.NonNegative => Math.Exp((3 * unit) - 1.5),
                Domain.Probability => 0.02 + (0.96 * unit),
                Domain.Sign => unit < 0.5 ? -1 : 1,
                Domain.LogProbability => -0.05 - (3 * unit),
                _ => (4 * unit) - 2,
            };
        }
        return new(shape, values);
    }

    private static int Length(int[] shape) => shape.Aggregate(1, (product, length) => product * length);
}
