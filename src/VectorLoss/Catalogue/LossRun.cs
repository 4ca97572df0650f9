using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>Computes one <see cref="LossRequest"/> through the door of the loss's family.</summary>
internal sealed class LossRun<T>(LossRequest request, LossArrays<T> arrays) : ILossVisitor<LossOutcome>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = request.Card.Inputs;

    private bool IsNone => request.Reduction == "none";

    public LossOutcome Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        LossArray input = arrays.Get("input");
        T[] predictions = LossArrays<T>.Numbers(input), targets = arrays.Like("target", input, "input"), gradient = new T[predictions.Length];
        T[] weights = arrays.Weights(input.Shape, "weight", "sample_weight"), values = new T[predictions.Length];
        bool[] mask = arrays.Mask(input.Shape);
        BatchOptions<T> options = new() { Reduction = Reduce(input.Rows), Weights = weights, Mask = mask, Empty = request.Empty };
        double value = loss.ValueAndGradient<TLoss, T>(predictions, targets, gradient, options);
        if (IsNone)
            loss.Values<TLoss, T>(predictions, targets, values, options);
        Dictionary<string, double[]> gradients = new() { ["input"] = Doubles(gradient) };
        if (request.Card.Claims.HasFlag(Claims.ResidualOnly))
            gradients["target"] = Doubles(gradient, -1);
        return new(Result(value, values, input.Shape), gradients);
    }

    public LossOutcome Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        LossArray first = arrays.Get(inputs[0].Name);
        T[] a = LossArrays<T>.Numbers(first), b = arrays.Like(inputs[1].Name, first, inputs[0].Name), c = Third(first);
        T[] values = new T[a.Length], da = new T[a.Length], db = new T[a.Length], dc = new T[a.Length];
        BatchOptions<T> options = new()
        {
            Weights = arrays.Weights(first.Shape, "weight", "sample_weight"), Mask = arrays.Mask(first.Shape),
            Reduction = Reduce(first.Rows), Empty = request.Empty,
        };
        double value = loss.ValueAndGradient<TLoss, T>(a, b, c, new() { First = da, Second = db, Third = dc }, options);
        loss.Values<TLoss, T>(a, b, c, values, options);
        return new(Result(value, values, first.Shape), Gradients(da, db, dc));
    }

    public LossOutcome Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        LossArray first = Matrix(inputs[0].Name);
        int[] rows = first.Shape[..^1];
        T[] a = LossArrays<T>.Numbers(first), b = arrays.Like(inputs[1].Name, first, inputs[0].Name), labels = [], third = [];
        if (inputs.Count > 2)
            (labels, third) = inputs[2].Kind switch
            {
                LossInputKind.PerRow => (arrays.Shaped(inputs[2].Name, rows, inputs[0].Name) ?? Missing(inputs[2]), third),
                LossInputKind.PerColumn => (labels, arrays.Shaped(inputs[2].Name, [first.Columns], inputs[0].Name) ?? Missing(inputs[2])),
                _ => (labels, arrays.Like(inputs[2].Name, first, inputs[0].Name)),
            };
        int count = first.Values.Length / Math.Max(1, first.Columns);
        T[] values = new T[count], da = new T[a.Length], db = new T[a.Length], dc = inputs.Count > 2 && inputs[2].Kind == LossInputKind.PerElement ? new T[a.Length] : [];
        RowInputs<T> three = new() { First = a, Second = b, Third = third, Labels = labels, Columns = first.Columns };
        BatchOptions<T> options = new()
        {
            Weights = arrays.Weights(rows, "sample_weight"), Mask = arrays.Mask(rows),
            Reduction = Reduce(first.Rows), Empty = request.Empty,
        };
        double value = loss.ValueAndGradient(three, new LossGradients<T> { First = da, Second = db, Third = dc }, options);
        loss.Values(three, values, options);
        return new(Result(value, values, rows), Gradients(da, db, dc));
    }

    public LossOutcome LabelSet(MultilabelMargin loss)
    {
        LossArray logits = Matrix("input");
        int[] labels = arrays.Labels("target"), rows = logits.Shape[..^1];
        T[] values = new T[logits.Values.Length / Math.Max(1, logits.Columns)], gradient = new T[logits.Values.Length];
        T[] numbers = LossArrays<T>.Numbers(logits);
        BatchOptions<T> options = new()
        {
            Weights = arrays.Weights(rows, "sample_weight"), Mask = arrays.Mask(rows),
            Reduction = Reduce(logits.Rows), Empty = request.Empty,
        };
        double value = loss.ValueAndGradient<T>(numbers, logits.Columns, labels, gradient, options);
        loss.Values<T>(numbers, logits.Columns, labels, values, options);
        return new(Result(value, values, rows), Gradients(gradient));
    }

    public LossOutcome Contrast(InfoNce loss)
    {
        LossArray first = Matrix(inputs[0].Name);
        T[] a = LossArrays<T>.Numbers(first), b = arrays.Like(inputs[1].Name, first, inputs[0].Name);
        int[] asked = [loss.Views ? 2 * first.Rows : first.Rows];
        T[] values = new T[asked[0]], da = new T[a.Length], db = new T[a.Length];
        BatchOptions<T> options = new()
        {
            Weights = arrays.Weights(asked, "sample_weight"), Mask = arrays.Mask(asked),
            Reduction = Reduce(asked[0]), Empty = request.Empty,
        };
        double value = loss.ValueAndGradient<T>(a, b, first.Columns, new() { First = da, Second = db }, options);
        loss.Values<T>(a, b, first.Columns, values, options);
        return new(Result(value, values, asked), Gradients(da, db));
    }

    public LossOutcome Sequence(ConnectionistTemporalClassification loss)
    {
        LossArray logs = arrays.Get("log_probs");
        if (logs.Shape.Length != 3)
            throw new ArgumentException($"log_probs has shape {logs}; it must be steps × samples × classes.", nameof(request));
        int[] steps = arrays.Labels("input_lengths"), samples = [steps.Length];
        T[] values = new T[steps.Length], gradient = new T[logs.Values.Length];
        SequenceBatch<T> batch = new()
        {
            LogProbabilities = LossArrays<T>.Numbers(logs), Classes = logs.Columns, Labels = arrays.Labels("targets"), Steps = steps,
            LabelCounts = arrays.Labels("target_lengths"),
        };
        BatchOptions<T> options = new()
        {
            Weights = arrays.Weights(samples, "sample_weight"), Mask = arrays.Mask(samples),
            Reduction = Reduce(steps.Length), Empty = request.Empty,
        };
        double value = loss.ValueAndGradient<T>(batch, gradient, options);
        loss.Values<T>(batch, values, options);
        return new(Result(value, values, samples), Gradients(gradient));
    }

    public LossOutcome Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        LossArray logits = Matrix("input");
        int[] rows = logits.Shape[..^1];
        int[]? labels = Labels(logits, out T[] targets);
        T[] values = new T[logits.Values.Length / Math.Max(1, logits.Columns)], gradient = new T[logits.Values.Length], numbers = LossArrays<T>.Numbers(logits);
        ClassOptions<T> options = Classes(logits, Option("softcap"), Option("lse_square_scale"));
        double value = labels is null
            ? loss.ValueAndGradient(numbers, logits.Columns, targets, gradient, options)
            : loss.ValueAndGradient(numbers, logits.Columns, labels, gradient, options);
        if (labels is null)
            loss.Values(numbers, logits.Columns, targets, values, options);
        else
            loss.Values(numbers, logits.Columns, labels, values, options);
        return new(Result(value, values, rows), Gradients(gradient));
    }

    public LossOutcome Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        LossArray numbers = Matrix("input");
        int[] rows = numbers.Shape[..^1];
        int[]? labels = Labels(numbers, out T[] targets);
        T[] values = new T[numbers.Values.Length / Math.Max(1, numbers.Columns)], gradient = new T[numbers.Values.Length], x = LossArrays<T>.Numbers(numbers);
        ClassOptions<T> options = Classes(numbers, 0, 0);
        double value = labels is null
            ? loss.ValueAndGradient(x, numbers.Columns, targets, gradient, options)
            : loss.ValueAndGradient(x, numbers.Columns, labels, gradient, options);
        if (labels is null)
            loss.Values(x, numbers.Columns, targets, values, options);
        else
            loss.Values(x, numbers.Columns, labels, values, options);
        return new(Result(value, values, rows), Gradients(gradient));
    }

    private ClassOptions<T> Classes(LossArray logits, double softcap, double lseSquareScale) => new()
    {
        ClassWeights = arrays.Shaped("weight", [logits.Columns], "the classes") ?? [],
        Batch = new()
        {
            Weights = arrays.Weights(logits.Shape.AsSpan(..^1), "sample_weight"), Mask = arrays.Mask(logits.Shape.AsSpan(..^1)),
            Reduction = Reduce(logits.Rows), Empty = request.Empty,
        },
        Ignore = new[] { (int)Option("ignore_index") },
        LabelSmoothing = Option("label_smoothing"),
        Softcap = softcap,
        LseSquareScale = lseSquareScale,
    };

    /// <summary>The labels of the rows; or null, and the target distributions.</summary>
    private int[]? Labels(LossArray logits, out T[] targets)
    {
        bool labelled = request.TargetKind == "labels" && !arrays.Get("target").Shape.AsSpan().SequenceEqual(logits.Shape);
        targets = labelled ? [] : arrays.Like("target", logits, "input");
        return labelled ? arrays.Labels("target") : null;
    }

    private T[] Third(LossArray first)
    {
        LossArray third = arrays.Get(inputs[2].Name);
        bool repeats = inputs[2].Repeats && third.Shape.Length == 1 && third.Columns == first.Columns;
        T[] numbers = repeats ? LossArrays<T>.Numbers(third) : arrays.Like(inputs[2].Name, first, inputs[0].Name);
        return repeats ? [.. Enumerable.Range(0, first.Values.Length).Select(i => numbers[i % numbers.Length])] : numbers;
    }

    private double Option(string name) => request.Options.TryGetValue(name, out double value) ? value
        : request.Card.Create.FamilyOptions.FirstOrDefault(option => option.Name == name)?.Usual ?? 0;

    private LossArray Matrix(string name)
    {
        LossArray array = arrays.Get(name);
        return array.Shape.Length > 0 && array.Columns > 0 ? array
            : throw new ArgumentException($"{name} has shape {array}; rows of at least one number are wanted.", name);
    }

    private T[] Missing(LossInput input)
        => input.Optional ? [] : throw new ArgumentException($"{request.Card.Name} needs the array '{input.Name}'.", input.Name);

    private Reduction Reduce(int rows) => request.Reduction switch
    {
        "none" or "sum" => Reduction.Sum,
        "mean" => Reduction.Mean,
        "batchmean" => Reduction.MeanBy(rows),
        "mean_over_weights" => Reduction.MeanOverWeights,
        "mean_by" => Reduction.MeanBy(request.Count),
        _ => throw new ArgumentException($"'{request.Reduction}' is no reduction; there are none, sum, mean, batchmean, mean_over_weights, mean_by.", nameof(request)),
    };

    private LossArray Result(double value, T[] values, int[] shape) => IsNone ? new(shape, Doubles(values)) : new([], [value]);

    private Dictionary<string, double[]> Gradients(params T[][] gradients) => inputs.Zip(gradients)
        .Where(pair => pair.First.Differentiable)
        .ToDictionary(pair => pair.First.Name, pair => Doubles(pair.Second));

    private static double[] Doubles(T[] values, double factor = 1) => Array.ConvertAll(values, value => factor * double.CreateTruncating(value));
}
