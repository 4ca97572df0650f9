using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A loss to be computed by name: what the command line, files of reference values and checkers ask for. What a request
/// says is checked where it is used: <see cref="LossTool"/> names the argument that it refuses.
/// </summary>
/// <param name="Card">The card of the loss.</param>
public sealed record LossRequest(LossCard Card)
{
    /// <summary>
    /// The legal values of <see cref="Reduction"/>: <c>none</c> keeps every loss; the others sum the losses and divide
    /// the sum: <c>sum</c> by 1, <c>mean</c> by the number of losses that count (of labels with class weights, by the
    /// sum of the weights of their classes), <c>batchmean</c> by the length of the first dimension of the input,
    /// <c>mean_over_weights</c> by the sum of the weights of the losses that count, <c>mean_by</c> by
    /// <see cref="Count"/>.
    /// </summary>
    public static IReadOnlyList<string> Reductions { get; }
        = ["none", "sum", "mean", "batchmean", "mean_over_weights", "mean_by"];

    /// <summary>
    /// The legal values of <see cref="TargetKind"/>: <c>labels</c>, one class index a row, unless the target has the
    /// shape of the input; <c>probabilities</c> and <c>one-hot</c>, one number a class.
    /// </summary>
    public static IReadOnlyList<string> TargetKinds { get; } = ["labels", "probabilities", "one-hot"];

    /// <summary>
    /// Options by name, the card's own and those of its family; the usual ones for the rest. Each is of the
    /// <see cref="OptionKind"/> and in the range that its <see cref="LossOption"/> says.
    /// </summary>
    public IReadOnlyDictionary<string, double> Options { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Arrays by name. Those of the card, each of the shape that its <see cref="LossInputKind"/> says beside the first.
    /// <c>sample_weight</c>, one weight for each loss, finite and not below 0. <c>mask</c>, of the same shape, 1 where
    /// a loss counts and 0 where it does not. <c>factor</c>, of the same shape, any number for each loss: loss and
    /// gradient are multiplied by it, and it is in no divisor. For losses of classes <c>weight</c>, one weight a class;
    /// for elementwise losses <c>weight</c> is another name of <c>sample_weight</c>. These, and the inputs beside the
    /// first, may repeat by NumPy's rule, where an array that could as well have one number a row is refused: inputs to
    /// the shape of the first, weights, factors, masks, labels and what a row has one number of to that of the losses,
    /// behind which dimensions of length 1 may stand. A target of as many dimensions as the input repeats as a
    /// distribution; labels have fewer, or one class. Weights, factors, masks and the inputs of elementwise losses may
    /// have one number a row where NumPy's rule does not fit. Labels of sequences are padded, samples × the longest, or
    /// follow one another; <c>input_paddings</c> and <c>target_paddings</c>, runs of 0 and then of 1, may take the
    /// place of their lengths. Targets of classes at places may be labels, one a place.
    /// </summary>
    public required IReadOnlyDictionary<string, LossArray> Inputs { get; init; }

    /// <summary>What the losses become: one of <see cref="Reductions"/>.</summary>
    public string Reduction { get; init; } = "mean";

    /// <summary>What <c>mean_by</c> divides by; finite and above 0.</summary>
    public double Count { get; init; } = 1;

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }

    /// <summary>
    /// Whether the numbers of samples that count are held to the domains of the card: see
    /// <see cref="BatchOptions{T}.CheckDomains"/>.
    /// </summary>
    public bool CheckDomains { get; init; }

    /// <summary>
    /// Which dimension of the input of a loss of classes counts them, from the end where it is below 0: 1 in arrays as
    /// PyTorch has them, (N, C, d₁ …), with labels, weights and values (N, d₁ …). Null: where the labels of each row
    /// tell it, and else the last; an input of three dimensions or more that can be read in both ways is refused. Of
    /// losses of classes at places, where dimension 1 or the last is as long as there are classes; an input of two
    /// dimensions has a sample a row. Of other losses whose rows know of no other row, such as distillation, along
    /// which dimension they lie: null is the last.
    /// </summary>
    public int? ClassAxis { get; init; }

    /// <summary>How many threads may work, as <see cref="BatchOptions{T}.Threads"/> says.</summary>
    internal int Threads { get; init; }

    /// <summary>What the target of a loss of classes holds: one of <see cref="TargetKinds"/>.</summary>
    public string TargetKind { get; init; } = "labels";
}
