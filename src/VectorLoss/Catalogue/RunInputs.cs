using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using static VectorLoss.Catalogue.NumberArrays;

namespace VectorLoss.Catalogue;

/// <summary>What a request gives to the kernels of a family: inputs and options in their number type.</summary>
internal sealed class RunInputs<T>(RequestReading reading) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;
    private readonly T[] weights = Narrow<T>(reading.Weights);
    private readonly T[] factors = Narrow<T>(reading.Factors);
    private readonly bool[] mask = reading.Mask;

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

    /// <summary>The inputs of a loss of groups.</summary>
    public RowInputs<T> Groups()
    {
        bool perRow = inputs[1].Kind == LossInputKind.PerRow;
        return new()
        {
            First = Numbers(0),
            Second = perRow ? [] : Numbers(1),
            Labels = perRow ? Numbers(1) : [],
            Third = reading.Card.HasThird ? Numbers(2) : [],
            FirstLengths = reading.Card.HasLengths ? Numbers(2) : [],
            SecondLengths = reading.Card.HasLengths ? Numbers(3) : [],
            Columns = reading.Columns,
        };
    }

    /// <summary>The inputs of a loss of sequences.</summary>
    public SequenceBatch<T> Sequences() => new()
    {
        LogProbabilities = Numbers(0),
        Classes = reading.Columns,
        Labels = reading.Arrays.Labels(inputs[1].Name),
        Steps = reading.Arrays.Labels(inputs[2].Name),
        LabelCounts = reading.Arrays.Labels(inputs[3].Name),
    };

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
        Threads = reading.Request.Threads,
    };

    public ClassOptions<T> Options() => new()
    {
        ClassWeights = Narrow<T>(reading.Classes!.Weights),
        Batch = Batch,
        Ignore = new[] { (int)reading.Option("ignore_index") },
        LabelSmoothing = reading.Option("label_smoothing"),
        Softcap = reading.Option("softcap"),
        LseSquareScale = reading.Option("lse_square_scale"),
    };

    /// <summary>Rows of logits with their labels or distributions.</summary>
    public ClassBatch<T> Classes() => reading.Classes!.Labels is { } labels
        ? new(Numbers(0), reading.Columns, labels, Options())
        : new(Numbers(0), reading.Columns, Narrow<T>(reading.Classes.Targets), Options());

    /// <summary>The numbers of an input of the card; none of one that may be left out and is.</summary>
    public T[] Numbers(int input)
        => reading.Arrays.Find(inputs[input].Name) is { } array ? Narrow<T>(array.Values) : [];

    /// <summary>The numbers of an input, one for each of the first input's.</summary>
    public T[] Repeated(int input)
    {
        T[] numbers = Numbers(input);
        return [.. Enumerable.Range(0, reading.First.Values.Length)
            .Select(i => numbers[reading.IndexOf(inputs[input], i)])];
    }
}
