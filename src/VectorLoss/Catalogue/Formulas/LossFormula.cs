using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The losses of a request over any number system, by the plainest traversal there is: it shares neither the slope
/// formulas nor the kernels with what is checked; only what the request means is read in one place for all. The result
/// gives the loss of an element, row or sample, without its weight.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input, from the input's position on the card and the number's in its
/// array.</param>
internal sealed class LossFormula<R>(RequestReading reading, Func<int, int, R> number) : ILossVisitor<Func<int, R>>
    where R : struct, IReal<R>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;

    /// <summary>The losses that a number of an input can move.</summary>
    public static IEnumerable<int> Reach(RequestReading reading, int input, int element) => reading.Card.Family switch
    {
        _ when reading.Inputs[input].Kind is LossInputKind.PerColumn or LossInputKind.Single
            => Enumerable.Range(0, reading.Count),
        LossFamily.Point or LossFamily.Triple => [element],
        LossFamily.Contrast or LossFamily.Similarity => Enumerable.Range(0, reading.Count),
        LossFamily.Sequence when reading.Card.Create.IsLattice
            => [element / (reading.First.Values.Length / reading.Count)],
        LossFamily.Sequence => [element / reading.Columns % reading.Count],
        _ => [element / reading.Columns],
    };

    public Func<int, R> Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        => i => loss.Value(number(0, i), number(1, i));

    public Func<int, R> Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        => i => TripleFormula.ValueAndSlopes(loss, number(0, i), number(1, i), number(2, reading.IndexOf(inputs[2], i)),
            reading.HasFourth ? number(3, i) : null, out _);

    public Func<int, R> Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => row =>
    {
        Triple<R> sums = RowSums(loss, row);
        return loss.Value(sums, R.Of(reading.Columns), RowLabel(row));
    };

    /// <summary>The sums of a row, of which its loss is a function.</summary>
    public Triple<R> RowSums<TLoss>(TLoss loss, int row) where TLoss : struct, IRowLoss
    {
        R a = R.Of(0), b = a, c = a;
        (R[] first, R[] second, R[] third) = Staged(loss, row);
        foreach (int at in Enumerable.Range(row * reading.Columns, reading.Columns))
        {
            int column = at - (row * reading.Columns);
            Triple<R> terms = loss.Terms(first[column], second[column], third[column]);
            (a, b, c) = (a + terms.First, b + terms.Second, c + terms.Third);
        }
        return new(a, b, c);
    }

    private (R[] First, R[] Second, R[] Third) Staged<TLoss>(TLoss loss, int row) where TLoss : struct, IRowLoss
    {
        int columns = reading.Columns;
        Range own = (row * columns)..((row + 1) * columns);
        R[] Row(int input) => [.. Enumerable.Range(row * columns, columns).Select(at => number(input, at))];
        R[] Third() => [.. Enumerable.Range(row * columns, columns).Select(RowThird)];
        double[] Numbers(int input) => reading.Arrays.Get(inputs[input].Name).Values[own];
        return TLoss.Stage == RowStage.None ? (Row(0), Row(1), Third())
            : new StageFormula<R>(TLoss.Stage, TLoss.ScaleOf(loss), Row(0), Row(1), Numbers(0), Numbers(1)).Run();
    }

    /// <summary>The third number of an element, 1 where there is none.</summary>
    public R RowThird(int at) => !HasThird || inputs[2].Kind == LossInputKind.PerRow ? R.Of(1)
        : number(2, reading.IndexOf(inputs[2], at));

    /// <summary>The label of a row, 0 where it has none.</summary>
    public R RowLabel(int row) => HasThird && inputs[2].Kind == LossInputKind.PerRow ? number(2, row) : R.Of(0);

    public Func<int, R> Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        => row => new ClassFormula<R>(reading, number).Label(loss, row);

    public Func<int, R> Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
        => row => new ClassFormula<R>(reading, number).Centred(loss, row);

    public Func<int, R> LabelSet(MultilabelMargin loss)
    {
        int[] sets = reading.Arrays.Labels(inputs[1].Name);
        return row =>
        {
            int start = row * reading.Columns;
            int[] labels = [.. sets.Skip(start).Take(reading.Columns).TakeWhile(label => label >= 0)];
            R sum = R.Of(0);
            foreach (int label in labels)
                foreach (int other in Enumerable.Range(0, reading.Columns).Except(labels))
                    sum += MultilabelMargin.Value(number(0, start + label), number(0, start + other));
            return sum / R.Of(reading.Columns);
        };
    }

    public Func<int, R> Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        GroupRule rule = loss.Rule;
        return row => new GroupFormula<R>(reading, number).Row(rule, row);
    }

    public Func<int, R> Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        ContrastRule rule = loss.Rule;
        if (rule.Pairs == ContrastPairs.Features)
            return _ => new FeatureFormula<R>(reading, number).Batch(rule.Features);
        return query => new PairFormula<R>(reading, number).Query(rule, query);
    }

    public Func<int, R> Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        => new SimilarityFormula<TLoss, R>(loss, reading.Columns,
            [.. reading.First.Values.Select((_, at) => number(0, at))], reading.First.Values,
            reading.Arrays.Labels(inputs[1].Name))
        { Temperature = HasThird ? number(2, 0) : null }.Value;

    public Func<int, R> Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
        => new SequenceFormula<R>(reading, at => number(0, at)).Sample(loss);

    private bool HasThird => inputs.Count > 2 && reading.Arrays.Find(inputs[2].Name) is not null;
}
