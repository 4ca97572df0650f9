using System.Collections.Concurrent;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// What a <see cref="LossRequest"/> means, decided here and nowhere else: how many losses there are and in which shape,
/// which of them count, what each weighs, what their sum is divided by, and what the targets of classes are. The
/// kernels, the bounds and the witnesses of a check all ask it; each keeps formulas of its own.
/// </summary>
internal sealed class RequestReading
{
    private readonly LossArray? weights;
    private readonly LossArray? factors;
    private readonly LossArray? mask;
    private readonly int[] labelCounts;

    private RequestReading(LossRequest request)
    {
        (Request, Arrays) = (request, new(request));
        RequestOptions.Check(request);
        bool isElementwise = Family is LossFamily.Point or LossFamily.Triple;
        First = isElementwise ? Arrays.Get(Name(0)) : Arrays.Rows(Name(0));
        RowLayout.Check(Card, request.Options, First, Name(0));
        if (Family == LossFamily.Sequence)
            SequenceShapes.Check(Card, Arrays);
        Shape = LossShape.Of(request, First);
        Count = Shape.Aggregate(1, (product, length) => product * length);
        Classes = Family is LossFamily.Label or LossFamily.Centred ? new(this) : null;
        if (Classes is null)
            Arrays.CheckShapes(First);
        string[] common = ["sample_weight", "factor", "mask", "weight"];
        Arrays.RefuseOthers(isElementwise || Classes is not null ? common : common[..^1]);
        weights = Arrays.Find("sample_weight", Shape, "the losses");
        if (isElementwise && Arrays.Find("weight", Shape, "the losses") is { } another)
            weights = weights is null ? another : throw new ArgumentException(
                $"{Card.Name} takes weight or sample_weight, which mean the same; not both.", "weight");
        factors = Arrays.Find("factor", Shape, "the losses");
        mask = Arrays.Mask(Shape);
        labelCounts = Family == LossFamily.Sequence && !Card.Create.IsLattice && request.Reduction == "mean"
            ? Arrays.Labels(Name(3)) : [];
        Classes?.CheckLabels(Counts);
        Counted = Enumerable.Range(0, Count).Count(Counts);
        (Reduction, Divisor) = Reduce();
    }

    /// <summary>The request; where an option was given as an array, with the card that takes it.</summary>
    public LossRequest Request { get; }

    /// <summary>Its arrays.</summary>
    public RequestArrays Arrays { get; }

    /// <summary>The card.</summary>
    public LossCard Card => Request.Card;

    /// <summary>The inputs of the card, and the weights of classes behind them where they are given.</summary>
    public IReadOnlyList<LossInput> Inputs
        => field ??= Classes is { Weights.Length: > 0 } ? [.. Card.Inputs, Card.ClassWeights!] : Card.Inputs;

    /// <summary>The first input.</summary>
    public LossArray First { get; }

    /// <summary>The length of a row, or the number of classes.</summary>
    public int Columns => First.Columns;

    /// <summary>The shape of the losses: of the input, its rows, the rows that are asked, or the samples.</summary>
    public int[] Shape { get; }

    /// <summary>How many losses there are.</summary>
    public int Count { get; }

    /// <summary>How many of them count.</summary>
    public int Counted { get; }

    /// <summary>Targets and weights of classes; null for other losses.</summary>
    public ClassReading? Classes { get; }

    /// <summary>The reduction as the kernels take it.</summary>
    public Reduction Reduction { get; }

    /// <summary>Whether the loss takes a fourth input and the request has it.</summary>
    public bool HasFourth => Card.Inputs.Count > 3 && Arrays.Find(Name(3)) is not null;

    /// <summary>Whether the losses are not reduced.</summary>
    public bool IsNone => Request.Reduction == "none";

    /// <summary>What the sum of the losses is divided by; 0 where it is the mean over nothing.</summary>
    public double Divisor { get; }

    /// <summary>Whether the result is the mean over nothing, which the request chooses.</summary>
    public bool IsEmpty => Divisor == 0;

    /// <summary>What formulas of entropic transports work out of the numbers as they are: by row and inputs.</summary>
    public ConcurrentDictionary<(int Row, int One, int Other), EntropicPotentials> Transports { get; } = [];
    /// <summary>The weights, the factors and the mask of the losses, or none.</summary>
    public double[] Weights => weights?.Values ?? [];
    /// <inheritdoc cref="Weights"/>
    public double[] Factors => factors?.Values ?? [];

    /// <inheritdoc cref="Weights"/>
    public bool[] Mask => mask is null ? [] : Array.ConvertAll(mask.Values, bit => bit != 0);

    private LossFamily Family => Card.Family;

    /// <summary>Reads a request.</summary>
    /// <exception cref="ArgumentException">An option, array, shape or word does not fit the loss.</exception>
    public static RequestReading Of(LossRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(RowLayout.Of(RequestOptions.WithArrayOption(request)));
    }

    /// <summary>The reading of the same request with weights and distributions rounded to a precision.</summary>
    public RequestReading InPrecisionOf<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        static double Number(double x) => double.CreateTruncating(T.CreateTruncating(x));
        LossArray Round(string name, LossArray array)
            => name is "weight" or "sample_weight" || (Classes is { Labels: null } && name == Name(1))
            ? array with { Values = Array.ConvertAll(array.Values, Number) } : array;
        return new(Request with
        {
            Inputs = Request.Inputs.ToDictionary(pair => pair.Key, pair => Round(pair.Key, pair.Value)),
        });
    }

    /// <summary>Shows the loss, made with its options, to a visitor.</summary>
    public TResult Visit<TResult>(ILossVisitor<TResult> visitor) => Card.Visit(visitor, RequestOptions.OfLoss(Request));

    /// <summary>An option of the family or of the card: what was given, or the usual value.</summary>
    public double Option(string name) => RequestOptions.Value(Request, name);

    /// <summary>Whether a loss counts: the mask keeps it, and no label of it is ignored.</summary>
    public bool Counts(int loss) => (mask is null || mask.Values[loss] != 0) && Classes?.IsIgnored(loss) != true;

    /// <summary>
    /// What a loss weighs in the sum that is reduced, its factor apart. As in PyTorch, the mean of CTC divides each
    /// loss by the number of its labels first.
    /// </summary>
    public double Weight(int loss)
        => (weights?.Values[loss] ?? 1) / (labelCounts.Length == 0 ? 1 : Math.Max(1, labelCounts[loss]));

    /// <summary>What loss and derivative are multiplied by beside the weight.</summary>
    public double Factor(int loss) => factors?.Values[loss] ?? 1;

    /// <summary>
    /// The derivative of the result from that of a loss before its weight; 0 where that does not count or matter.
    /// </summary>
    public double Reduced(double derivative, int loss)
        => !Counts(loss) || (IsEmpty && Request.Empty == EmptyBatch.Zero) ? 0
            : derivative * Weight(loss) * Factor(loss) / Divisor;

    /// <summary>
    /// Whether the loss gives a gradient for an input: of targets of classes where they are distributions, and do not
    /// weigh a z-loss or divide the mean as well.
    /// </summary>
    public bool HasGradient(LossInput input) => input.DifferentiableAsDistribution
        ? Classes is { Labels: null, DividesByWeights: false }
            && (Classes.Weights.Length == 0 || Option("lse_square_scale") == 0)
        : input.Differentiable && Arrays.Find(input.Name) is not null;

    /// <summary>What a loss adds to the divisor, apart from the weight of its class.</summary>
    public double DividingWeight(int loss) => Request.Reduction == "mean_over_weights" ? weights?.Values[loss] ?? 1 : 1;

    /// <summary>Where an input holds the number that belongs to an element of the first input.</summary>
    public int IndexOf(LossInput input, int element)
    {
        int length = Arrays.Get(input.Name).Values.Length;
        return input.Kind == LossInputKind.PerRow ? element / Columns
            : length == First.Values.Length ? element : element % length;
    }

    private string Name(int input) => Card.Inputs[input].Name;

    private (Reduction Reduction, double Divisor) Reduce()
    {
        int rows = Family is LossFamily.Sequence or LossFamily.Contrast ? Count : First.Rows;
        return Request.Reduction switch
        {
            "none" or "sum" => (Reduction.Sum, 1),
            "mean" => (Reduction.Mean, Classes is { LabelsMeanWeights: true } ? Total(Classes.TargetWeight) : Counted),
            // A count of 0 is no divisor; it is the mean over nothing.
            "batchmean" => rows == 0 ? (Reduction.Mean, 0) : (Reduction.MeanBy(rows), rows),
            "mean_over_weights" => (Reduction.MeanOverWeights,
                Total(loss => DividingWeight(loss) * (Classes?.TargetWeight(loss) ?? 1))),
            _ => (Reduction.MeanBy(Request.Count), Request.Count),
        };
    }

    private double Total(Func<int, double> weight) => Enumerable.Range(0, Count).Where(Counts).Sum(weight);
}
