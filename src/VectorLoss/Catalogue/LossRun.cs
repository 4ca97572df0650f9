using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using static VectorLoss.Catalogue.NumberArrays;

namespace VectorLoss.Catalogue;

/// <summary>Computes one <see cref="LossRequest"/> by the kernels of the loss's family.</summary>
internal sealed class LossRun<T>(RequestReading reading) : ILossVisitor<LossOutcome>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Inputs;
    private readonly RunInputs<T> given = new(reading);
    private readonly T[] values = new T[reading.Count];

    public LossOutcome Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        T[] predictions = given.Numbers(0), targets = given.Numbers(1), gradient = Like(predictions);
        double value = loss.ValueAndGradient<TLoss, T>(predictions, targets, gradient, given.Batch);
        if (reading.IsNone)
            loss.Values<TLoss, T>(predictions, targets, values, given.Batch);
        T[] slopes = Like(targets);
        if (reading.Card.Claims.HasFlag(Claims.ResidualOnly))
            slopes = Array.ConvertAll(gradient, slope => -slope);
        else if (reading.HasGradient(inputs[1]))
            loss.TargetGradient<TLoss, T>(predictions, targets, slopes, given.Batch);
        return Outcome(value, gradient, slopes);
    }

    public LossOutcome Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        T[] a = given.Numbers(0), b = given.Numbers(1), c = given.Repeated(2), da = Like(a), db = Like(b), dc = Like(c);
        T[] d = inputs.Count > 3 ? given.Numbers(3) : [];
        double value = loss.ValueAndGradient<TLoss, T>(
            a, b, c, d, new() { First = da, Second = db, Third = dc }, given.Batch);
        loss.Values<TLoss, T>(a, b, c, d, values, given.Batch);
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        RowInputs<T> rows = given.Rows();
        T[] da = new T[rows.First.Length], db = Like(da), dc = given.HasThird ? Like(da) : [];
        double value = loss.ValueAndGradient(
            rows, new LossGradients<T> { First = da, Second = db, Third = dc }, given.Batch);
        loss.Values(rows, values, given.Batch);
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        RowInputs<T> rows = given.Groups();
        T[] da = new T[rows.First.Length], db = inputs[1].Differentiable ? Like(da) : [];
        double value = loss.ValueAndGradient(rows, new LossGradients<T> { First = da, Second = db }, given.Batch);
        loss.Values(rows, values, given.Batch);
        return Outcome(value, da, db);
    }

    public LossOutcome LabelSet(MultilabelMargin loss)
    {
        T[] logits = given.Numbers(0), gradient = Like(logits);
        int[] labels = reading.Arrays.Labels(inputs[1].Name);
        double value = loss.ValueAndGradient<T>(logits, reading.Columns, labels, gradient, given.Batch);
        loss.Values<T>(logits, reading.Columns, labels, values, given.Batch);
        return Outcome(value, gradient);
    }

    public LossOutcome Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        RowInputs<T> rows = given.Rows();
        T[] da = new T[rows.First.Length], db = Like(da), dc = new T[rows.Third.Length];
        double value = loss.ValueAndGradient(
            rows, new LossGradients<T> { First = da, Second = db, Third = dc }, given.Batch);
        loss.Values(rows, values, given.Batch);
        return Outcome(value, da, db, dc);
    }

    public LossOutcome Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        T[] rows = given.Numbers(0), gradient = Like(rows), temperature = inputs.Count > 2 ? given.Numbers(2) : [],
            byTemperature = Like(temperature);
        int[] labels = reading.Arrays.Labels(inputs[1].Name);
        double value = loss.ValueAndGradient(rows, reading.Columns, labels, temperature,
            new LossGradients<T> { First = gradient, Third = byTemperature }, given.Batch);
        loss.Values<TLoss, T>(rows, reading.Columns, labels, temperature, values, given.Batch);
        return Outcome(value, gradient, [], byTemperature);
    }

    public LossOutcome Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        T[] gradient = given.Numbers(0);
        SequenceBatch<T> batch = given.Sequences();
        double value = loss.ValueAndGradient(batch, gradient, given.Batch);
        loss.Values(batch, values, given.Batch);
        return Outcome(value, gradient);
    }

    public LossOutcome Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        T[] logits = given.Numbers(0), targets = Narrow<T>(reading.Classes!.Targets), gradient = Like(logits);
        ClassOptions<T> options = given.Options();
        T[] slopes = Like(targets), byWeights = new T[reading.Classes.Weights.Length];
        if (reading.Classes.Labels is { } labels)
        {
            loss.Values(logits, reading.Columns, labels, values, options);
            if (byWeights.Length > 0)
                loss.WeightGradient(logits, reading.Columns, labels, byWeights, options);
            return Outcome(loss.ValueAndGradient(logits, reading.Columns, labels, gradient, options), gradient, [],
                byWeights);
        }
        if (byWeights.Length > 0)
            loss.WeightGradient(logits, reading.Columns, targets, byWeights, options);
        if (reading.HasGradient(inputs[1]))
            loss.TargetGradient(logits, reading.Columns, targets, slopes, options);
        loss.Values(logits, reading.Columns, targets, values, options);
        return Outcome(loss.ValueAndGradient(logits, reading.Columns, targets, gradient, options), gradient, slopes,
            byWeights);
    }

    public LossOutcome Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        T[] numbers = given.Numbers(0), targets = Narrow<T>(reading.Classes!.Targets), gradient = Like(numbers);
        ClassOptions<T> options = given.Options();
        T[] byWeights = new T[reading.Classes.Weights.Length];
        if (reading.Classes.Labels is { } labels)
        {
            loss.Values(numbers, reading.Columns, labels, values, options);
            if (byWeights.Length > 0)
                loss.WeightGradient(numbers, reading.Columns, labels, byWeights, options);
            return Outcome(loss.ValueAndGradient(numbers, reading.Columns, labels, gradient, options), gradient, [],
                byWeights);
        }
        loss.Values(numbers, reading.Columns, targets, values, options);
        if (byWeights.Length > 0)
            loss.WeightGradient(numbers, reading.Columns, targets, byWeights, options);
        return Outcome(loss.ValueAndGradient(numbers, reading.Columns, targets, gradient, options), gradient, [],
            byWeights);
    }

    private LossOutcome Outcome(double value, params T[][] gradients) => new(Value(value), inputs.Zip(gradients)
        .Where(pair => reading.HasGradient(pair.First))
        .ToDictionary(pair => pair.First.Name, pair => Wide(pair.Second)));

    private LossArray Value(double value) => reading.IsNone ? new(reading.Shape, Wide(values)) : new([], [value]);
}
