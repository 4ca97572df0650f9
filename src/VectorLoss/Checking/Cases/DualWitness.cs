using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Checking;

/// <summary>
/// The gradient of a loss by forward mode: the formula of its value on dual numbers, one input number at a time, by the
/// plainest
/// traversal there is. It shares neither the slope formula nor the kernels with what is checked.
/// </summary>
internal sealed class DualWitness(LossRequest request, string input) : ILossVisitor<double[]?>
{
    private readonly IReadOnlyList<LossInput> inputs = request.Card.Inputs;

    /// <summary>Adds what dual numbers say to a report; where they disagree with the analytic value, that is a failure
    /// of its own.</summary>
    public static GradientReport Testify(GradientReport report, LossRequest request, string input, double[] analytic)
    {
        double[]? duals;
        try
        {
            duals = request.Card.Visit(new DualWitness(request, input),
                [.. request.Options.Where(option
                    => request.Card.Options.Any(known => known.Name == option.Key)).Select(option
                    => (option.Key, option.Value))]);
        }
        catch (NotSupportedException)
        {
            return report;
        }
        return duals is null ? report : report.With("dual numbers", duals, analytic);
    }

    public double[]? Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        => Each((at, seeded) => loss.Value(Of(inputs[0], at, seeded), Of(inputs[1], at, seeded)));

    public double[]? Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        => Each((at, seeded) => loss.Value(Of(inputs[0], at, seeded), Of(inputs[1], at, seeded),
            Of(inputs[2], at, seeded)));

    public double[]? Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        LossArray first = request.Inputs[inputs[0].Name];
        int columns = first.Columns, rows = first.Values.Length / columns;
        bool has = inputs.Count > 2 && request.Inputs.ContainsKey(inputs[2].Name), labelled = has
            && inputs[2].Kind == LossInputKind.PerRow;
        double[] gradient = new double[request.Inputs[input].Values.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            int row = i / columns;
            Number a = Constant(0), b = a, c = a;
            for (int at = row * columns; at < (row + 1) * columns; at++)
            {
                Number third = has && !labelled ? Of(inputs[2], at, i) : Constant(1);
                Triple<Number> terms = loss.Terms(Of(inputs[0], at, i), Of(inputs[1], at, i), third);
                (a, b, c) = (a + terms.First, b + terms.Second, c + terms.Third);
            }
            Number label = Constant(labelled ? request.Inputs[inputs[2].Name].Values[row] : 0);
            gradient[i] = loss.Value(new(a, b, c), Constant(columns), label).Slope.Number * Weight("sample_weight",
                row) / Divisor(rows);
        }
        return gradient;
    }

    public double[]? Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        LossArray logits = request.Inputs["input"];
        int classes = logits.Columns, rows = logits.Values.Length / classes;
        ClassDuals<TLoss> duals = new(loss, request);
        double[] gradient = new double[logits.Values.Length];
        double divisor = request.Reduction == "mean" ? duals.Divisor : Divisor(rows);
        // Where every row is ignored, the mean over nothing was asked to be 0.
        for (int i = 0; i < gradient.Length && divisor != 0; i++)
            gradient[i] = duals.Row(i / classes, i % classes) / divisor;
        return gradient;
    }

    internal static Number Constant(double value) => Number.Constant(new(value));

    private double[]? Each(Func<int, int, Number> value)
    {
        double[] x = request.Inputs[input].Values;
        LossArray first = request.Inputs[inputs[0].Name];
        // An input that is repeated over rows gets the sum of all of them; no loss gives a gradient to one.
        return x.Length != first.Values.Length
            ? null
            : [.. Enumerable.Range(0, x.Length).Select(i => value(i, i).Slope.Number * Weight("weight",
                i) / Divisor(x.Length))];
    }

    private Number Of(LossInput part, int at, int seeded)
    {
        double[] values = request.Inputs[part.Name].Values;
        Lane1<double> value = new(values[at % values.Length]);
        return part.Name == input && at == seeded ? Number.Variable(value) : Number.Constant(value);
    }

    private double Weight(string name, int at) => request.Inputs.TryGetValue(name, out LossArray? weights)
        ? weights.Values[at] : 1;

    private double Divisor(int losses) => request.Reduction switch
    {
        "mean" => losses,
        "batchmean" => request.Inputs[inputs[0].Name].Rows,
        "mean_by" => request.Count,
        _ => 1,
    };
}

/// <summary>One row of a class loss on dual numbers: softmax, smoothing, class weights, soft cap and z-loss as the
/// documents say them.</summary>
internal sealed class ClassDuals<TLoss>(TLoss loss, LossRequest request) where TLoss : struct, ILabelLoss
{
    private readonly LossArray logits = request.Inputs["input"];
    private readonly LossArray target = request.Inputs["target"];

    private bool HasLabels => target.Shape.Length == 1;

    /// <summary>What a mean divides by: the weights of the labels that count, or the rows.</summary>
    public double Divisor => HasLabels
        ? target.Values.Where(label => label != Option("ignore_index", -100)).Sum(label => Weight((int)label))
        : logits.Rows;

    /// <summary>∂ of a row's loss with respect to one of its logits.</summary>
    public double Row(int row, int seeded)
    {
        int classes = logits.Columns;
        if (HasLabels && target.Values[row] == Option("ignore_index", -100))
            return 0;
        Number[] x = [.. Enumerable.Range(0, classes).Select(c => Capped(row * classes + c, c == seeded))];
        double largest = x.Max(logit => logit.Value.Number);
        Number sum = DualWitness.Constant(0), total = sum;
        foreach (Number logit in x)
            sum += Number.Exp(logit - DualWitness.Constant(largest));
        Number lse = Number.Log(sum) + DualWitness.Constant(largest);
        for (int c = 0; c < classes; c++)
            if (Share(row, c) is not 0 and var share)
                total += DualWitness.Constant(share) * loss.Value(x[c] - lse);
        total += DualWitness.Constant(Option("lse_square_scale")) * lse * lse;
        return total.Slope.Number;
    }

    private Number Capped(int at, bool seeded)
    {
        Lane1<double> value = new(logits.Values[at]);
        Number x = seeded ? Number.Variable(value) : Number.Constant(value),
            cap = DualWitness.Constant(Option("softcap"));
        return Option("softcap") == 0 ? x : cap * Number.Tanh(x / cap);
    }

    private double Share(int row, int c)
    {
        double smoothing = Option("label_smoothing"), classes = logits.Columns;
        double part = HasLabels ? (target.Values[row] == c ? 1 : 0) : target.Values[(row * logits.Columns) + c];
        return Weight(c) * (((1 - smoothing) * part) + (smoothing / classes));
    }

    private double Weight(int c) => request.Inputs.TryGetValue("weight", out LossArray? weights) ? weights.Values[c]
        : 1;

    private double Option(string name, double usual = 0) => request.Options.GetValueOrDefault(name, usual);
}
