using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>Computes one <see cref="LossRequest"/> by the kernels of the loss's family.</summary>
internal sealed class LossRun<T>(RequestReading reading) : ILossVisitor<LossOutcome>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;
    private readonly T[] weights = Narrow(reading.Weights);
    private readonly bool[] mask = reading.Mask;
    private readonly T[] values = new T[reading.Count];

    public LossOutcome Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        T[] predictions = Numbers(0), targets = Numbers(1), gradient = new T[predictions.Length];
        double value = loss.ValueAndGradient<TLoss, T>(
            predictions, targets, gradient, reading.Reduction, weights, mask, reading.Request.Empty);
        if (reading.IsNone)
            loss.Values<TLoss, T>(predictions, targets, values, weights, mask);
        Dictionary<string, double[]> gradients = new() { [inputs[0].Name] = Wide(gradient) };
        if (reading.Card.Claims.HasFlag(Claims.ResidualOnly))
            gradients[inputs[1].Name] = Wide(gradient, -1);
        return new(Value(value), gradients);
    }

    public LossOutcome Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        T[] a = Numbers(0), b = Numbers(1), c = Repeated(2), da = Like(a), db = Like(b), dc = Like(c);
        double value = loss.Evaluate(Arguments(a, b, c, []), Results(da, db, dc));
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        T[] a = Numbers(0), b = Numbers(1), extra = inputs.Count > 2 ? Numbers(2) : [], da = Like(a), db = Like(b);
        bool labelled = inputs.Count > 2 && inputs[2].Kind == LossInputKind.PerRow;
        T[] dc = inputs.Count > 2 && inputs[2].Kind == LossInputKind.PerElement ? Like(a) : [];
        LossArguments<T> arguments = labelled ? Arguments(a, b, [], extra) : Arguments(a, b, extra, []);
        double value = loss.Evaluate(arguments, reading.Columns, Results(da, db, dc));
        return Outcome(value, da, db, dc);
    }

    public LossOutcome LabelSet(MultilabelMargin loss)
    {
        T[] logits = Numbers(0), gradient = Like(logits);
        int[] labels = reading.Arrays.Labels(inputs[1].Name);
        double value = loss.Evaluate(
            Arguments(logits, [], [], []), reading.Columns, labels, Results(gradient, [], []));
        return Outcome(value, gradient);
    }

    public LossOutcome Contrast(InfoNce loss)
    {
        T[] a = Numbers(0), b = Numbers(1), da = Like(a), db = Like(b);
        double value = loss.Evaluate(Arguments(a, b, [], []), reading.Columns, Results(da, db, []));
        return Outcome(value, da, db);
    }

    public LossOutcome Sequence(ConnectionistTemporalClassification loss)
    {
        if (reading.First.Shape.Length != 3)
            throw new ArgumentException(
                $"{inputs[0].Name} has shape {reading.First}; it must be steps × samples × classes.", inputs[0].Name);
        T[] logs = Numbers(0), gradient = Like(logs);
        AlignmentBatch<T> batch = new()
        {
            LogProbabilities = logs, Classes = reading.Columns, Labels = reading.Arrays.Labels(inputs[1].Name),
            Steps = reading.Arrays.Labels(inputs[2].Name), LabelCounts = reading.Arrays.Labels(inputs[3].Name),
            Weights = weights, Mask = mask, Reduction = reading.Reduction, Empty = reading.Request.Empty,
        };
        double value = loss.Evaluate(batch, values, gradient);
        return Outcome(value, gradient);
    }

    public LossOutcome Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        T[] logits = Numbers(0), targets = Narrow(reading.Classes!.Targets), gradient = Like(logits);
        ClassOptions<T> options = Options();
        if (reading.Classes.Labels is { } labels)
        {
            loss.Values(logits, reading.Columns, labels, values, options);
            return Outcome(loss.ValueAndGradient(logits, reading.Columns, labels, gradient, options), gradient);
        }
        loss.Values(logits, reading.Columns, targets, values, options);
        return Outcome(loss.ValueAndGradient(logits, reading.Columns, targets, gradient, options), gradient);
    }

    public LossOutcome Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        T[] numbers = Numbers(0), targets = Narrow(reading.Classes!.Targets), gradient = Like(numbers);
        ClassOptions<T> options = Options();
        if (reading.Classes.Labels is { } labels)
        {
            loss.Values(numbers, reading.Columns, labels, values, options);
            return Outcome(loss.ValueAndGradient(numbers, reading.Columns, labels, gradient, options), gradient);
        }
        loss.Values(numbers, reading.Columns, targets, values, options);
        return Outcome(loss.ValueAndGradient(numbers, reading.Columns, targets, gradient, options), gradient);
    }

    // The calls of the kernels take their bookkeeping from here and from Arguments.
    private ClassOptions<T> Options() => new()
    {
        ClassWeights = Narrow(reading.Classes!.Weights),
        SampleWeights = weights,
        Mask = mask,
        Ignore = new[] { (int)reading.Option("ignore_index") },
        LabelSmoothing = reading.Option("label_smoothing"),
        Softcap = reading.Option("softcap"),
        LseSquareScale = reading.Option("lse_square_scale"),
        Reduction = reading.Reduction,
        Empty = reading.Request.Empty,
    };

    private LossArguments<T> Arguments(T[] first, T[] second, T[] third, T[] labels) => new()
    {
        First = first, Second = second, Third = third, Labels = labels,
        Weights = weights, Mask = mask, Reduction = reading.Reduction, Empty = reading.Request.Empty,
    };

    private LossResults<T> Results(T[] first, T[] second, T[] third)
        => new() { Values = values, First = first, Second = second, Third = third };

    private LossOutcome Outcome(double value, params T[][] gradients) => new(Value(value), inputs.Zip(gradients)
        .Where(pair => pair.First.Differentiable)
        .ToDictionary(pair => pair.First.Name, pair => Wide(pair.Second)));

    private LossArray Value(double value) => reading.IsNone ? new(reading.Shape, Wide(values)) : new([], [value]);

    /// <summary>The numbers of an input of the card; none of one that may be left out and is.</summary>
    private T[] Numbers(int input) => reading.Arrays.Find(inputs[input].Name) is { } array ? Narrow(array.Values) : [];

    /// <summary>The numbers of an input, one for each of the first input's.</summary>
    private T[] Repeated(int input)
    {
        T[] numbers = Numbers(input);
        return [.. Enumerable.Range(0, reading.First.Values.Length)
            .Select(i => numbers[reading.IndexOf(inputs[input], i)])];
    }

    private static T[] Like(T[] numbers) => new T[numbers.Length];

    private static T[] Narrow(double[] numbers) => Array.ConvertAll(numbers, T.CreateTruncating);

    private static double[] Wide(T[] numbers, double factor = 1)
        => Array.ConvertAll(numbers, number => factor * double.CreateTruncating(number));
}
