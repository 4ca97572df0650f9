using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// Bounds for one <see cref="LossRequest"/> in <typeparamref name="T"/>: the formulas of the loss on numbers that follow
/// their own rounding, that of the inputs included, and the sums of the kernels by the bound of ordered sums.
/// </summary>
internal sealed class LossBounds<T>(LossRequest request) : ILossVisitor<LossOutcome> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Half a unit in the last place of 1.</summary>
    private static readonly double Unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;

    /// <summary>Roundings on the way of a term through an ordered sum: see <c>OrderedSum</c>; three more for weight and scale.</summary>
    private const double Sum = 64 + 6 + 3;

    private readonly IReadOnlyList<LossInput> inputs = request.Card.Inputs;

    public LossOutcome Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        ErrorBounded<T>[] p = Input("input"), t = Input("target"), w = Weights(p.Length);
        ErrorBounded<T>[] values = [.. p.Select((prediction, i) => loss.Value(prediction, t[i]) * w[i])];
        ErrorBounded<T>[] slopes = [.. p.Select((prediction, i) => loss.Slope(prediction, t[i]) * w[i])];
        Dictionary<string, ErrorBounded<T>[]> gradients = new() { ["input"] = slopes };
        if (request.Card.Claims.HasFlag(Claims.ResidualOnly))
            gradients["target"] = slopes;
        return Outcome(values, gradients, request.Inputs["input"]);
    }

    public LossOutcome Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        ErrorBounded<T>[] a = Input(inputs[0].Name), b = Input(inputs[1].Name), c = Input(inputs[2].Name), w = Weights(a.Length);
        ErrorBounded<T>[] values = [.. a.Select((first, i) => loss.Value(first, b[i], c[i % c.Length]) * w[i])];
        Triple<ErrorBounded<T>>[] slopes = [.. a.Select((first, i) => loss.Slopes(first, b[i], c[i % c.Length]))];
        return Outcome(values, Named([.. slopes.Select((s, i) => s.First * w[i])], [.. slopes.Select((s, i) => s.Second * w[i])],
            [.. slopes.Select((s, i) => s.Third * w[i])]), request.Inputs[inputs[0].Name]);
    }

    public LossOutcome Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        LossArray first = request.Inputs[inputs[0].Name];
        int columns = first.Columns, rows = first.Values.Length / columns;
        ErrorBounded<T>[] a = Input(inputs[0].Name), b = Input(inputs[1].Name), w = Weights(rows, "sample_weight");
        ErrorBounded<T>[]? extra = inputs.Count > 2 && request.Inputs.ContainsKey(inputs[2].Name) ? Input(inputs[2].Name) : null;
        bool labelled = inputs.Count > 2 && inputs[2].Kind == LossInputKind.PerRow;
        ErrorBounded<T> Third(int i) => extra is null || labelled ? ErrorBounded<T>.Of(1) : extra[extra.Length == columns ? i % columns : i];
        ErrorBounded<T>[] values = new ErrorBounded<T>[rows];
        Triple<ErrorBounded<T>>[] back = new Triple<ErrorBounded<T>>[a.Length];
        for (int row = 0; row < rows; row++)
        {
            int[] at = [.. Enumerable.Range(row * columns, columns)];
            Triple<ErrorBounded<T>>[] terms = [.. at.Select(i => loss.Terms(a[i], b[i], Third(i)))];
            Triple<ErrorBounded<double>> sums = new(Total(terms.Select(t => t.First)), Total(terms.Select(t => t.Second)), Total(terms.Select(t => t.Third)));
            ErrorBounded<double> length = ErrorBounded<double>.Of(columns), label = ErrorBounded<double>.Exact(labelled ? extra![row].Value : 0);
            values[row] = Narrow(loss.Value(sums, length, label)) * w[row];
            Triple<ErrorBounded<double>> slopes = loss.Slopes(sums, length, label);
            Triple<ErrorBounded<T>> narrow = new(Narrow(slopes.First) * w[row], Narrow(slopes.Second) * w[row], Narrow(slopes.Third) * w[row]);
            foreach (int i in at)
                back[i] = loss.TermSlopes(narrow, a[i], b[i], Third(i));
        }
        return Outcome(values, Named([.. back.Select(s => s.First)], [.. back.Select(s => s.Second)], [.. back.Select(s => s.Third)]), first);
    }

    public LossOutcome Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        LossArray logits = request.Inputs["input"];
        ClassBounds<T> classes = new(request, Input("input"), Weights(logits.Columns));
        ErrorBounded<T>[] values = new ErrorBounded<T>[logits.Values.Length / logits.Columns], slopes = new ErrorBounded<T>[logits.Values.Length];
        for (int row = 0; row < values.Length; row++)
            values[row] = classes.Row(loss, row, slopes.AsSpan(row * logits.Columns, logits.Columns));
        return Outcome(values, Named(slopes), logits, request.Reduction == "mean" ? classes.Divisor : null);
    }

    public LossOutcome Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        LossArray numbers = request.Inputs["input"];
        ClassBounds<T> classes = new(request, Input("input"), Weights(numbers.Columns));
        ErrorBounded<T>[] values = new ErrorBounded<T>[numbers.Values.Length / numbers.Columns], slopes = new ErrorBounded<T>[numbers.Values.Length];
        for (int row = 0; row < values.Length; row++)
            values[row] = classes.Centred(loss, row, slopes.AsSpan(row * numbers.Columns, numbers.Columns));
        bool byWeights = request.Reduction == "mean" && TLoss.Centre == RowCentre.None;
        return Outcome(values, Named(slopes), numbers, byWeights ? classes.Divisor : null);
    }

    public LossOutcome LabelSet(MultilabelMargin loss)
    {
        LossArray logits = request.Inputs["input"];
        int classes = logits.Columns, rows = logits.Values.Length / classes;
        ErrorBounded<T>[] x = Input("input"), w = Weights(rows, "sample_weight"), values = new ErrorBounded<T>[rows], slopes = new ErrorBounded<T>[x.Length];
        for (int row = 0; row < rows; row++)
        {
            int[] labels = [.. request.Inputs["target"].Values.Skip(row * classes).Take(classes).TakeWhile(label => label >= 0).Select(label => (int)label)];
            (int Label, int Other)[] pairs = [.. labels.SelectMany(label => Enumerable.Range(0, classes).Except(labels).Select(other => (label, other)))];
            ErrorBounded<T> share = w[row] / ErrorBounded<T>.Of(classes);
            values[row] = Narrow(Total(pairs.Select(pair => MultilabelMargin.Value(x[row * classes + pair.Label], x[row * classes + pair.Other])))) * share;
            for (int c = 0; c < classes; c++)
            {
                ErrorBounded<T> hinges = ErrorBounded<T>.Of(0);
                foreach ((int label, int other) in pairs.Where(pair => pair.Label == c || pair.Other == c))
                    hinges += (other == c ? ErrorBounded<T>.Of(1) : ErrorBounded<T>.Of(-1)) * MultilabelMargin.Slope(x[row * classes + label], x[row * classes + other]);
                slopes[row * classes + c] = hinges * share;
            }
        }
        return Outcome(values, Named(slopes), logits);
    }

    public LossOutcome Sequence(ConnectionistTemporalClassification loss)
    {
        LossOutcome exact = LossTool.Run<double>(request);
        ErrorBounded<T>[] logs = Input(inputs[0].Name);
        double[] slopes = exact.Gradients[inputs[0].Name];
        // In double throughout, so only the rounding of the inputs moves it: a value by Σ|slope|·error, and a slope, whose own slopes are
        // covariances of occupancies, by at most itself times the sum of the errors; and the last rounding, and those of sums over states.
        double moved = slopes.Zip(logs, (slope, log) => Math.Abs(slope) * log.Error).Sum(), all = logs.Sum(log => log.Error);
        int states = 2 * request.Inputs[inputs[1].Name].Columns + 1;
        return new(new(exact.Value.Shape, Array.ConvertAll(exact.Value.Values, value => moved + Unit * Math.Abs(value) + 1e-12)),
            new Dictionary<string, double[]> { [inputs[0].Name] = Array.ConvertAll(slopes, slope => Math.Abs(slope) * (Math.Exp(all) - 1 + (states + 2) * Unit) + 1e-12) });
    }

    internal static ErrorBounded<T> Rounded(double x)
    {
        double rounded = double.CreateTruncating(T.CreateTruncating(x));
        return new(rounded, x.Equals(rounded) ? 0 : Math.Abs(x - rounded));
    }

    private ErrorBounded<T>[] Input(string name) => Array.ConvertAll(request.Inputs[name].Values, Rounded);

    private ErrorBounded<T>[] Weights(int count, string name = "weight") => request.Inputs.ContainsKey(name)
        ? Input(name)
        : [.. Enumerable.Repeat(ErrorBounded<T>.Of(1), count)];

    internal static ErrorBounded<double> Total(IEnumerable<ErrorBounded<T>> terms)
    {
        double sum = 0, error = 0;
        foreach (ErrorBounded<T> term in terms)
            (sum, error) = (sum + term.Value, error + term.Error + Sum * Unit * Math.Abs(term.Value));
        return new(sum, error);
    }

    internal static ErrorBounded<T> Narrow(ErrorBounded<double> x) => new(x.Value, x.Error + Unit * Math.Abs(x.Value));

    private Dictionary<string, ErrorBounded<T>[]> Named(params ErrorBounded<T>[][] gradients) => inputs.Zip(gradients)
        .Where(pair => pair.First.Differentiable)
        .ToDictionary(pair => pair.First.Name, pair => pair.Second);

    private LossOutcome Outcome(ErrorBounded<T>[] values, Dictionary<string, ErrorBounded<T>[]> gradients, LossArray first, double? known = null)
    {
        double divisor = known ?? request.Reduction switch
        {
            "mean" => values.Length,
            "batchmean" => first.Rows,
            "mean_by" => request.Count,
            _ => 1,
        };
        double[] bounds = request.Reduction == "none"
            ? Array.ConvertAll(values, value => value.Error)
            : [Total(values).Error / divisor];
        return new(new([], bounds), gradients.ToDictionary(pair => pair.Key,
            pair => Array.ConvertAll(pair.Value, slope => (slope.Error + 3 * Unit * Math.Abs(slope.Value)) / divisor)));
    }
}
