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
    private readonly T[] factors = Narrow(reading.Factors);
    private readonly bool[] mask = reading.Mask;
    private readonly T[] values = new T[reading.Count];

    public LossOutcome Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        T[] predictions = Numbers(0), targets = Numbers(1), gradient = Like(predictions);
        double value = loss.ValueAndGradient<TLoss, T>(predictions, targets, gradient, Batch);
        if (reading.IsNone)
            loss.Values<TLoss, T>(predictions, targets, values, Batch);
        T[] slopes = Like(targets);
        if (reading.Card.Claims.HasFlag(Claims.ResidualOnly))
            slopes = Array.ConvertAll(gradient, slope => -slope);
        else if (reading.HasGradient(inputs[1]))
            loss.TargetGradient<TLoss, T>(predictions, targets, slopes, Batch);
        return Outcome(value, gradient, slopes);
    }

    public LossOutcome Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        T[] a = Numbers(0), b = Numbers(1), c = Repeated(2), da = Like(a), db = Like(b), dc = Like(c);
        T[] d = inputs.Count > 3 ? Numbers(3) : [];
        double value = loss.ValueAndGradient<TLoss, T>(
            a, b, c, d, new() { First = da, Second = db, Third = dc }, Batch);
        loss.Values<TLoss, T>(a, b, c, d, values, Batch);
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        RowInputs<T> rows = Rows();
        T[] da = new T[rows.First.Length], db = Like(da), dc = HasThird ? Like(da) : [];
        double value = loss.ValueAndGradient(rows, new LossGradients<T> { First = da, Second = db, Third = dc }, Batch);
        loss.Values(rows, values, Batch);
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        bool perRow = inputs[1].Kind == LossInputKind.PerRow;
        T[] a = Numbers(0), b = Numbers(1), da = Like(a), db = inputs[1].Differentiable ? Like(b) : [];
        RowInputs<T> rows = new()
        {
            First = a,
            Second = perRow ? [] : b,
            Labels = perRow ? b : [],
            Third = reading.Card.HasThird ? Numbers(2) : [],
            FirstLengths = reading.Card.HasLengths ? Numbers(2) : [],
            SecondLengths = reading.Card.HasLengths ? Numbers(3) : [],
            Columns = reading.Columns,
        };
        double value = loss.ValueAndGradient(rows, new LossGradients<T> { First = da, Second = db }, Batch);
        loss.Values(rows, values, Batch);
        return Outcome(value, da, db);
    }

    public LossOutcome LabelSet(MultilabelMargin loss)
    {
        T[] logits = Numbers(0), gradient = Like(logits);
        int[] labels = reading.Arrays.Labels(inputs[1].Name);
        double value = loss.ValueAndGradient<T>(logits, reading.Columns, labels, gradient, Batch);
        loss.Values<T>(logits, reading.Columns, labels, values, Batch);
        return Outcome(value, gradient);
    }

    public LossOutcome Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        RowInputs<T> rows = Rows();
        T[] da = new T[rows.First.Length], db = Like(da), dc = inputs.Count > 2 ? new T[1] : [];
        double value = loss.ValueAndGradient(rows, new LossGradients<T> { First = da, Second = db, Third = dc }, Batch);
        loss.Values(rows, values, Batch);
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        T[] rows = Numbers(0), gradient = Like(rows);
        int[] labels = reading.Arrays.Labels(inputs[1].Name);
        double value = loss.ValueAndGradient<TLoss, T>(rows, reading.Columns, labels, gradient, Batch);
        loss.Values<TLoss, T>(rows, reading.Columns, labels, values, Batch);
        return Outcome(value, gradient);
    }

    public LossOutcome Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        if (reading.First.Shape.Length != (TLoss.IsLattice ? 4 : 3))
            throw new ArgumentException($"{inputs[0].Name} has shape {reading.First}; it must be "
                + (TLoss.IsLattice ? "samples × steps × (labels + 1) × classes." : "steps × samples × classes."),
                inputs[0].Name);
        T[] logs = Numbers(0), gradient = Like(logs);
        SequenceBatch<T> batch = new()
        {
            LogProbabilities = logs,
            Classes = reading.Columns,
            Labels = reading.Arrays.Labels(inputs[1].Name),
            Steps = reading.Arrays.Labels(inputs[2].Name),
            LabelCounts = reading.Arrays.Labels(inputs[3].Name),
        };
        double value = loss.ValueAndGradient(batch, gradient, Batch);
        loss.Values(batch, values, Batch);
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
        T[] slopes = Like(targets);
        if (reading.HasGradient(inputs[1]))
            loss.TargetGradient(logits, reading.Columns, targets, slopes, options);
        loss.Values(logits, reading.Columns, targets, values, options);
        return Outcome(loss.ValueAndGradient(logits, reading.Columns, targets, gradient, options), gradient, slopes);
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

    /// <summary>The inputs of a loss of rows.</summary>
    public RowInputs<T> Rows()
    {
        T[] extra = inputs.Count > 2 ? Numbers(2) : [];
        bool labelled = inputs.Count > 2 && inputs[2].Kind == LossInputKind.PerRow;
        return new()
        {
            First = Numbers(0),
            Second = Numbers(1),
            Columns = reading.Columns,
            Third = labelled ? [] : extra,
            Labels = labelled ? extra : [],
        };
    }

    /// <summary>Whether a loss of rows has a third input of as many numbers as the first.</summary>
    public bool HasThird => inputs.Count > 2 && inputs[2].Kind == LossInputKind.PerElement;

    public BatchOptions<T> Batch => new()
    {
        Weights = weights,
        Factors = factors,
        Mask = mask,
        Reduction = reading.Reduction,
        Empty = reading.Request.Empty,
        CheckDomains = reading.Request.CheckDomains,
    };

    public ClassOptions<T> Options() => new()
    {
        ClassWeights = Narrow(reading.Classes!.Weights),
        Batch = Batch,
        Ignore = new[] { (int)reading.Option("ignore_index") },
        LabelSmoothing = reading.Option("label_smoothing"),
        Softcap = reading.Option("softcap"),
        LseSquareScale = reading.Option("lse_square_scale"),
    };

    private LossOutcome Outcome(double value, params T[][] gradients) => new(Value(value), inputs.Zip(gradients)
        .Where(pair => reading.HasGradient(pair.First))
        .ToDictionary(pair => pair.First.Name, pair => Wide(pair.Second)));

    private LossArray Value(double value) => reading.IsNone ? new(reading.Shape, Wide(values)) : new([], [value]);

    /// <summary>The numbers of an input of the card; none of one that may be left out and is.</summary>
    public T[] Numbers(int input) => reading.Arrays.Find(inputs[input].Name) is { } array ? Narrow(array.Values) : [];

    /// <summary>The numbers of an input, one for each of the first input's.</summary>
    public T[] Repeated(int input)
    {
        T[] numbers = Numbers(input);
        return [.. Enumerable.Range(0, reading.First.Values.Length)
            .Select(i => numbers[reading.IndexOf(inputs[input], i)])];
    }

    public static T[] Like(T[] numbers) => new T[numbers.Length];

    public static T[] Narrow(double[] numbers) => Array.ConvertAll(numbers, T.CreateTruncating);

    public static double[] Wide(T[] numbers) => Array.ConvertAll(numbers, double.CreateTruncating);
}
