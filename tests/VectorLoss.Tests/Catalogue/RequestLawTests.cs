using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>
/// Laws of every request: the value is the naive reduction of the single losses, the gradient passes all witnesses, one
/// that is wrong by a tenth fails, and float stays within its bounds.
/// </summary>
public class RequestLawTests
{
    // Sums of at most a hundred terms, each rounded once, in another order.
    private const double Close = 1e-13;

    private static readonly string[] Arrays = ["", "mask", "sample_weight", "weight", "mask sample_weight weight"];

    public static TheoryData<string> Cards => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Cards))]
    public void Every_request_has_the_naive_value_and_a_gradient_that_passes(string name)
    {
        // Every reduction with every array; each pair of them with one of the settings in turn.
        string[] settings = Settings(LossCatalog.Find(name)!);
        for (int a = 0; a < Arrays.Length; a++)
            for (int r = 0; r < LossRequest.Reductions.Count; r++)
                Holds(Request(name, Arrays[a], settings[(a + r) % settings.Length]) with
                {
                    Reduction = LossRequest.Reductions[r],
                    Count = 2.5,
                });
    }

    private static void Holds(LossRequest request)
    {
        LossOutcome outcome = LossTool.Run<double>(request);
        double[] expected = Naive(request);
        Assert.Equal(expected.Length, outcome.Value.Values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], outcome.Value.Values[i], Close * (1 + Math.Abs(expected[i])));
        LossCase drawn = new(request, 1);
        Assert.All(drawn.Check(), GradientAssert.Passed);
        Assert.True(drawn.FloatError() <= 1, $"{drawn}: {drawn.FloatError()}");
        foreach ((string input, double[] gradient) in outcome.Gradients)
            if (gradient.Any(slope => slope != 0))
                Assert.True(Check(request, input, [.. gradient.Select(slope => 1.1 * slope)]).Failed, $"{drawn}");
    }

    private static GradientReport Check(LossRequest request, string input, double[] gradient)
    {
        LossArray array = request.Inputs[input];
        double Value(ReadOnlySpan<double> x)
        {
            Dictionary<string, LossArray> moved = new(request.Inputs) { [input] = array with { Values = x.ToArray() } };
            return LossTool.Run<double>(request with { Inputs = moved }).Value.Values.Sum();
        }
        return GradientCheck.Run(Value, (_, g) => gradient.CopyTo(g), array.Values, new() { Resolution = 1e-3 });
    }

    /// <summary>
    /// The losses one by one, without weights and mask, and then what PyTorch's documents say of reductions, written
    /// out.
    /// </summary>
    private static double[] Naive(LossRequest request)
    {
        LossFamily family = request.Card.Family;
        bool ofClasses = family is LossFamily.Label or LossFamily.Centred,
            elementwise = family is LossFamily.Point or LossFamily.Triple;
        double[]? Array(string name) => request.Inputs.GetValueOrDefault(name)?.Values;
        string own = elementwise && Array("weight") is not null ? "weight" : "sample_weight";
        Dictionary<string, LossArray> plain = request.Inputs.Where(pair => pair.Key != own
            && pair.Key is not ("mask" or "sample_weight")).ToDictionary();
        double[] losses = LossTool.Run<double>(request with { Inputs = plain, Reduction = "none" }).Value.Values;
        double[]? weights = Array(own), classWeights = ofClasses ? Array("weight") : null;
        double[] target = ofClasses ? Array("target")! : [];
        bool labelled = ofClasses && target.Length == losses.Length;
        double ignored = request.Options.GetValueOrDefault("ignore_index", -100);
        double sum = 0, count = 0, weight = 0, labelWeight = 0;
        double[] kept = new double[losses.Length];
        for (int i = 0; i < losses.Length; i++)
        {
            if (Array("mask")?[i] == 0 || (labelled && target[i] == ignored))
                continue;
            double ofRow = 1;
            if (classWeights is not null)
                ofRow = labelled ? classWeights[(int)target[i]]
                    : classWeights.Select((w, c) => w * target[(i * classWeights.Length) + c]).Sum();
            bool byLabel = family == LossFamily.Sequence && !request.Card.Create.IsLattice;
            double labels = byLabel && request.Reduction == "mean"
                ? Math.Max(1, Array("target_lengths")![i]) : 1;
            kept[i] = (weights?[i] ?? 1) * losses[i];
            (sum, count) = (sum + (kept[i] / labels), count + 1);
            (weight, labelWeight) = (weight + ((weights?[i] ?? 1) * ofRow), labelWeight + ofRow);
        }
        bool byLabels = labelled && request.Card.Name is not ("multi-margin" or "crammer-singer" or "sparsemax");
        int rows = family is LossFamily.Sequence or LossFamily.Contrast ? losses.Length
            : request.Inputs[request.Card.Inputs[0].Name].Shape[0];
        return request.Reduction switch
        {
            "none" => kept,
            "sum" => [sum],
            "mean" => [sum / (byLabels ? labelWeight : count)],
            "batchmean" => [sum / rows],
            "mean_over_weights" => [sum / weight],
            _ => [sum / request.Count],
        };
    }

    private static string[] Settings(LossCard card) => card.Family switch
    {
        LossFamily.Label => ["", "rank", "soft", "smooth", "ignore", "soft rank smooth"],
        LossFamily.Centred when card.Create.FamilyOptions.Count > 1 => ["", "rank", "soft", "ignore", "smooth"],
        LossFamily.Centred => ["", "rank", "ignore"],
        LossFamily.Sequence => [""],
        _ => ["", "rank"],
    };

    private static LossRequest Request(string name, string arrays, string setting)
    {
        LossCard card = LossCatalog.Find(name)!;
        bool ofClasses = card.Family is LossFamily.Label or LossFamily.Centred, rank = setting.Contains("rank");
        const int rows = 4, columns = 3;
        // Two sequences are 54 numbers, which are all moved.
        LossRequest request = FamilyBatch.Of(
            name, [], card.Family == LossFamily.Sequence ? 2 : rows, columns, seed: 11)
            with
        { ClassAxis = ofClasses ? -1 : null };
        Dictionary<string, LossArray> inputs = new(request.Inputs);
        Random random = new(3);
        if (ofClasses)
            inputs["target"] = setting.Contains("soft") || inputs["target"].Shape.Length == 2
                ? new([rows, columns], [0.2, 0.3, 0.5, 1, 0, 0, 0.1, 0.6, 0.3, 0.4, 0.4, 0.2])
                : new([rows], [0, 1, 2, 1]);
        if (rank && card.RowIsSample)
        {
            int parts = card.Parts, width = inputs["input"].Columns;
            int[] sample = card.HasClasses ? [parts, width / parts] : card.HasFeatures ? [width, 1] : [1, width];
            foreach (LossInput input in card.Inputs.Where(input => input.Kind == LossInputKind.PerElement))
                inputs[input.Name] = inputs[input.Name] with { Shape = [rows, .. sample] };
            request = request with { ClassAxis = card.HasClasses ? 1 : null };
        }
        else if (rank)
            foreach ((string input, LossArray array) in inputs.ToArray())
                if (array.Shape.Length > 0 && array.Shape[0] == rows)
                    inputs[input] = array with { Shape = [2, 2, .. array.Shape[1..]] };
        int[] losses = LossTool.Run<double>(request with { Inputs = inputs, Reduction = "none" }).Value.Shape;
        double[] Fill(Func<double> next)
            => [.. Enumerable.Range(0, losses.Aggregate(1, (a, b) => a * b)).Select(_ => next())];
        foreach (string array in arrays.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (array == "mask")
                inputs[array] = new(losses, [.. Fill(() => 1).Select((_, i) => i % 3 == 1 ? 0.0 : 1)]);
            else if (array == "sample_weight" && !(arrays.EndsWith(" weight") && !ofClasses))
                inputs[array] = new(losses, Fill(() => 0.5 + random.NextDouble()));
            else if (array == "weight" && ofClasses)
                inputs[array] = new([columns], [0.5, 2, 1.25]);
            else if (array == "weight" && card.Family is LossFamily.Point or LossFamily.Triple)
                inputs[array] = new(losses, Fill(() => 0.5 + random.NextDouble()));
        }
        Dictionary<string, double> options = [];
        if (setting.Contains("ignore"))
            options["ignore_index"] = 1;
        if (setting.Contains("smooth"))
            options["label_smoothing"] = 0.2;
        return request with { Inputs = inputs, Options = options };
    }
}
