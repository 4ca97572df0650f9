using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Catalogue;

/// <summary>
/// A row of a class loss: softmax, smoothing, class weights, soft cap and z-loss, and centres, as their documents say
/// them.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input, from the input's position on the card and the number's in its
/// array.</param>
internal sealed class ClassFormula<R>(RequestReading reading, Func<int, int, R> number) where R : struct, IReal<R>
{
    private readonly int classes = reading.Columns;
    private readonly ClassReading targets = reading.Classes!;
    private readonly double smoothing = reading.Option("label_smoothing");
    private readonly double cap = reading.Option("softcap");

    /// <summary>A loss of log-probabilities.</summary>
    public R Label<TLoss>(TLoss loss, int row) where TLoss : struct, ILabelLoss
    {
        SoftmaxFormula<R> softmax = SoftmaxOf(row);
        R total = R.Of(0);
        for (int c = 0; c < classes; c++)
            if (Weighs(row, c))
                total += Share(row, c) * loss.Value(softmax.LogProbability(c));
        R lse = softmax.LogSumExp;
        return total + (LseScale(row) * lse * lse);
    }

    /// <summary>The softmax of a row.</summary>
    public SoftmaxFormula<R> SoftmaxOf(int row)
    {
        int start = row * classes, top = start;
        for (int at = start; at < start + classes; at++)
            top = reading.First.Values[at] > reading.First.Values[top] ? at : top;
        return new([.. Enumerable.Range(start, classes).Select(at => Capped(number(0, at)))], top - start);
    }

    /// <summary>A loss of distances from a centre.</summary>
    public R Centred<TLoss>(TLoss loss, int row) where TLoss : struct, ICentredLoss
    {
        R sum = R.Of(0), centre = CentreOf<TLoss>(row);
        int label = TLoss.Centre == RowCentre.Label ? targets.Labels![row] : -1;
        for (int c = 0; c < classes; c++)
        {
            if (c == label || (TLoss.Centre == RowCentre.None && !Weighs(row, c)))
                continue;
            R value = loss.Value(number(0, (row * classes) + c) - centre, CentredTarget<TLoss>(row, c));
            sum = TLoss.Fold == RowFold.Largest ? R.Max(sum, value) : sum + value;
        }
        return Weighted<TLoss>(sum, row);
    }

    /// <summary>What a row counts of its sum of losses of distances.</summary>
    public R Weighted<TLoss>(R sum, int row) where TLoss : struct, ICentredLoss
    {
        R weighted = TLoss.Centre == RowCentre.None ? sum : sum * TargetWeight(row);
        return TLoss.Fold == RowFold.MeanOverClasses ? weighted / R.Of(classes) : weighted;
    }

    /// <summary>
    /// The factor of log²Σeˣ. The z-loss weighs as much as the targets do on average; without targets, as the classes.
    /// </summary>
    public R LseScale(int row)
    {
        R scale = R.Of(reading.Option("lse_square_scale"));
        if (targets.Weights.Length == 0 || reading.Option("lse_square_scale") == 0)
            return scale;
        return scale * (Enumerable.Range(0, classes).All(c => targets.Target(row, c) == 0)
            ? Sum(c => Weight(c)) / R.Of(classes)
            : TargetWeight(row) / Sum(c => Target(row, c)));
    }

    /// <summary>What the target of a class is for a loss of distances.</summary>
    public R CentredTarget<TLoss>(int row, int c) where TLoss : struct, ICentredLoss => TLoss.Centre switch
    {
        RowCentre.Label => R.Of(0),
        RowCentre.Threshold => Smoothed(row, c),
        _ => Share(row, c),
    };

    /// <summary>What distances of a row are measured from.</summary>
    public R CentreOf<TLoss>(int row) where TLoss : struct, ICentredLoss => TLoss.Centre switch
    {
        RowCentre.None => R.Of(0),
        RowCentre.Label => number(0, (row * classes) + targets.Labels![row]),
        _ => Threshold(row),
    };

    // τ with Σ max(x − τ, 0) = 1: of the k largest, τ = (Σx − 1)/k for the largest k whose smallest x exceeds it.
    private R Threshold(int row)
    {
        int[] order = [.. Enumerable.Range(row * classes, classes).OrderByDescending(at => reading.First.Values[at])];
        Enclosure exact = Enclosure.Of(0);
        R sum = R.Of(0), one = R.Of(1), threshold = one;
        for (int k = 0; k < classes; k++)
        {
            Enclosure x = Enclosure.Of(reading.First.Values[order[k]]);
            exact += x;
            if (EnclosureOrder.IsLess(exact - Enclosure.Of(1), x * Enclosure.Of(k + 1)) == false)
                break;
            sum += number(0, order[k]);
            threshold = (sum - one) / R.Of(k + 1);
        }
        return threshold;
    }

    private R Capped(R x)
    {
        R bound = R.Of(cap);
        return cap == 0 ? x : bound * R.Tanh(x / bound);
    }

    /// <summary>Whether a class has a share in the loss of its row, or would have with another target.</summary>
    public bool Weighs(int row, int c) => targets.Weight(c) != 0 && (targets.Target(row, c) != 0 || smoothing != 0
        || (targets.Labels is null && double.IsFinite(reading.First.Values[(row * classes) + c])));

    /// <summary>What the loss of a class counts: its smoothed target times its weight.</summary>
    public R Share(int row, int c) => Weight(c) * Smoothed(row, c);

    /// <summary>The factor of targets.</summary>
    public R Kept => R.Of(1) - R.Of(smoothing);

    private R Target(int row, int c)
        => targets.Labels is null ? number(1, (row * classes) + c) : R.Of(targets.Target(row, c));

    private R Smoothed(int row, int c)
    {
        R target = Target(row, c), kept = Kept;
        return smoothing == 0 ? target : (kept * target) + (R.Of(smoothing) / R.Of(classes));
    }

    /// <summary>What a class weighs.</summary>
    public R Weight(int c) => targets.Weights.Length == 0 ? R.Of(1) : number(2, c);

    /// <summary>Σ weight·target of a row, before smoothing; 1 where classes have no weights.</summary>
    public R TargetWeight(int row) => targets.Weights.Length == 0 ? R.Of(1)
        : targets.Labels is { } labels ? Weight(labels[row])
        : Sum(c => Weight(c) * Target(row, c));

    private R Sum(Func<int, R> term)
        => Enumerable.Range(0, classes).Aggregate(R.Of(0), (sum, c) => sum + term(c));
}
