using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// Bounds for one <see cref="LossRequest"/> in <typeparamref name="T"/>: the formulas of the loss on numbers that
/// follow their own rounding, that of the inputs included, and the sums of the kernels by the bound of ordered sums.
/// </summary>
internal sealed class LossBounds<T>(RequestReading reading) : ILossVisitor<LossOutcome>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Inputs;
    private readonly BoundReduction<T> reduction = new(reading);
    private readonly ErrorBounded<T>[] values = new ErrorBounded<T>[reading.Count];

    public LossOutcome Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        ErrorBounded<T>[] p = Numbers(0), t = Numbers(1), slopes = new ErrorBounded<T>[p.Length], back = [.. slopes];
        TargetSide<TLoss> other = new(loss);
        bool residual = reading.Card.Claims.HasFlag(Claims.ResidualOnly);
        foreach (int i in reduction.Counted)
        {
            values[i] = reduction.Weighted(loss.Value(p[i], t[i]), i);
            slopes[i] = reduction.Scaled(loss.Slope(p[i], t[i]), i);
            back[i] = residual ? slopes[i] : reduction.Scaled(other.Slope(t[i], p[i]), i);
        }
        Dictionary<string, ErrorBounded<T>[]> gradients = new() { [inputs[0].Name] = slopes };
        if (reading.HasGradient(inputs[1]))
            gradients[inputs[1].Name] = back;
        return reduction.Outcome(values, gradients);
    }

    public LossOutcome Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        ErrorBounded<T>[] a = Numbers(0), b = Numbers(1), c = Numbers(2), d = inputs.Count > 3 ? Numbers(3) : [];
        Triple<ErrorBounded<T>>[] slopes = new Triple<ErrorBounded<T>>[a.Length];
        foreach (int i in reduction.Counted)
        {
            ErrorBounded<T> value = TripleFormula.ValueAndSlopes(loss, a[i], b[i], c[reading.IndexOf(inputs[2], i)],
                d.Length == 0 ? null : d[i], out Triple<ErrorBounded<T>> all);
            (values[i], slopes[i]) = (reduction.Weighted(value, i), Scaled(all, i));
        }
        return Outcome(slopes);
    }

    public LossOutcome Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        ErrorBounded<T>[] a = Numbers(0), b = Numbers(1), extra = inputs.Count > 2 ? Numbers(2) : [];
        bool labelled = extra.Length > 0 && inputs[2].Kind == LossInputKind.PerRow;
        ErrorBounded<T> Third(int i)
            => extra.Length == 0 || labelled ? ErrorBounded<T>.Of(1) : extra[reading.IndexOf(inputs[2], i)];
        if (TLoss.Stage != RowStage.None)
            return ByRow(new StagedBounds<TLoss, T>(loss, reading, a, b).Row);
        Triple<ErrorBounded<T>>[] back = new Triple<ErrorBounded<T>>[a.Length];
        foreach (int row in reduction.Counted)
        {
            int[] at = [.. Enumerable.Range(row * reading.Columns, reading.Columns)];
            Triple<ErrorBounded<T>>[] terms = [.. at.Select(i => loss.Terms(a[i], b[i], Third(i)))];
            Triple<ErrorBounded<double>> sums = new(
                Total(terms.Select(t => t.First)), Total(terms.Select(t => t.Second)),
                Total(terms.Select(t => t.Third)));
            if (!IsFinite(sums.First) || !IsFinite(sums.Second) || !IsFinite(sums.Third))
            {
                // Sums that have overflown say nothing of the row, whichever way its formula goes on.
                values[row] = new(0, double.PositiveInfinity);
                at.ToList().ForEach(i => back[i] = new(values[row], values[row], values[row]));
                continue;
            }
            ErrorBounded<double> length = ErrorBounded<double>.Of(reading.Columns),
                label = ErrorBounded<double>.Exact(labelled ? extra[row].Value : 0);
            values[row] = reduction.Weighted(Narrow(loss.Value(sums, length, label)), row);
            Triple<ErrorBounded<double>> slopes = loss.Slopes(sums, length, label);
            Triple<ErrorBounded<T>> narrow = Scaled(
                new(Narrow(slopes.First), Narrow(slopes.Second), Narrow(slopes.Third)), row);
            foreach (int i in at)
                back[i] = loss.TermSlopes(narrow, a[i], b[i], Third(i));
        }
        return Outcome(back);
    }

    public LossOutcome Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        ClassBounds<T> classes = new(reading, Numbers(0));
        return ByRow((row, input, slopes) => classes.Row(loss, row, input, slopes));
    }

    public LossOutcome Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        ClassBounds<T> classes = new(reading, Numbers(0));
        return ByRow((row, input, slopes) => classes.Centred(loss, row, input, slopes));
    }

    public LossOutcome LabelSet(MultilabelMargin loss)
    {
        ErrorBounded<T>[] x = Numbers(0);
        int[] sets = reading.Arrays.Labels(inputs[1].Name);
        return ByRow((row, _, slopes) => LabelSetBounds<T>.Row(x.AsSpan(row * reading.Columns, reading.Columns),
            [.. sets.Skip(row * reading.Columns).Take(reading.Columns).TakeWhile(label => label >= 0)], slopes));
    }

    public LossOutcome Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
        => new GroupBounds<T>(reading, loss.Rule).Outcome(reduction);

    public LossOutcome Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        ErrorBounded<T>[][] numbers = [.. inputs.Select((_, i) => Numbers(i))];
        return loss.Rule.Pairs == ContrastPairs.Features
            ? new FeatureBounds<T>(loss.Rule.Features, reading.Columns, numbers).Outcome(reduction, inputs)
            : new ContrastBounds<T>(loss.Rule, reading.Columns, numbers).Outcome(
                reduction, inputs.Where(reading.HasGradient));
    }

    public LossOutcome Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        int[] labels = reading.Arrays.Labels(inputs[1].Name);
        ErrorBounded<T>[] temperature = inputs.Count > 2 ? Numbers(2) : [];
        SimilarityBounds<TLoss, T> bounds = new(loss, reading.Columns, Numbers(0), temperature, labels);
        foreach (int row in reduction.Counted)
            values[row] = reduction.Weighted(bounds.Value(row), row);
        return reduction.Outcome(values, inputs.Where(reading.HasGradient).ToDictionary(input => input.Name,
            input => input == inputs[0] ? bounds.Gradient(reduction) : bounds.TemperatureGradient(reduction)));
    }

    public LossOutcome Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        LossOutcome exact = new LossRun<double>(reading).Sequence(loss);
        (ErrorBounded<T>[] logs, double[] slopes) = (Numbers(0), exact.Gradients[inputs[0].Name]);
        // In double throughout, so only the rounding of the inputs moves it: a value by Σ|slope|·error, and a slope,
        // whose own slopes are covariances of occupancies, by at most itself times the sum of the errors; then the last
        // rounding, those of sums over states, and those of the weights, once in the sum and once in its divisor.
        double moved = slopes.Zip(logs, (slope, log) => Math.Abs(slope) * log.Error).Sum(),
            all = logs.Sum(log => log.Error), unit = BoundReduction<T>.Unit;
        // Double rounds too: 6·2⁻⁵³ a step, relative to the largest logarithm met. An occupancy has three of them.
        int longest = reading.Arrays.Get(inputs[1].Name).Columns, states = 2 * longest + 1,
            steps = TLoss.IsLattice ? reading.First.Shape[1] + longest : reading.First.Shape[0];
        double largest = steps * logs.Select(log => Math.Abs(log.Value)).Where(double.IsFinite).DefaultIfEmpty().Max();
        double rounded = 6 * BoundReduction<double>.Unit * steps * (1 + largest);
        return new(new(exact.Value.Shape,
            Array.ConvertAll(exact.Value.Values, value => moved + rounded + 3 * unit * Math.Abs(value) + 1e-12)),
            new Dictionary<string, double[]>
            {
                [inputs[0].Name] = Array.ConvertAll(slopes,
                    slope => Math.Abs(slope) * (Math.Exp(all + 3 * rounded) - 1 + (states + 4) * unit) + 1e-12),
            });
    }

    /// <summary>
    /// A loss of rows from a function that gives a row's loss and fills in its slopes by an input, both without weight.
    /// </summary>
    private LossOutcome ByRow(RowBounds bounds)
    {
        Dictionary<string, ErrorBounded<T>[]> gradients = [];
        for (int input = 0; input < inputs.Count; input++)
        {
            if (!reading.HasGradient(inputs[input]))
                continue;
            if (inputs[input] == reading.Card.ClassWeights)
            {
                gradients[inputs[input].Name] = new ClassWeightBounds<T>(reading, reduction).Gradient(
                    (row, gains) => bounds(row, 2, gains));
                continue;
            }
            ErrorBounded<T>[] slopes = gradients[inputs[input].Name] = new ErrorBounded<T>[reading.First.Values.Length];
            foreach (int row in reduction.Counted)
            {
                Span<ErrorBounded<T>> of = slopes.AsSpan(row * reading.Columns, reading.Columns);
                values[row] = reduction.Weighted(bounds(row, input, of), row);
                foreach (ref ErrorBounded<T> slope in of)
                    slope = BoundReduction<T>.Cut(reduction.Scaled(slope, row));
            }
        }
        return reduction.Outcome(values, gradients);
    }

    private LossOutcome Outcome(Triple<ErrorBounded<T>>[] slopes)
    {
        ErrorBounded<T>[][] parts = [Array.ConvertAll(slopes, s => s.First), Array.ConvertAll(slopes, s => s.Second),
            Array.ConvertAll(slopes, s => s.Third)];
        return reduction.Outcome(values, inputs.Zip(parts).Where(pair => pair.First.Differentiable)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second));
    }

    private ErrorBounded<T>[] Numbers(int input) => reading.Arrays.Find(inputs[input].Name) is { } array
        ? Array.ConvertAll(array.Values, BoundReduction<T>.Rounded) : [];

    private Triple<ErrorBounded<T>> Scaled(Triple<ErrorBounded<T>> slopes, int loss)
        => new(reduction.Scaled(slopes.First, loss), reduction.Scaled(slopes.Second, loss),
            reduction.Scaled(slopes.Third, loss));

    private static bool IsFinite(ErrorBounded<double> x) => double.IsFinite(x.Value) && double.IsFinite(x.Error);

    private static ErrorBounded<double> Total(IEnumerable<ErrorBounded<T>> terms) => BoundReduction<T>.Total(terms);

    private static ErrorBounded<T> Narrow(ErrorBounded<double> x) => BoundReduction<T>.Narrow(x);

    private delegate ErrorBounded<T> RowBounds(int row, int input, Span<ErrorBounded<T>> slopes);
}
