using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Checking;

/// <summary>
/// The slopes of a request by the slope formulas of its loss, over any number system: the derivative of a number's loss
/// with respect to it, from the input's position on the card and the number's in its array, without weights of samples.
/// Null for families and folds that have no slope formula of their own.
/// </summary>
internal sealed class SlopeFormula<R>(RequestReading reading, Func<int, int, R> number)
    : ILossVisitor<Func<int, int, R>?>
    where R : struct, IReal<R>
{
    private readonly LossFormula<R> values = new(reading, number);
    private readonly ClassFormula<R>? rows = reading.Classes is null ? null : new(reading, number);
    private readonly int classes = reading.Columns;

    public Func<int, int, R>? Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => (input, i) =>
        input == 0 ? loss.Slope(number(0, i), number(1, i))
        : reading.Card.Claims.HasFlag(Claims.ResidualOnly) ? -loss.Slope(number(0, i), number(1, i))
        : new TargetSide<TLoss>(loss).Slope(number(1, i), number(0, i));

    public Func<int, int, R>? Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        => (input, i) =>
    {
        TripleFormula.ValueAndSlopes(loss, number(0, i), number(1, i), Third(i),
            reading.HasFourth ? number(3, i) : null, out Triple<R> slopes);
        return Part(slopes, input);
    };

    public Func<int, int, R>? Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => TLoss.Stage != RowStage.None ? null : (input, i) =>
    {
        int row = i / reading.Columns;
        Triple<R> slopes = loss.Slopes(values.RowSums(loss, row), R.Of(reading.Columns), values.RowLabel(row));
        return Part(loss.TermSlopes(slopes, number(0, i), number(1, i), values.RowThird(i)), input);
    };

    public Func<int, int, R>? Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => (input, i) =>
    {
        (int row, int seeded) = (i / classes, i % classes);
        SoftmaxFormula<R> softmax = rows!.SoftmaxOf(row);
        R log = softmax.LogProbability(seeded), probability = R.Exp(log);
        if (input == 1)
            return rows.Weight(seeded) * rows.Kept * loss.Value(log);
        R slope = R.Of(2) * rows.LseScale(row) * softmax.LogSumExp * probability;
        for (int c = 0; c < classes; c++)
            if (rows.Weighs(row, c))
                slope += rows.Share(row, c) * loss.Slope(softmax.LogProbability(c))
                    * (c == seeded ? -R.Expm1(log) : -probability);
        double cap = reading.Option("softcap");
        return cap == 0 ? slope : slope * Softcap.Slope(number(0, i), R.Of(cap));
    };

    public Func<int, int, R>? Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        if (TLoss.Fold == RowFold.Largest)
            return null;
        return (_, i) =>
        {
            (int row, int seeded) = (i / classes, i % classes);
            R centre = rows!.CentreOf<TLoss>(row);
            R Of(int c) => loss.Slope(number(0, (row * classes) + c) - centre, rows.CentredTarget<TLoss>(row, c));
            bool isCentre = TLoss.Centre == RowCentre.Label && reading.Classes!.Labels![row] == seeded;
            R slope = isCentre
                ? -Enumerable.Range(0, classes).Where(c => c != seeded).Aggregate(R.Of(0), (sum, c) => sum + Of(c))
                : TLoss.Centre == RowCentre.None && !rows.Weighs(row, seeded) ? R.Of(0) : Of(seeded);
            return rows.Weighted<TLoss>(slope, row);
        };
    }

    public Func<int, int, R>? LabelSet(MultilabelMargin loss) => null;

    public Func<int, int, R>? Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => null;

    public Func<int, int, R>? Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => null;

    public Func<int, int, R>? Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss => null;

    public Func<int, int, R>? Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss => null;

    private R Third(int i) => number(2, reading.IndexOf(reading.Card.Inputs[2], i));

    private static R Part(Triple<R> slopes, int input)
        => input == 0 ? slopes.First : input == 1 ? slopes.Second : slopes.Third;
}
