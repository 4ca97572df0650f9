using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>Numbers with a shape, as files and tools hold them.</summary>
/// <param name="Shape">The lengths of the dimensions; empty for one number.</param>
/// <param name="Values">The numbers, row-major.</param>
public sealed record LossArray(int[] Shape, double[] Values)
{
    /// <summary>The length of the last dimension; 1 for one number.</summary>
    public int Columns => Shape.Length == 0 ? 1 : Shape[^1];

    /// <summary>The length of the first dimension; 1 for one number.</summary>
    public int Rows => Shape.Length == 0 ? 1 : Shape[0];

    /// <summary>The shape in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}

/// <summary>A loss to be computed by name: what the command line, files of reference values and checkers ask for.</summary>
/// <param name="Card">The card of the loss.</param>
public sealed record LossRequest(LossCard Card)
{
    /// <summary>Options by name, the card's own and those of its family; the usual ones for the rest.</summary>
    public IReadOnlyDictionary<string, double> Options { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Arrays by name: those of the card, and where the family takes them <c>weight</c> (of elements, or of classes), <c>sample_weight</c>
    /// and <c>mask</c> (0 where a loss does not count).
    /// </summary>
    public required IReadOnlyDictionary<string, LossArray> Inputs { get; init; }

    /// <summary>PyTorch's <c>none</c>, <c>sum</c>, <c>mean</c>, <c>batchmean</c>, and <c>mean_over_weights</c>, <c>mean_by</c>.</summary>
    public string Reduction { get; init; } = "mean";

    /// <summary>What <c>mean_by</c> divides by.</summary>
    public double Count { get; init; } = 1;

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }

    /// <summary>Whether targets are <c>labels</c> or distributions (<c>probabilities</c>, <c>one-hot</c>), where a loss takes both.</summary>
    public string TargetKind { get; init; } = "labels";
}

/// <summary>What a <see cref="LossRequest"/> gives.</summary>
/// <param name="Value">The value: one number, or one for each loss where the reduction is <c>none</c>.</param>
/// <param name="Gradients">The gradient of the sum of all values, by the name of the input.</param>
public sealed record LossOutcome(LossArray Value, IReadOnlyDictionary<string, double[]> Gradients);
