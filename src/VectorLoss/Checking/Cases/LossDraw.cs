using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>
/// Draws requests of a loss: options, arrays of two or three dimensions, rows along the last or the middle, weights,
/// masks, every reduction and divisor, what the mean over nothing is, and inputs and weights of extreme size.
/// </summary>
internal sealed class LossDraw(LossCard card, int seed)
{
    // Values beside the usual one where twice and thrice of it say too little.
    private static readonly Dictionary<string, double[]> Others = new()
    {
        ["alpha"] = [0.25, 0.5],
        ["beta"] = [0, 0.3, 2],
        ["delta"] = [0.2, 3],
        ["epsilon"] = [-0.5, 1, 0.4],
        ["efron"] = [1],
        ["fair"] = [1],
        ["full"] = [1],
        ["gamma"] = [0, 1, 3.5],
        ["ignore_index"] = [1],
        ["label_smoothing"] = [0.1, 0.5],
        ["log_input"] = [0],
        ["log_target"] = [1],
        ["lse_square_scale"] = [1e-2],
        ["margin"] = [0.3, 0.9],
        ["p"] = [1, 1.5, 2],
        ["pos_weight"] = [0.3, 4],
        ["power"] = [1, 2, 3],
        ["q"] = [0.2, 1],
        ["quantile"] = [0.1, 0.9],
        ["scale"] = [0.25, 2],
        ["smooth"] = [0.1],
        ["smoothing"] = [0.3],
        ["softcap"] = [3, 30],
        ["swap"] = [1],
        ["temperature"] = [0.2, 1],
        ["views"] = [1],
        ["zero_infinity"] = [1],
    };

    private readonly Random random = new(seed);
    private readonly Dictionary<string, double> options = [];

    private RowStage Stage => card.Family == LossFamily.Row ? card.Visit(new StageOf()) : RowStage.None;

    // Exponents of cosines are large, and logistic curves of ranks are steep.
    private bool Saturates => card.Family == LossFamily.Similarity || Stage == RowStage.SoftRanks;

    /// <summary>The next request, which has a value and a gradient.</summary>
    public LossRequest Request()
    {
        LossRequest request = Next();
        for (int redrawn = 0; redrawn < 8 && Saturates && !IsSeen(request); redrawn++)
            request = Next();
        return WithAxis(request);
    }

    // From a generator of its own, so that a seed still draws the same numbers.
    private LossRequest WithAxis(LossRequest request)
    {
        bool isMoved = MovedClasses.HasRows(card) && new Random(unchecked((37 * seed) + 1)).Next(2) == 0;
        if (!isMoved || request.Inputs[card.Inputs[0].Name].Shape is not [int samples, int places, int columns])
            return request;
        LossArray Moved(LossArray from) => !from.Shape.AsSpan().SequenceEqual([samples, places, columns]) ? from
            : new([samples, columns, places], [.. from.Values.Select((_, at) => from.Values[
                (at / (places * columns) * places + at % places) * columns + at / places % columns])]);
        return request with
        {
            ClassAxis = 1,
            Inputs = request.Inputs.ToDictionary(pair => pair.Key, pair => Moved(pair.Value)),
        };
    }

    private LossRequest Next()
    {
        options.Clear();
        foreach ((int i, LossOption option) in card.Options.Concat(card.Create.FamilyOptions).Index())
        {
            // An option that is in no table has a generator of its own, so that it moves no other draw.
            Random own = Others.ContainsKey(option.Name) ? random : new(unchecked((31 * seed) + i));
            double[] values = Unusual(option);
            if (own.Next(3) == 0)
                options[option.Name] = Fitting(option, values[own.Next(values.Length)]);
        }
        ArrayDraw arrays = new(card, options, random);
        Dictionary<string, LossArray> inputs = arrays.Inputs();
        LossRequest request = new(card)
        {
            Options = new Dictionary<string, double>(options),
            Inputs = inputs,
            Reduction = LossRequest.Reductions[random.Next(LossRequest.Reductions.Count)],
            Count = new[] { 0.25, 3.5, 1e6 }[random.Next(3)],
            Empty = (EmptyBatch)random.Next(3),
            ClassAxis = card.Family is LossFamily.Label or LossFamily.Centred ? -1
                : card.HasClasses && inputs[card.Inputs[0].Name].Shape.Length > 2 ? 1 : null,
        };
        if (RequestReading.Of(request).Classes is { Labels: null })
            request = request with { TargetKind = LossRequest.TargetKinds[random.Next(3)] };
        RequestReading reading = RequestReading.Of(request);
        request = request with { Inputs = arrays.WithWeights(request.Inputs, reading.Shape) };
        return WithSize(WithResult(request), arrays);
    }

    // Only a mean over nothing that is 0 has a gradient.
    private static LossRequest WithResult(LossRequest request)
    {
        RequestReading reading = RequestReading.Of(request);
        return reading.Counted == 0 || reading.IsEmpty ? request with { Empty = EmptyBatch.Zero } : request;
    }

    private LossRequest WithSize(LossRequest request, ArrayDraw arrays)
    {
        if (random.Next(4) != 0)
            return request;
        LossRequest extreme = request with { Inputs = arrays.Extreme(request.Inputs) };
        return IsSeen(extreme) ? extreme : request;
    }

    private bool IsSeen(LossRequest request)
    {
        LossOutcome outcome = LossTool.Run<double>(request);
        return double.IsFinite(outcome.Value.Values.Sum())
            && outcome.Gradients.All(pair => IsSeen(request, outcome, pair.Key, pair.Value));
    }

    /// <summary>
    /// Whether double precision can tell a gradient from differences and from dual numbers at all; where it cannot, the
    /// right verdict is inconclusive, and the request keeps the usual size. Two kinds cannot be told. One has a largest
    /// effect |x·g| below 1e-9 of the value, as 1 − cos(a, b) of vectors far below √ε, or an effect that the rounding
    /// of the value hides. The other is a softmax that is sure of every row: 1 − p is then known to 2⁻⁵³ of the factor
    /// of a loss, and the witnesses compare to 2⁻⁴⁰ of the largest element, which so must be 2⁻¹² of that factor.
    /// </summary>
    private bool IsSeen(LossRequest request, LossOutcome outcome, string input, double[] gradient)
    {
        const double LargestPlanned = 8, LeastPlanned = 1e-5, LeastEffect = 1e-9, LeastShare = 1.0 / (1L << 12);
        // The flat parts of a steep curve move in steps of the value's rounding, and are drawn often.
        double leastOfAnElement = Saturates ? 1e-9 : 1e-15;
        double value = Math.Abs(outcome.Value.Values.Sum()), largest = gradient.Max(Math.Abs);
        double[] effects = [.. gradient.Zip(request.Inputs[input].Values, (slope, x) => Math.Abs(slope * x))];
        double effect = effects.Max();
        if (!gradient.All(double.IsFinite) || (effect > 0 && effect < LeastEffect * value)
            || effects.Any(one => one > 0 && one < leastOfAnElement * value))
            return false;
        RequestReading reading = RequestReading.Of(request);
        double factor = Enumerable.Range(0, reading.Count).Max(loss => Math.Abs(reading.Reduced(1, loss)));
        return request.Card.Family switch
        {
            LossFamily.Label => largest >= LeastShare * factor * reading.Classes!.Weights.DefaultIfEmpty(1).Max(),
            LossFamily.Row when Stage == RowStage.LogSoftmax => largest >= LeastShare * factor,
            // Past that size the softmax at every place is sure, and the loss moves in steps alone.
            LossFamily.Group when card.Options.Contains(ClassPlacesCard.Classes) => largest >= LeastShare * factor,
            // Costs of many times ε leave a plan to the rounding of its exponents, and take many steps.
            LossFamily.Group when card == SinkhornDivergence.Card => effect >= LeastPlanned * factor
                && request.Inputs.Values.SelectMany(array => array.Values).Max(Math.Abs) <= LargestPlanned,
            // Of steps far closer than γ, the logarithm of how many alignments there are hides what moves.
            LossFamily.Group when card.HasLengths => effect >= LeastEffect * factor,
            LossFamily.Contrast => effect >= LeastShare * factor,
            _ when Saturates => effect >= LeastShare * factor,
            _ => true,
        };
    }

    private static double[] Unusual(LossOption option) => Others.GetValueOrDefault(option.Name) ?? option switch
    {
        { Kind: OptionKind.YesNo } => [1 - option.Usual],
        { Kind: OptionKind.WholeNumber } => [option.Usual + 1],
        { Usual: 0 } => [0.1, 0.5],
        // Half a scale leaves tails that are too flat to be measured.
        _ => [1.5 * option.Usual, 3 * option.Usual],
    };

    // Options of one name have other ranges in other losses; what this one refuses stays usual.
    private double Fitting(LossOption option, double value)
    {
        if (!card.Options.Contains(option))
            return value;
        try
        {
            card.Require((option.Name, value));
        }
        catch (ArgumentException)
        {
            return option.Usual;
        }
        return value;
    }

    private sealed class StageOf : ILossVisitor<RowStage>
    {
        public RowStage Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => RowStage.None;

        public RowStage Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => RowStage.None;

        public RowStage Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => TLoss.Stage;
    }
}
