namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="RequestReading"/> for losses of classes: whether targets are labels or distributions, which
/// label is ignored, and what a class weighs. Rows are counted over all dimensions of the input but the last.
/// </summary>
internal sealed class ClassReading
{
    private readonly string target;
    private readonly int columns;
    private readonly int ignored;
    private readonly LossArray? weights;

    /// <summary>Reads targets and weights of classes.</summary>
    /// <exception cref="ArgumentException">An array is missing or has another shape.</exception>
    public ClassReading(RequestReading reading)
    {
        RequestArrays arrays = reading.Arrays;
        string input = reading.Card.Inputs[0].Name;
        target = reading.Card.Inputs[1].Name;
        (columns, ignored) = (reading.Columns, (int)reading.Option("ignore_index"));
        ReadOnlySpan<int> shape = reading.First.Shape;
        // A target of the shape of the input cannot be one label a row.
        bool labelled = reading.Request.TargetKind == "labels"
            && !arrays.Get(target).Shape.AsSpan().SequenceEqual(shape);
        if (arrays.Find(target, labelled ? shape[..^1] : shape, input) is { } distributions && !labelled)
            Targets = distributions.Values;
        Labels = labelled ? arrays.Labels(target) : null;
        weights = arrays.Find("weight", [columns], "the classes");
        string reduction = reading.Request.Reduction;
        LabelsMeanWeights = labelled && weights is not null && reading.Card.Create.LabelsMeanWeights;
        DividesByWeights = weights is not null
            && (reduction == "mean_over_weights" || (reduction == "mean" && LabelsMeanWeights));
    }

    /// <summary>One label a row; null where targets are distributions.</summary>
    public int[]? Labels { get; }

    /// <summary>One number a class in every row; none where targets are labels.</summary>
    public double[] Targets { get; } = [];

    /// <summary>The weights of the classes, or none.</summary>
    public double[] Weights => weights?.Values ?? [];

    /// <summary>Whether the mean divides by the weights of the labels, and not by the number of rows.</summary>
    public bool LabelsMeanWeights { get; }

    /// <summary>Whether the weights of classes are what the sum of the losses is divided by.</summary>
    public bool DividesByWeights { get; }

    /// <summary>Whether the label of a row is the ignored one. Of distributions none is.</summary>
    public bool IsIgnored(int row) => Labels is not null && Labels[row] == ignored;

    /// <summary>Checks that the labels of the rows that count are classes.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public void CheckLabels(Func<int, bool> counts)
    {
        for (int row = 0; row < Labels?.Length; row++)
            if ((uint)Labels[row] >= (uint)columns && counts(row))
                throw new ArgumentException(
                    $"{target} holds the label {Labels[row]} for row {row}; there are {columns} classes.", target);
    }

    /// <summary>What a class weighs.</summary>
    public double Weight(int c) => weights?.Values[c] ?? 1;

    /// <summary>The target of a class in a row, before smoothing.</summary>
    public double Target(int row, int c) => Labels is null ? Targets[(row * columns) + c] : Labels[row] == c ? 1 : 0;

    /// <summary>
    /// The mean of the class weights over the targets of a row, before smoothing; over all classes, where the row has
    /// no target. Its z-loss counts by it.
    /// </summary>
    public double LseWeight(int row)
    {
        double targets = Enumerable.Range(0, columns).Sum(c => Target(row, c));
        return weights is null ? 1
            : targets == 0 ? weights.Values.Average() : TargetWeight(row) / targets;
    }

    /// <summary>Σ weight·target of a row, before smoothing; 1 where classes have no weights.</summary>
    public double TargetWeight(int row) => weights is null ? 1
        : Labels is not null ? Weight(Labels[row])
        : Enumerable.Range(0, columns).Sum(c => Weight(c) * Target(row, c));
}
